"""Which objective of the action plan each figure answers, and where its rows can be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from guichet.acteurs import ROLES_ENTENTES, Role


@dataclass(frozen=True, slots=True)
class Objectif:
    """One action of the plan, in our words, and the figures that tell how far it goes."""

    code: str
    libelle: Any
    mesures: tuple[str, ...]


OBJECTIFS = (
    Objectif(
        "F1",
        _("Connaître les besoins et les parcours"),
        ("satisfaction", "cours_termines", "cours_interrompus", "poursuite", "abandon", "motif_manquant"),
    ),
    Objectif(
        "F2",
        _("Mener à l’autonomie langagière"),
        (
            "autonomie",
            "autonomie_co",
            "autonomie_po",
            "autonomie_ce",
            "autonomie_pe",
            "heures_seuil",
            "ecart_heures",
            "heures_suivies",
            "progression",
            "niveaux_par_100h",
            "cible_atteinte",
            "resultat_moyen",
            "assiduite",
            "absence",
            "reussite_cohorte",
        ),
    ),
    Objectif(
        "F3",
        _("Un seul guichet, une place à temps"),
        (
            "debuts_dans_la_norme",
            "delai_debut_avec_attente",
            "demandes",
            "couverture_demandes",
            "en_attente",
            "attente_actuelle",
            "delai_debut",
            "offres",
            "debuts",
            "servies",
            "no_show",
            "replacement_30_jours",
            "occupation_places",
            "groupes_ouverts",
        ),
    ),
    Objectif("F4", _("Mesurer la participation"), ("participation", "non_participation")),
    Objectif("I1", _("Se concerter en permanence"), ("engagements_tenus",)),
    Objectif(
        "I2",
        _("Conclure et suivre les ententes, payer à temps"),
        (
            "ententes_signees_avant_debut",
            "versements_a_temps",
            "premier_versement_avant_debut",
            "delai_versement",
            "retard_versement",
            "redditions_a_temps",
            "revues_tenues",
            "volumes_atteints",
            "conformite",
            "part_depenses_admissibles",
            "cout_heure",
            "cout_niveau",
            "delai_completude",
            "delai_analyse",
            "delai_decision",
            "delai_signature",
            "delai_examen",
        ),
    ),
    Objectif("I3", _("Des données plus précises sur les services"), ("services_precis",)),
    Objectif("I4", _("Des programmes refondus"), ("ententes_norme_refondue",)),
)
OBJECTIFS_DE = {code: objectif for objectif in OBJECTIFS for code in objectif.mesures}

# The list that holds a figure's rows, and who may open it; the list itself shows what each may see.
_CONSEIL = frozenset({Role.CONSEILLER})
LISTES: dict[str, tuple[str, frozenset[Role]]] = {
    **dict.fromkeys(("demandes", "en_attente", "attente_actuelle", "couverture_demandes"), ("dossiers", _CONSEIL)),
    **dict.fromkeys(("occupation_places", "groupes_ouverts"), ("groupes", _CONSEIL)),
    **dict.fromkeys(("replacement_30_jours",), ("replacements", _CONSEIL)),
    **dict.fromkeys(
        ("versements_a_temps", "delai_versement", "retard_versement"), ("versements_a_traiter", ROLES_ENTENTES)
    ),
    **dict.fromkeys(
        ("ententes_signees_avant_debut", "ententes_norme_refondue", "redditions_a_temps", "revues_tenues"),
        ("ententes", ROLES_ENTENTES),
    ),
}
# Whose alert it is: management answers for what goes through ententes and money, analysts for the rest.
DE_LA_DIRECTION = frozenset({"I1", "I2", "I3", "I4"})


def veilleur(code: str) -> Role:
    """The role that answers when this figure leaves its corridor."""
    objectif = OBJECTIFS_DE.get(code)
    return Role.DIRECTION if objectif and objectif.code in DE_LA_DIRECTION else Role.ANALYSTE
