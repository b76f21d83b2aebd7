"""How does the verifier hold a problem? As tables of numbers, read by its own means: nothing comes from the solver."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inscriptions.placement.verifier_format import controler_instance, ouvrir

Nombres = NDArray[Any]
# Sums of so many numbers of that size stay within 64 bits.
PETIT = 10**12


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """The instance sorted by id: references are places in the lists, arcs follow one another class after class."""

    empreinte: str
    graine: int
    types: Sequence[str]
    groupes: Sequence[str]
    type_du_groupe: Nombres
    capacites: Sequence[int]
    minimums: Sequence[int]
    classes: Sequence[str]
    debuts: Nombres
    vers: Nombres
    couts: Nombres
    personnes: Sequence[str]
    classe_de: Nombres
    priorites: Sequence[Sequence[int]] | Nombres

    def classe_des_arcs(self) -> Nombres:
        """The class each arc leaves."""
        return np.repeat(np.arange(len(self.classes)), np.diff(self.debuts))


def tables(source: Any) -> Tables:
    """The tables of an instance: given already, the bytes of a file, or a decoded document."""
    from inscriptions.placement.verifier_lecture import PasCanonique, lire

    if isinstance(source, Tables):
        return source
    if isinstance(source, bytes):
        try:
            return lire(source)
        except (PasCanonique, UnicodeDecodeError):
            return tables(ouvrir(source))
    controler_instance(source)
    return _ranger(source)


def _ranger(document: Any) -> Tables:
    """The tables of a document of the right shape, written again in the canonical form for its digest."""
    types, groupes, personnes = (_par_id(document[nom]) for nom in ("types", "groupes", "personnes"))
    classes = [{**c, "arcs": sorted(c["arcs"])} for c in _par_id(document["classes"])]
    rangee = {**document, "types": types, "groupes": groupes, "classes": classes, "personnes": personnes}
    texte = json.dumps(rangee, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    noms, noms_de_classe = [t["id"] for t in types], [c["id"] for c in classes]
    arcs = list(chain.from_iterable(c["arcs"] for c in classes))
    return Tables(
        empreinte=sha256(texte.encode()).hexdigest(),
        graine=document["graine"],
        types=noms,
        groupes=[g["id"] for g in groupes],
        type_du_groupe=places(noms, [g["type"] for g in groupes]),
        capacites=[g["capacite"] for g in groupes],
        minimums=[g["minimum"] for g in groupes],
        classes=noms_de_classe,
        debuts=debuts([len(c["arcs"]) for c in classes]),
        vers=places(noms, [t for t, _ in arcs]),
        couts=nombres([cout for _, cout in arcs]),
        personnes=[p["id"] for p in personnes],
        classe_de=places(noms_de_classe, [p["classe"] for p in personnes]),
        priorites=[p["priorite"] for p in personnes],
    )


def _par_id(objets: list[Any]) -> list[Any]:
    return sorted(objets, key=lambda objet: objet["id"])


def nombres(valeurs: Sequence[int]) -> Nombres:
    """The numbers as 64 bits when all are small, otherwise without any bound."""
    petits = not valeurs or max(abs(min(valeurs)), abs(max(valeurs))) <= PETIT
    return np.array(valeurs, np.int64 if petits else object)


def places(noms: Sequence[str], cites: Sequence[str]) -> Nombres:
    """The place of each cited name; KeyError for one that is not there."""
    place = {nom: i for i, nom in enumerate(noms)}
    return np.fromiter(map(place.__getitem__, cites), np.int64, len(cites))


def debuts(longueurs: Sequence[int]) -> Nombres:
    """Where each list starts when they follow one another, and where the last one ends."""
    bornes = np.zeros(len(longueurs) + 1, np.int64)
    np.cumsum(np.array(longueurs, np.int64), out=bornes[1:])
    return bornes
