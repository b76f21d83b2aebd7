"""What is a placement problem, and what is its one written form?"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from json.encoder import encode_basestring as entre_guillemets
from operator import lt

import numpy as np

from inscriptions.placement import priorites
from inscriptions.placement.priorites import Entiers, Priorites

VERSION = 1
_en_texte = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
# The flow solver works in 64 bits: costs up to here stay exact on networks of 100,000 classes and types.
COUT_MAX = 10**12
LOT = 20_000


class DonneesMalformees(ValueError):
    """The input breaks the contract; `entree` names the entry at fault."""

    def __init__(self, entree: str, raison: str) -> None:
        super().__init__(f"{entree} : {raison}")
        self.entree = entree
        self.raison = raison


@dataclass(frozen=True, slots=True)
class Groupe:
    """A group with its seats; under `minimum` persons it should not start."""

    id: str
    type: str
    capacite: int
    minimum: int


@dataclass(frozen=True, slots=True, eq=False)
class Groupes:
    """The groups, one list a column; `types` numbers the type of each."""

    ids: Sequence[str]
    types: Entiers
    capacites: Sequence[int]
    minimums: Sequence[int]


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """Persons who are alike, with their arcs one class after the other: towards which type, at what cost.

    An arc exists only where every hard constraint holds. `debuts` has one number more than there are classes.
    """

    ids: Sequence[str]
    debuts: Entiers
    vers: Entiers
    couts: Entiers

    def de(self) -> Entiers:
        """The class of each arc."""
        return np.repeat(np.arange(len(self.ids)), np.diff(self.debuts))


@dataclass(frozen=True, slots=True, eq=False)
class Personnes:
    """Those who wait; `classes` numbers the class of each, the smaller priority goes first."""

    ids: Sequence[str]
    classes: Entiers
    priorites: Priorites


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """A coherent placement problem, held sorted by id, so that row order never matters.

    Types are groups that are alike for every person: who may join one may join all, at the same cost.
    """

    graine: int
    types: Sequence[str]
    groupes: Groupes
    classes: Classes
    personnes: Personnes
    # The digest, when the canonical form was already at hand.
    condensat: str = ""

    def ordre(self) -> Entiers:
        """The numbers of the persons from first to last served; the public seed orders equal priorities."""
        return priorites.ordonner(self.personnes.priorites, self.personnes.ids, self.graine)

    def ecrite(self) -> tuple["Instance", bytes]:
        """The canonical form, and the same instance that knows its digest."""
        octets = self.canonique()
        return replace(self, condensat=hashlib.sha256(octets).hexdigest()), octets

    def canonique(self) -> bytes:
        """The canonical form: UTF-8, keys and lists sorted, no spaces."""
        return b"".join(self.morceaux())

    def empreinte(self) -> str:
        """The SHA-256 of the canonical form."""
        if self.condensat:
            return self.condensat
        condense = hashlib.sha256()
        for morceau in self.morceaux():
            condense.update(morceau)
        return condense.hexdigest()

    def morceaux(self) -> Iterator[bytes]:
        """The canonical form, piece after piece; written by hand because it is long."""
        yield b'{"classes":['
        yield from self._classes()
        yield f'],"graine":{self.graine},"groupes":['.encode()
        types, groupes = self.types, self.groupes
        noms = list(map(entre_guillemets, types))
        yield ",".join(
            f'{{"capacite":{c},"id":{entre_guillemets(i)},"minimum":{m},"type":{noms[t]}}}'
            for i, t, c, m in zip(groupes.ids, groupes.types.tolist(), groupes.capacites, groupes.minimums, strict=True)
        ).encode()
        yield b'],"personnes":['
        yield from self._personnes()
        lignes = ",".join([f'{{"id":{nom}}}' for nom in noms])
        yield f'],"types":[{lignes}],"version":{VERSION}}}'.encode()

    def _classes(self) -> Iterator[bytes]:
        """An arc is written once for each type and cost that differ, then joined."""
        couts, rang_du_cout = np.unique(self.classes.couts, return_inverse=True)
        largeur = max(1, len(couts))
        codes, rangs = np.unique(self.classes.vers * largeur + rang_du_cout, return_inverse=True)
        noms, valeurs = list(map(entre_guillemets, self.types)), couts.tolist()
        ecrits = np.array([f"[{noms[c // largeur]},{valeurs[c % largeur]}]" for c in codes.tolist()], object)
        debuts = self.classes.debuts.tolist()
        for premier in range(0, len(self.classes.ids), LOT):
            bornes = debuts[premier : premier + LOT + 1]
            arcs = ecrits[rangs[bornes[0] : bornes[-1]]].tolist() if len(ecrits) else []
            ids = self.classes.ids[premier : premier + LOT]
            origine = bornes[0]
            lignes = [
                f'{{"arcs":[{",".join(arcs[a - origine : b - origine])}],"id":{entre_guillemets(i)}}}'
                for a, b, i in zip(bornes, bornes[1:], ids, strict=False)
            ]
            yield (("," if premier else "") + ",".join(lignes)).encode()

    def _personnes(self) -> Iterator[bytes]:
        noms = list(map(entre_guillemets, self.classes.ids))
        personnes = self.personnes
        for premier in range(0, len(personnes.ids), LOT):
            lot = slice(premier, premier + LOT)
            lignes = [
                f'{{"classe":{noms[c]},"id":{i},"priorite":[{p}]}}'
                for c, i, p in zip(
                    personnes.classes[lot].tolist(),
                    map(entre_guillemets, personnes.ids[lot]),
                    priorites.textes(personnes.priorites[lot]),
                    strict=True,
                )
            ]
            yield (("," if premier else "") + ",".join(lignes)).encode()


def en_octets(objet: object) -> bytes:
    """The object as canonical JSON."""
    return _en_texte(objet).encode()


def est_croissante(ids: Sequence[str]) -> bool:
    """Whether each id comes after the one before it: sorted, and none repeated."""
    return all(map(lt, ids, islice(ids, 1, None)))
