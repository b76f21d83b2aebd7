"""How does the verifier read a canonical file? By undoing its writing, which proves that it is canonical.

Every separator removed is known, every name and every number is checked to be written as the contract says, every
list to be sorted: the bytes can then only be the canonical form, and their digest is that of the instance. Whatever is
not plainly so takes the patient way.
"""

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import islice
from operator import ge

import numpy as np

from inscriptions.placement.verifier_tables import Nombres, Tables, debuts, places

NOM, NATUREL, ENTIER = r'"([^"\\\x00-\x1f]*)"', r"(0|[1-9]\d{0,11})", r"(?:0|-?[1-9]\d{0,17})"
ARC = re.compile(f"{NOM},{NATUREL}")
TYPE = re.compile(rf',\{{"id":{NOM}\}}')
GROUPE = re.compile(rf',\{{"capacite":{NATUREL},"id":{NOM},"minimum":{NATUREL},"type":{NOM}\}}')
PERSONNE = re.compile(rf',\{{"classe":{NOM},"id":{NOM},"priorite":\[((?:{ENTIER}(?:,{ENTIER})*)?)\]\}}')
# What the same objects weigh without their values.
TYPE_NU, GROUPE_NU = len(',{"id":""}'), len(',{"capacite":,"id":"","minimum":,"type":""}')
PERSONNE_NU = len(',{"classe":"","id":"","priorite":[]}')
DEBUT, FIN = b'{"classes":[', b'],"version":1}'
MARQUES = (b'],"graine":', b',"groupes":[', b'],"personnes":[', b'],"types":[')
GRAINE = re.compile(r"0|-?[1-9]\d*")
LOT = 1 << 20


class PasCanonique(Exception):
    """The text is not what the canonical writing would give, or not plainly so."""


def lire(octets: bytes) -> Tables:
    """The tables of a canonical file; `PasCanonique` for any other."""
    classes, graine, groupes, personnes, types = _parties(octets)
    nom_graine = octets[slice(*graine)].decode()
    _exiger(GRAINE.fullmatch(nom_graine) is not None and len(nom_graine) < 1000)
    noms_types = _types(octets, types)
    noms_classes, longueurs, vers, couts = _classes(octets, classes, noms_types)
    lignes = _groupes(octets, groupes)
    noms, leurs_classes, priorites = _personnes(octets, personnes)
    for liste in (noms_types, [g[1] for g in lignes], noms_classes, noms):
        _exiger(not any(map(ge, liste, islice(liste, 1, None))) and (not liste or liste[0] != ""))
    try:
        return Tables(
            empreinte=sha256(octets).hexdigest(),
            graine=int(nom_graine),
            types=noms_types,
            groupes=[g[1] for g in lignes],
            type_du_groupe=places(noms_types, [g[3] for g in lignes]),
            capacites=[int(g[0]) for g in lignes],
            minimums=[int(g[2]) for g in lignes],
            classes=noms_classes,
            debuts=debuts(longueurs),
            vers=vers,
            couts=couts,
            personnes=noms,
            classe_de=places(noms_classes, leurs_classes),
            priorites=priorites,
        )
    except KeyError as inconnu:
        raise PasCanonique from inconnu


def _parties(octets: bytes) -> list[tuple[int, int]]:
    """Where each part lies between the marks of the document."""
    _exiger(octets.startswith(DEBUT) and octets.endswith(FIN))
    bornes, debut = [], len(DEBUT)
    for marque in MARQUES:
        fin = octets.find(marque, debut)
        _exiger(fin >= 0)
        bornes.append((debut, fin))
        debut = fin + len(marque)
    return [*bornes, (debut, len(octets) - len(FIN))]


def _types(octets: bytes, bornes: tuple[int, int]) -> list[str]:
    return [nom for texte in _lots(octets, bornes, b'},{"id":') for nom in _reconnaitre(TYPE, TYPE_NU, texte)[0]]


def _groupes(octets: bytes, bornes: tuple[int, int]) -> list[Sequence[str]]:
    lots = [_reconnaitre(GROUPE, GROUPE_NU, texte) for texte in _lots(octets, bornes, b'},{"capacite":')]
    return [ligne for lot in lots for ligne in zip(*lot, strict=True)]


