"""What ententes cost, keep and give, and how far the ministry follows them."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guichet.mesure import responsables
from guichet.mesure.definition import Diffusion, Genre, Mesure, Sens, definir
from guichet.mesure.dimensions import COUT, ORGANISME


def _gestion(
    code: str,
    titre: object,
    definition: object,
    formule: object,
    source: object,
    genre: Genre = Genre.TAUX,
    **autres: object,
) -> Mesure:
    """A ratio told to the ministry and, its own, to each organisation."""
    reste: dict[str, object] = {"sens": Sens.PLUS, "dimensions": ORGANISME, "responsable": responsables.PARTENARIATS}
    return Mesure(
        code,
        1,
        titre,
        definition,
        genre,
        f"entente:{code}",
        denominateur="entente:total",
        source=source,
        diffusion=Diffusion.ORGANISMES,
        calcul="agregats",
        formule=formule,
        **(reste | autres),  # type: ignore[arg-type]
    )


_VERSEMENTS = _("Versements émis, recouvrements déduits; présences; résultats")
_PARTAGE = _(
    "Les versements des ententes qui donnent des cours se partagent entre les formules comme les heures de séance de "
    "l’organisme dans l’exercice."
)

definir(
    _gestion(
        "cout_heure",
        _("Coût d’une heure suivie"),
        format_lazy(_("Versements émis pendant la période pour des cours, par heure suivie. {p}"), p=_PARTAGE),
        _("Versements émis ÷ heures suivies"),
        _VERSEMENTS,
        Genre.RAPPORT,
        unite=_("$"),
        dimensions=COUT,
        sens=Sens.MOINS,
        responsable=responsables.FINANCES,
    ),
    _gestion(
        "cout_niveau",
        _("Coût d’un niveau gagné"),
        format_lazy(
            _("Versements émis pendant la période pour des cours, par niveau gagné (moyenne des compétences). {p}"),
            p=_PARTAGE,
        ),
        _("Versements émis ÷ niveaux gagnés"),
        _VERSEMENTS,
        Genre.RAPPORT,
        unite=_("$"),
        dimensions=COUT,
        sens=Sens.MOINS,
        responsable=responsables.FINANCES,
    ),
    _gestion(
        "revues_tenues",
        _("Revues de mi-parcours tenues"),
        _("Ententes dont la date de revue tombe dans la période et dont la rencontre a eu lieu."),
        _("Ententes avec rencontre tenue ÷ ententes à revoir"),
        _("Ententes et revues"),
    ),
    _gestion(
        "volumes_atteints",
        _("Volumes convenus atteints"),
        _("Activités des redditions acceptées pendant la période qui atteignent le volume prévu, à la tolérance près."),
        _("Activités au volume prévu ÷ activités rendues"),
        _("Redditions acceptées"),
    ),
    _gestion(
        "conformite",
        _("Conformité des organismes contrôlés"),
        _("Redditions tirées au sort pour un contrôle et dont le score de qualité atteint le seuil de conformité."),
        _("Redditions contrôlées conformes ÷ redditions contrôlées"),
        _("Tirages de contrôles, anomalies ouvertes"),
    ),
    _gestion(
        "services_precis",
        _("Services décrits personne par personne"),
        _("Services rendus hors du portail inscrits avec la référence d’une personne plutôt qu’en nombre."),
        _("Services avec une personne ÷ services inscrits"),
        _("Services rendus par les organismes, le ministère et d’autres ministères"),
    ),
    _gestion(
        "ententes_norme_refondue",
        _("Ententes sous une norme refondue"),
        _("Ententes commencées pendant la période sous une deuxième version de leur programme ou une suivante."),
        _("Ententes sous une version refondue ÷ ententes commencées"),
        _("Ententes et versions des programmes"),
        sens=Sens.NEUTRE,
    ),
)
