"""The steps of an object as a page tells them, newest first."""

from __future__ import annotations

from typing import Any

from guichet.acteurs import ROLES_MINISTERE, Acteur, Role
from guichet.cycle import cycle_de
from guichet.models import Journal
from guichet.referentiels.formats import formater_date_heure, heure_locale


def evenements_de(objet: Any, acteur: Acteur) -> list[dict[str, Any]]:
    """Each step: when, to which state in the reader's words, why, by whom; a partner reads « le ministère »."""
    cycle = cycle_de(objet)
    lignes = Journal.objects.de_l_objet(objet).select_related("acteur")
    return [
        {
            "le": formater_date_heure(heure_locale(ligne.le)),
            "titre": cycle.libelle(ligne.vers, acteur.role),
            "detail": ligne.motif,
            "par": _par(ligne, acteur),
        }
        for ligne in reversed(lignes)
    ]


def _par(ligne: Journal, acteur: Acteur) -> str:
    role = Role(ligne.acteur_role)
    if acteur.role in ROLES_MINISTERE and ligne.acteur:
        return f"{role.label}, {ligne.acteur}"
    return str(role.label)
