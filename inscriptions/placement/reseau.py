"""Which classes can go to which types? The compatibility network, as arrays."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from inscriptions.placement.instance import Instance, Personne

Entiers = NDArray[np.int64]


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


def construire(instance: Instance, ordre: list[Personne]) -> Reseau:
    """The network of an instance; classes and types are numbered in the order of their ids."""
    numero_type = {t.id: i for i, t in enumerate(instance.types)}
    numero_classe = {c.id: i for i, c in enumerate(instance.classes)}
    arcs = list(chain.from_iterable([c.arcs for c in instance.classes]))
    return Reseau(
        nb_classes=len(numero_classe),
        places=_places(instance, numero_type),
        de=np.repeat(np.arange(len(numero_classe)), [len(c.arcs) for c in instance.classes]),
        vers=np.fromiter(map(numero_type.__getitem__, map(itemgetter(0), arcs)), np.int64, len(arcs)),
        cout=np.fromiter(map(itemgetter(1), arcs), np.int64, len(arcs)),
        rangs=np.array([numero_classe[p.classe] for p in ordre], np.int64),
        tirage_classes=_tirage(instance.graine, numero_classe),
        tirage_types=_tirage(instance.graine, numero_type),
    )


def _places(instance: Instance, numero_type: dict[str, int]) -> Entiers:
    """Seats per type; one more than there are persons counts as plenty, so that absurd numbers fit in 64 bits."""
    places: Counter[int] = Counter()
    for groupe in instance.groupes:
        places[numero_type[groupe.type]] += groupe.capacite
    return np.array([min(places[t], len(instance.personnes) + 1) for t in range(len(numero_type))], np.int64)


def _tirage(graine: int, ids: Iterable[str]) -> Entiers:
    """The position of each id in the draw, by the same rule as between equal priorities."""
    cles = [sha256(f"{graine}:{id_}".encode()).digest() for id_ in ids]
    return positions(np.array(sorted(range(len(cles)), key=cles.__getitem__), np.int64))


def positions(permutation: Entiers) -> Entiers:
    """Where each number stands in a permutation."""
    inverse = np.empty_like(permutation)
    inverse[permutation] = np.arange(len(permutation))
    return inverse
