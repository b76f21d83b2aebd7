"""An instance row by row, for callers that hold few of them: groups, classes and persons as plain values."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from inscriptions.placement.assemblage import Colonnes, assembler
from inscriptions.placement.instance import DonneesMalformees, Groupe, Instance
from inscriptions.placement.priorites import condenser


class Classe(NamedTuple):
    """Persons who are alike, and the types they may join with the cost of each."""

    id: str
    arcs: tuple[tuple[str, int], ...]


class Personne(NamedTuple):
    """Someone who waits; the smaller `priorite` goes first, compared number by number."""

    id: str
    classe: str
    priorite: tuple[int, ...]


def instance_des_lignes(
    *,
    graine: int,
    types: Iterable[str],
    groupes: Sequence[Groupe],
    classes: Sequence[Classe],
    personnes: Sequence[Personne],
) -> Instance:
    """The instance of these rows, in any order."""
    noms = list(types)
    place = {nom: i for i, nom in enumerate(noms)}
    arcs = [arc for classe in classes for arc in classe.arcs]
    for nom, _cout in arcs:
        if nom not in place:
            raise DonneesMalformees("classes", f"arc vers un type inconnu « {nom} »")
    return assembler(
        Colonnes(
            graine,
            noms,
            [g.id for g in groupes],
            [g.type for g in groupes],
            [g.capacite for g in groupes],
            [g.minimum for g in groupes],
            classes=[c.id for c in classes],
            nombres=np.array([len(c.arcs) for c in classes], np.int64),
            vers=np.array([place[nom] for nom, _cout in arcs], np.int64),
            couts=np.array([cout for _nom, cout in arcs], np.int64),
            personnes=[p.id for p in personnes],
            classes_des_personnes=[p.classe for p in personnes],
            priorites=condenser([p.priorite for p in personnes]),
        )
    )


def groupes_de(instance: Instance) -> Iterator[Groupe]:
    """The groups, sorted by id."""
    g = instance.groupes
    for nom, type_, capacite, minimum in zip(g.ids, g.types.tolist(), g.capacites, g.minimums, strict=True):
        yield Groupe(nom, instance.types[type_], capacite, minimum)


def classes_de(instance: Instance) -> Iterator[Classe]:
    """The classes, sorted by id."""
    classes = instance.classes
    types = [instance.types[t] for t in classes.vers.tolist()]
    arcs, bornes = list(zip(types, classes.couts.tolist(), strict=True)), classes.debuts.tolist()
    for i, nom in enumerate(classes.ids):
        yield Classe(nom, tuple(arcs[bornes[i] : bornes[i + 1]]))


def personnes_de(instance: Instance) -> Iterator[Personne]:
    """The persons, sorted by id."""
    p = instance.personnes
    priorites = p.priorites if isinstance(p.priorites, list) else p.priorites.tolist()
    for nom, classe, priorite in zip(p.ids, p.classes.tolist(), priorites, strict=True):
        yield Personne(nom, instance.classes.ids[classe], tuple(priorite))