def _personnes(octets: bytes, bornes: tuple[int, int]) -> tuple[list[str], list[str], Nombres]:
    noms: list[str] = []
    classes: list[str] = []
    lots, largeurs = [], set()
    connues: dict[str, str] = {}
    for texte in _lots(octets, bornes, b'},{"classe":'):
        leurs_classes, leurs_noms, priorites = _reconnaitre(PERSONNE, PERSONNE_NU, texte)
        classes += [connues.setdefault(classe, classe) for classe in leurs_classes]
        noms += leurs_noms
        largeurs |= {p.count(",") for p in priorites}
        _exiger("" not in priorites)
        lots.append(np.array(",".join(priorites).split(","), "S20").astype(np.int64))
    _exiger(len(largeurs) <= 1)
    suite = np.concatenate([np.empty(0, np.int64), *lots])
    return noms, classes, suite.reshape(len(noms), max(largeurs, default=-1) + 1)


def _classes(octets: bytes, bornes: tuple[int, int], types: list[str]) -> tuple[list[str], list[int], Nombres, Nombres]:
    """The classes with their arcs; the text of an arc is understood once, however many classes have it."""
    place = {nom: i for i, nom in enumerate(types)}
    connus: dict[str, int] = {}
    lus: list[tuple[int, int]] = []
    noms, longueurs, suite = [], [], []
    for texte in _lots(octets, bornes, b'},{"arcs":['):
        _exiger(texte.startswith(',{"arcs":[') and texte.endswith('"}'))
        numeros: list[int] = []
        for ligne in texte[len(',{"arcs":[') : -2].split('"},{"arcs":['):
            arcs, milieu, nom = ligne.rpartition('],"id":"')
            _exiger(milieu != "" and nom.isprintable() and '"' not in nom and "\\" not in nom)
            noms.append(nom)
            _exiger(not arcs or (arcs[0] == "[" and arcs[-1] == "]"))
            textes = arcs[1:-1].split("],[") if arcs else []
            longueurs.append(len(textes))
            for inconnu in set(textes).difference(connus):
                connus[inconnu] = len(lus)
                lus.append(_arc(inconnu, place))
            siens = [connus[t] for t in textes]
            numeros += siens
        suite.append(np.array(numeros, np.int64))
    table = np.array(lus, np.int64).reshape(-1, 2)
    arcs_lus = table[np.concatenate([np.empty(0, np.int64), *suite])]
    vers, couts = arcs_lus[:, 0], arcs_lus[:, 1]
    de = np.repeat(np.arange(len(noms)), longueurs)
    _exiger(not ((np.diff(de) == 0) & (np.diff(vers) <= 0)).any())
    return noms, longueurs, vers, couts


def _arc(texte: str, place: dict[str, int]) -> tuple[int, int]:
    trouve = ARC.fullmatch(texte)
    if trouve is None or trouve[1] not in place:
        raise PasCanonique
    return place[trouve[1]], int(trouve[2])


def _reconnaitre(forme: re.Pattern[str], nu: int, texte: str) -> list[tuple[str, ...]]:
    """The values of every object, one list a field; what was recognised must weigh as much as the text."""
    trouves = forme.findall(texte)
    _exiger(bool(trouves))
    champs = list(zip(*trouves, strict=True)) if forme.groups > 1 else [tuple(trouves)]
    _exiger(sum(len("".join(champ)) for champ in champs) + nu * len(trouves) == len(texte))
    return champs


def _lots(octets: bytes, bornes: tuple[int, int], coupure: bytes) -> Iterator[str]:
    """The objects of a part, each after a comma, as texts of about a megabyte."""
    debut, fin = bornes
    while debut < fin:
        coupe = octets.find(coupure, debut + LOT, fin)
        suite = fin if coupe < 0 else coupe + 1
        _exiger(suite == fin or octets[suite : suite + 1] == b",")
        yield "," + octets[debut:suite].decode()
        debut = suite + 1
        _exiger(debut != fin)


def _exiger(condition: bool) -> None:
    if not condition:
        raise PasCanonique
