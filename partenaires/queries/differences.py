"""Does a line of a file change anything?"""

from __future__ import annotations

from typing import Any

from partenaires.models import Bassin, DeclarationCapacite, GroupePropose, Ressource
from partenaires.queries.contenu import references_des_besoins

Element = Ressource | Bassin | GroupePropose


def element(declaration: DeclarationCapacite, genre: str, reference: str) -> Element | None:
    """The element of this kind and reference still counted on."""
    if genre == "ressource":
        return declaration.ressources.actives().filter(reference=reference).first()
    if genre == "bassin":
        return declaration.bassins.actifs().filter(reference=reference).first()
    proposes = declaration.groupes_proposes.filter(retire_le__isnull=True, reference=reference)
    return proposes.select_related("groupe").first()


def est_inchange(declaration: DeclarationCapacite, genre: str, reference: str, champs: dict[str, Any]) -> bool:
    """True when the element already says all of this."""
    actuel = element(declaration, genre, reference)
    if actuel is None:
        return False
    besoins = [] if isinstance(actuel, Ressource) else references_des_besoins(actuel)
    groupe = getattr(actuel, "groupe", None)
    for nom, voulu in champs.items():
        porteur = actuel if hasattr(actuel, nom) and nom != "ressources" else groupe
        present = besoins if nom == "ressources" else getattr(porteur, nom)
        if nom == "ressources":
            voulu = sorted(voulu)
        if present != voulu:
            return False
    return True


def est_fige(declaration: DeclarationCapacite, genre: str, reference: str) -> bool:
    """True for a group the ministry keeps: it no longer changes."""
    actuel = element(declaration, genre, reference)
    return isinstance(actuel, GroupePropose) and actuel.retenu_le is not None
