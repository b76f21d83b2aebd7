"""What a declaration contains, and what a new element of it must agree with."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from inscriptions.models import Lieu
from partenaires.contraintes import Moyen
from partenaires.models import Bassin, BesoinRessource, DeclarationCapacite, GroupePropose, Ressource


@dataclass
class Contexte:
    """What forms and files check an element against; a file adds its own resources as it is read."""

    declaration: DeclarationCapacite
    au: date
    lieux: list[Lieu]
    moyens: dict[str, Moyen] = field(default_factory=dict)
    references: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def apprendre(self, champs: dict[str, Any]) -> None:
        """Count on a resource read from a file, for the groups of the same file."""
        moyen = Moyen(champs["nom"], frozenset(champs["cellules"]), champs["heures_max"], champs["places"])
        self.moyens[champs["reference"]] = moyen


@dataclass(frozen=True)
class Contenu:
    """Everything a declaration holds, in the order pages show it."""

    ressources: list[Ressource]
    bassins: list[Bassin]
    groupes: list[GroupePropose]
    # By group or pool, the references of the resources it needs.
    besoins: dict[uuid.UUID, list[str]]


def moyen_de(ressource: Ressource) -> Moyen:
    """The resource as a group sees it."""
    return Moyen(ressource.nom, frozenset(ressource.cellules), ressource.heures_max, ressource.places)


def contexte_de(declaration: DeclarationCapacite, *, au: date) -> Contexte:
    """Places, resources and references already taken."""
    contexte = Contexte(
        declaration, au, list(Lieu.objects.filter(organisation=declaration.organisation_id).order_by("nom"))
    )
    for ressource in declaration.ressources.actives():
        contexte.moyens[ressource.reference] = moyen_de(ressource)
        contexte.references["ressource"].add(ressource.reference)
    contexte.references["bassin"].update(declaration.bassins.actifs().values_list("reference", flat=True))
    envisages = declaration.groupes_proposes.filter(retire_le__isnull=True)
    contexte.references["groupe"].update(envisages.values_list("reference", flat=True))
    return contexte


def references_des_besoins(de: Bassin | GroupePropose) -> list[str]:
    """The references of the resources it needs, sorted."""
    lignes = de.besoins.filter(retire_le__isnull=True)
    return sorted(lignes.values_list("ressource__reference", flat=True))


def contenu_de(declaration: DeclarationCapacite) -> Contenu:
    """The elements still counted on, and the groups whatever became of them."""
    besoins: dict[uuid.UUID, list[str]] = defaultdict(list)
    lignes = BesoinRessource.objects.filter(declaration=declaration, retire_le__isnull=True)
    for propose, bassin, reference in lignes.order_by("ressource__reference").values_list(
        "propose_id", "bassin_id", "ressource__reference"
    ):
        besoins[propose or bassin].append(reference)
    return Contenu(
        list(declaration.ressources.actives()),
        list(declaration.bassins.actifs().select_related("lieu")),
        list(
            declaration.groupes_proposes.filter(retire_le__isnull=True)
            .select_related("groupe__lieu", "groupe__session")
            .order_by("groupe__niveau", "reference")
        ),
        besoins,
    )
