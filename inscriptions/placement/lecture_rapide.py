"""How is a canonical file read in one pass? By cutting its text where the canonical form says it can be cut.

Nothing is trusted: the instance read is written again, and anything but the same bytes sends the file to the patient
reader. Reading row by row keeps the memory to the columns themselves, whatever the length of the file.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise

import numpy as np

from inscriptions.placement.assemblage import Colonnes, assembler
from inscriptions.placement.instance import COUT_MAX, DonneesMalformees, Instance
from inscriptions.placement.memoire import sans_ramassage

# Ids are printed as they are; a text that holds a quote or a backslash is left to the patient reader.
DOCUMENT = (b'{"classes":[', b'],"graine":', b',"groupes":[', b'],"personnes":[', b'],"types":[', b'],"version":1}')
GROUPE = re.compile(r'\{"capacite":(\d+),"id":"([^"\\]*)","minimum":(\d+),"type":"([^"\\]*)"\}')
PERSONNE = re.compile(r'\{"classe":"([^"\\]*)","id":"([^"\\]*)","priorite":\[([-\d,]*)\]\}')
TYPE = re.compile(r'\{"id":"([^"\\]*)"\}')
ENTRE_CLASSES, ENTRE_PERSONNES = b'},{"arcs":[', b'},{"classe":"'
LOT = 1 << 20


@sans_ramassage()
def lire_canonique(octets: bytes) -> Instance | None:
    """The instance of a canonical file; None when the file is anything else, right or wrong."""
    try:
        instance = assembler(_colonnes(octets))
    except (ValueError, KeyError, OverflowError, DonneesMalformees):
        return None
    if not _est_la_forme(instance, octets):
        return None
    return replace(instance, condensat=sha256(octets).hexdigest())


def _est_la_forme(instance: Instance, octets: bytes) -> bool:
    vue, position = memoryview(octets), 0
    for morceau in instance.morceaux():
        if vue[position : position + len(morceau)] != morceau:
            return False
        position += len(morceau)
    return position == len(octets)


def _colonnes(octets: bytes) -> Colonnes:
    bornes = _bornes(octets)
    textes = [octets[a:b].decode() for a, b in bornes[1:3]]
    graine, groupes = int(textes[0]), GROUPE.findall(textes[1])
    types = TYPE.findall(octets[slice(*bornes[4])].decode())
    capacites, ids, minimums, types_des_groupes = zip(*groupes, strict=True) if groupes else ((), (), (), ())
    personnes, classes_des_personnes, priorites = _personnes(octets, *bornes[3])
    noms, nombres, codes = _classes(octets, *bornes[0], _Arcs(types))
    return Colonnes(
        graine,
        types,
        ids,
        types_des_groupes,
        list(map(int, capacites)),
        list(map(int, minimums)),
        classes=noms,
        nombres=np.array(nombres, np.int64),
        vers=codes // (COUT_MAX + 1),
        couts=codes % (COUT_MAX + 1),
        personnes=personnes,
        classes_des_personnes=classes_des_personnes,
        priorites=priorites,
    )


def _bornes(octets: bytes) -> list[tuple[int, int]]:
    """Where each part of the document starts and ends; ValueError when a mark is missing."""
    marques, position = [], 0
    for marque in DOCUMENT:
        debut = octets.index(marque, position)
        position = debut + len(marque)
        marques.append((debut, position))
    return [(avant[1], apres[0]) for avant, apres in pairwise(marques)]


class _Arcs(dict[str, int]):
    """From the text of an arc to a number that holds its type and its cost; each text is read once."""

    def __init__(self, types: list[str]) -> None:
        self.numero = {nom: i for i, nom in enumerate(types)}

    def __missing__(self, texte: str) -> int:
        type_, cout = json.loads(f"[{texte}]")
        if type(cout) is not int or not 0 <= cout <= COUT_MAX:
            raise ValueError(texte)
        code = self.numero[type_] * (COUT_MAX + 1) + cout
        self[texte] = code
        return code


def _classes(octets: bytes, debut: int, fin: int, arcs: _Arcs) -> tuple[list[str], list[int], np.ndarray]:
    noms, nombres, codes = [], [], []
    for texte in _lots(octets, debut, fin, ENTRE_CLASSES):
        for ligne in texte[len('{"arcs":[') : -1].split(ENTRE_CLASSES.decode()):
            suite, _, nom = ligne.rpartition('],"id":')
            noms.append(nom[1:-1])
            lus = suite[1:-1].split("],[") if suite else []
            nombres.append(len(lus))
            codes.append(np.fromiter(map(arcs.__getitem__, lus), np.int64, len(lus)))
    return noms, nombres, np.concatenate(codes) if codes else np.empty(0, np.int64)


def _personnes(octets: bytes, debut: int, fin: int) -> tuple[list[str], list[str], np.ndarray]:
    ids: list[str] = []
    classes: list[str] = []
    nombres = []
    # One text for each class, whoever names it.
    connues: dict[str, str] = {}
    for texte in _lots(octets, debut, fin, ENTRE_PERSONNES):
        lignes = PERSONNE.findall(texte)
        classes += [connues.setdefault(ligne[0], ligne[0]) for ligne in lignes]
        ids += [ligne[1] for ligne in lignes]
        nombres.append(np.fromstring(",".join([ligne[2] for ligne in lignes]), np.int64, sep=","))
    suite = np.concatenate(nombres) if nombres else np.empty(0, np.int64)
    return ids, classes, suite.reshape(len(ids), -1 if len(suite) else 0)


def _lots(octets: bytes, debut: int, fin: int, coupure: bytes) -> Iterator[str]:
    """The part as texts of about a megabyte, cut between two objects."""
    while debut < fin:
        coupe = octets.find(coupure, debut + LOT, fin)
        suite = fin if coupe < 0 else coupe + 1
        yield octets[debut:suite].decode()
        debut = suite + 1
