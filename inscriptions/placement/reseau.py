"""Which classes can go to which types? The compatibility network, as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inscriptions.placement.instance import Instance
from inscriptions.placement.priorites import Entiers, tirages

__all__ = ["Entiers", "Reseau", "construire", "positions", "semblables"]


@dataclass(frozen=True, slots=True)
class Reseau:
    """Arcs from classes to types, seats per type, and the class of each person from first to last served.

    `tirage_classes` and `tirage_types` number them as drawn by the public seed, to settle what is otherwise equal.
    """

    nb_classes: int
    places: Entiers
    de: Entiers
    vers: Entiers
    cout: Entiers
    rangs: Entiers
    tirage_classes: Entiers
    tirage_types: Entiers

    @property
    def nb_types(self) -> int:
        """How many types there are."""
        return len(self.places)

    def effectifs(self) -> Entiers:
        """How many persons each class holds."""
        return np.bincount(self.rangs, minlength=self.nb_classes)


def construire(instance: Instance, ordre: Entiers) -> Reseau:
    """The network of an instance; classes and types are numbered in the order of their ids."""
    return Reseau(
        nb_classes=len(instance.classes.ids),
        places=_places(instance),
        de=instance.classes.de(),
        vers=instance.classes.vers,
        cout=instance.classes.couts,
        rangs=instance.personnes.classes[ordre],
        tirage_classes=_tirage(instance.graine, instance.classes.ids),
        tirage_types=_tirage(instance.graine, instance.types),
    )


def _places(instance: Instance) -> Entiers:
    """Seats per type; one more than there are persons counts as plenty, so that absurd numbers fit in 64 bits."""
    assez = len(instance.personnes.ids) + 1
    capacites = np.array([min(capacite, assez) for capacite in instance.groupes.capacites], np.int64)
    places = np.zeros(len(instance.types), np.int64)
    np.add.at(places, instance.groupes.types, capacites)
    return np.minimum(places, assez)


def _tirage(graine: int, ids: Sequence[str]) -> Entiers:
    """The position of each id in the draw, by the same rule as between equal priorities."""
    return positions(np.lexsort(tirages(graine, ids, len(ids)).T[::-1]))


def positions(permutation: Entiers) -> Entiers:
    """Where each number stands in a permutation."""
    inverse = np.empty_like(permutation)
    inverse[permutation] = np.arange(len(permutation))
    return inverse


def semblables(debuts: Entiers, *colonnes: Entiers) -> Entiers:
    """A number for each class, the same for classes whose arcs are the same in these columns.

    Classes with the same fingerprint are compared arc by arc: nothing rests on the fingerprint alone.
    """
    longueurs = np.diff(debuts)
    avec = np.flatnonzero(longueurs)
    traces = np.zeros(len(longueurs), np.uint64)
    if len(avec):
        traces[avec] = np.add.reduceat(_melanger(colonnes), debuts[avec])
    _, premiers, numeros = np.unique(traces + longueurs.astype(np.uint64), return_index=True, return_inverse=True)
    modeles = premiers[numeros]
    ecarts = np.repeat(debuts[modeles] - debuts[:-1], longueurs)
    pareils = np.repeat(longueurs[modeles] == longueurs, longueurs)
    ailleurs = np.where(pareils, np.arange(len(ecarts)) + ecarts, 0)
    for colonne in colonnes:
        pareils &= colonne[ailleurs] == colonne
    differents = np.unique(np.repeat(np.arange(len(longueurs)), longueurs)[~pareils])
    numeros[differents] = len(premiers) + np.arange(len(differents))
    return numeros


def _melanger(colonnes: tuple[Entiers, ...]) -> NDArray[np.uint64]:
    """A well spread number for each arc (the finaliser of splitmix64)."""
    melange = np.zeros(len(colonnes[0]), np.uint64)
    for colonne in colonnes:
        melange = (melange + colonne.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)) * np.uint64(0xBF58476D1CE4E5B9)
        melange ^= melange >> np.uint64(31)
        melange *= np.uint64(0x94D049BB133111EB)
        melange ^= melange >> np.uint64(29)
    return melange
