"""What paths lead to: levels gained, the threshold, success of beginners, what becomes of a course."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guichet.mesure import responsables
from guichet.mesure.definition import Diffusion, Genre, Mesure, Sens, definir
from guichet.mesure.dimensions import PLACE

_RESULTATS = _("Évaluations de classement et résultats de fin de cours")
_PLACES = _("Places du portail")
_COMPETENCES = {
    "co": _("compréhension orale"),
    "po": _("production orale"),
    "ce": _("compréhension écrite"),
    "pe": _("production écrite"),
}


def _taux(
    code: str,
    titre: object,
    definition: object,
    formule: object,
    source: object,
    genre: Genre = Genre.TAUX,
    **autres: object,
) -> Mesure:
    """A share of seats, the higher the better unless said otherwise."""
    reste = {"sens": Sens.PLUS, "diffusion": Diffusion.PUBLIQUE} | autres
    return Mesure(
        code,
        1,
        titre,
        definition,
        genre,
        f"place:{code}",
        denominateur="place:finie",
        source=source,
        responsable=responsables.PEDAGOGIE,
        dimensions=PLACE,
        calcul="agregats",
        formule=formule,
        **reste,  # type: ignore[arg-type]
    )


definir(
    _taux(
        "progression",
        _("Progression"),
        _(
            "Fins de cours où la personne a gagné au moins un niveau dans au moins une compétence, sur les fins de "
            "cours qui ont deux mesures : un résultat, et une évaluation ou un résultat avant lui."
        ),
        _("Fins de cours avec un niveau gagné ÷ fins de cours à deux mesures"),
        _RESULTATS,
    ),
    _taux(
        "niveaux_par_100h",
        _("Niveaux gagnés par 100 heures"),
        _("Niveaux gagnés, moyenne des compétences mesurées, pour 100 heures suivies dans ces cours."),
        _("100 × niveaux gagnés ÷ heures suivies"),
        _RESULTATS,
        Genre.RAPPORT,
        unite=_("niveaux"),
    ),
    _taux(
        "resultat_moyen",
        _("Résultat moyen"),
        _("Niveau atteint à la fin d’un cours, moyenne des compétences mesurées, sur 12."),
        _("Somme des niveaux moyens ÷ fins de cours avec un résultat"),
        _RESULTATS,
        Genre.RAPPORT,
        unite=_("niveau"),
        diffusion=Diffusion.ORGANISMES,
        sens=Sens.NEUTRE,
    ),
    *(
        _taux(
            f"autonomie_{code}",
            format_lazy(_("Seuil d’autonomie, {competence}"), competence=competence),
            format_lazy(
                _(
                    "Personnes dont le dernier cours a fini pendant la période, sans autre demande en cours, et qui "
                    "ont atteint le niveau 8 en {competence}, sur toutes celles qui sont parties."
                ),
                competence=competence,
            ),
            _("Personnes parties au niveau 8 ou plus ÷ personnes parties"),
            _RESULTATS,
        )
        for code, competence in _COMPETENCES.items()
    ),
    _taux(
        "autonomie",
        _("Seuil d’autonomie, les quatre compétences"),
        _(
            "Personnes dont le dernier cours a fini pendant la période, sans autre demande en cours, et qui ont "
            "atteint le niveau 8 dans les quatre compétences, sur toutes celles qui sont parties."
        ),
        _("Personnes parties au niveau 8 ou plus partout ÷ personnes parties"),
        _RESULTATS,
    ),
    _taux(
        "reussite_cohorte",
        _("Réussite d’une cohorte de débutants"),
        _(
            "Débutants qui ont réussi au moins deux cours dans les deux ans du premier, pauses comprises, comptés à la "
            "fin des deux ans, au lieu du dernier cours réussi."
        ),
        _("Débutants avec deux cours réussis ÷ débutants dont les deux ans finissent dans la période"),
        _RESULTATS,
    ),
    _taux(
        "cours_termines",
        _("Cours terminés"),
        _("Cours menés à leur fin, sur les cours finis pendant la période. Un transfert n’est pas une fin."),
        _("Cours terminés ÷ cours finis"),
        _PLACES,
    ),
    _taux(
        "cours_interrompus",
        _("Cours interrompus"),
        _("Abandons et cours fermés, sur les cours finis pendant la période."),
        _("(Abandons + cours fermés) ÷ cours finis"),
        _PLACES,
        sens=Sens.MOINS,
    ),
    _taux(
        "poursuite",
        _("Poursuite dans l’année"),
        _(
            "Personnes qui ont commencé un autre cours dans l’année qui suit un cours terminé, comptées à la fin de "
            "cette année."
        ),
        _("Cours terminés suivis d’un autre ÷ cours terminés il y a un an"),
        _PLACES,
    ),
    _taux(
        "cible_atteinte",
        _("Niveau du cours atteint"),
        _("Cours terminés où les deux compétences orales finissent au niveau du cours ou plus haut."),
        _("Cours terminés au niveau visé ÷ cours terminés avec résultats"),
        _RESULTATS,
    ),
    _taux(
        "motif_manquant",
        _("Fins sans motif"),
        _("Places quittées ou perdues sans motif codé, sur toutes celles qui l’ont été pendant la période."),
        _("Fins sans motif ÷ fins qui en demandent un"),
        _("Journal du portail"),
        diffusion=Diffusion.ORGANISMES,
        sens=Sens.MOINS,
    ),
    Mesure(
        "heures_seuil",
        1,
        _("Heures pour atteindre le seuil d’autonomie"),
        _(
            "Heures suivies depuis le premier cours par les personnes qui ont atteint le niveau 8 à l’oral pendant la "
            "période, médiane. La formule est celle du cours où elles l’ont atteint."
        ),
        Genre.DELAI,
        "place:seuil_atteint",
        unite=_("heures"),
        source=_("Présences et résultats de fin de cours"),
        responsable=responsables.PEDAGOGIE,
        dimensions=PLACE,
        sens=Sens.MOINS,
        calcul="agregats",
        formule=_("Médiane des heures suivies jusqu’au niveau 8 en compréhension et en production orales"),
    ),
)
