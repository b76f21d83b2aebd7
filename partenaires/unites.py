"""What each unit of service means and where its figure comes from: the same for every partner."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guichet.mesure.definition import Genre, Mesure
from partenaires.models import UniteService

_PRESENCES = _("Registres de présence du portail")

# Counted from rolls and evaluations, not from steps of the journal: they stand beside the registry of indicators.
UNITES: dict[str, Mesure] = {
    UniteService.SEANCE_GROUPE: Mesure(
        "unite_seance_groupe",
        1,
        _("Séances de groupe"),
        _("Séances des groupes de l’organisme, de la période, dont l’appel est fait et qui ne sont pas annulées."),
        Genre.COMPTE,
        "",
        unite=_("séances"),
        source=_PRESENCES,
    ),
    UniteService.HEURE_APPRENANT: Mesure(
        "unite_heure_apprenant",
        1,
        _("Heures-apprenant"),
        _(
            "Pour chaque personne notée présente ou en retard à une séance tenue pendant la période, "
            "la durée de la séance; la somme de ces durées."
        ),
        Genre.COMPTE,
        "",
        unite=_("heures-apprenant"),
        source=_PRESENCES,
    ),
    UniteService.RENCONTRE: Mesure(
        "unite_rencontre_individuelle",
        1,
        _("Rencontres individuelles"),
        _("Rencontres inscrites parmi les services rendus hors du portail : le portail n’en compte aucune."),
        Genre.COMPTE,
        "",
        unite=_("rencontres"),
        source=_("Services rendus hors du portail"),
    ),
    UniteService.EVALUATION: Mesure(
        "unite_evaluation_classement",
        1,
        _("Évaluations de classement"),
        _("Évaluations de classement inscrites pendant la période par un compte membre de l’organisme ce jour-là."),
        Genre.COMPTE,
        "",
        unite=_("évaluations"),
        source=_("Évaluations du portail"),
    ),
    UniteService.PERSONNE: Mesure(
        "unite_personne_servie",
        1,
        _("Personnes servies"),
        _(
            "Personnes différentes notées présentes ou en retard à au moins une séance tenue pendant la période. "
            "Une personne compte une fois, quel que soit le nombre de ses séances."
        ),
        Genre.COMPTE,
        "",
        unite=_("personnes"),
        source=_PRESENCES,
    ),
}
DEFINITIONS_UNITES = {mesure.code: mesure for mesure in UNITES.values()}
