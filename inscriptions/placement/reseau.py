"""Which classes can go to which types? The compatibility network, as arrays."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inscriptions.placement.instance import Instance, Personne

Entiers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reseau:
    """Arcs from classes to types, seats per type, and the class of each person from first to last served."""

    nb_classes: int
    places: Entiers
    de: Entiers
    vers: Entiers
    cout: Entiers
    rangs: Entiers

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
    arcs = [arc for c in instance.classes for arc in c.arcs]
    return Reseau(
        nb_classes=len(numero_classe),
        places=_places(instance, numero_type),
        de=np.repeat(np.arange(len(numero_classe)), [len(c.arcs) for c in instance.classes]),
        vers=np.array([numero_type[type_id] for type_id, _ in arcs], np.int64),
        cout=np.array([cout for _, cout in arcs], np.int64),
        rangs=np.array([numero_classe[p.classe] for p in ordre], np.int64),
    )


def _places(instance: Instance, numero_type: dict[str, int]) -> Entiers:
    """Seats per type; one more than there are persons counts as plenty, so that absurd numbers fit in 64 bits."""
    places: Counter[int] = Counter()
    for groupe in instance.groupes:
        places[numero_type[groupe.type]] += groupe.capacite
    return np.array([min(places[t], len(instance.personnes) + 1) for t in range(len(numero_type))], np.int64)
