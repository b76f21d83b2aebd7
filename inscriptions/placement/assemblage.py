"""How do columns in any order become a coherent instance, and which entry is at fault when they cannot?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inscriptions.placement import priorites
from inscriptions.placement.instance import (
    COUT_MAX,
    Classes,
    DonneesMalformees,
    Groupes,
    Instance,
    Personnes,
    est_croissante,
)
from inscriptions.placement.priorites import Entiers, Priorites

INCONNU = -1


@dataclass(frozen=True, slots=True, eq=False)
class Colonnes:
    """A problem as it was written: references are names, rows come in any order.

    The arcs of the classes follow one another; `nombres` says how many each class has.
    """

    graine: int
    types: Sequence[str]
    groupes: Sequence[str]
    types_des_groupes: Sequence[str]
    capacites: Sequence[int]
    minimums: Sequence[int]
    classes: Sequence[str]
    nombres: Entiers
    vers: Entiers
    couts: Entiers
    personnes: Sequence[str]
    classes_des_personnes: Sequence[str]
    priorites: Priorites


def assembler(colonnes: Colonnes) -> Instance:
    """The instance; refuses an empty or repeated id, an unknown reference or a negative number, naming the entry.

    The arcs give their type by its place in `colonnes.types`, the cost is already checked to be an integer.
    """
    ordre_types = _ordre("types", colonnes.types)
    ordre_groupes = _ordre("groupes", colonnes.groupes)
    ordre_classes = _ordre("classes", colonnes.classes)
    ordre_personnes = _ordre("personnes", colonnes.personnes)
    types, classes = _choisir(colonnes.types, ordre_types), _choisir(colonnes.classes, ordre_classes)
    personnes = _choisir(colonnes.personnes, ordre_personnes)
    return Instance(
        graine=colonnes.graine,
        types=types,
        groupes=_groupes(colonnes, ordre_groupes, types),
        classes=_classes(colonnes, ordre_classes, ordre_types, classes),
        personnes=Personnes(
            personnes,
            _references("personnes", colonnes, colonnes.classes_des_personnes, classes)[ordre_personnes],
            priorites.choisir(colonnes.priorites, ordre_personnes),
        ),
    )


def _ordre(liste: str, ids: Sequence[str]) -> Entiers:
    """The rows sorted by id; each id is there once and says something."""
    if est_croissante(ids) and (not ids or ids[0]):
        return np.arange(len(ids))
    vus: set[str] = set()
    for i, nom in enumerate(ids):
        if not nom:
            raise DonneesMalformees(f"{liste}[{i}].id", "identifiant vide")
        if nom in vus:
            raise DonneesMalformees(f"{liste}[{i}] « {nom} »", "identifiant en double")
        vus.add(nom)
    return np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64)


def _choisir(noms: Sequence[str], ordre: Entiers) -> list[str]:
    return [noms[i] for i in ordre.tolist()]


def _references(liste: str, colonnes: Colonnes, noms: Sequence[str], cibles: Sequence[str]) -> Entiers:
    """The number of each name among the targets."""
    numero = {nom: i for i, nom in enumerate(cibles)}
    numeros = np.fromiter((numero.get(nom, INCONNU) for nom in noms), np.int64, len(noms))
    inconnus = np.flatnonzero(numeros == INCONNU)
    if len(inconnus):
        i, quoi = int(inconnus[0]), "type inconnu" if liste == "groupes" else "classe inconnue"
        raise DonneesMalformees(f"{liste}[{i}] « {getattr(colonnes, liste)[i]} »", f"{quoi} « {noms[i]} »")
    return numeros


def _groupes(colonnes: Colonnes, ordre: Entiers, types: Sequence[str]) -> Groupes:
    references = _references("groupes", colonnes, colonnes.types_des_groupes, types)
    for valeurs, quoi in ((colonnes.capacites, "capacité négative"), (colonnes.minimums, "minimum négatif")):
        if min(valeurs, default=0) < 0:
            i = next(i for i, valeur in enumerate(valeurs) if valeur < 0)
            raise DonneesMalformees(f"groupes[{i}] « {colonnes.groupes[i]} »", quoi)
    return Groupes(
        _choisir(colonnes.groupes, ordre),
        references[ordre],
        [colonnes.capacites[i] for i in ordre.tolist()],
        [colonnes.minimums[i] for i in ordre.tolist()],
    )


def _classes(colonnes: Colonnes, ordre: Entiers, ordre_types: Entiers, ids: Sequence[str]) -> Classes:
    """The classes sorted by id, and inside each its arcs sorted by type."""
    rang_classe, rang_type = _inverse(ordre), _inverse(ordre_types)
    de, vers = np.repeat(rang_classe, colonnes.nombres), rang_type[colonnes.vers]
    couts = colonnes.couts
    cle = de * max(1, len(colonnes.types)) + vers
    if (np.diff(cle) <= 0).any():
        tri = np.argsort(cle, kind="stable")
        _verifier_doubles(colonnes, cle, tri)
        de, vers, couts = de[tri], vers[tri], couts[tri]
    _verifier_couts(colonnes)
    debuts = np.zeros(len(ids) + 1, np.int64)
    np.cumsum(np.bincount(de, minlength=len(ids)), out=debuts[1:])
    return Classes(ids, debuts, vers, couts)


def _verifier_doubles(colonnes: Colonnes, cle: Entiers, tri: Entiers) -> None:
    egales = np.flatnonzero(np.diff(cle[tri]) == 0)
    if len(egales):
        raise DonneesMalformees(_entree_de_l_arc(colonnes, int(tri[egales[0]])), "deux arcs vers le même type")


def _verifier_couts(colonnes: Colonnes) -> None:
    mauvais = np.flatnonzero((colonnes.couts < 0) | (colonnes.couts > COUT_MAX))
    if len(mauvais):
        arc = int(mauvais[0])
        nom = colonnes.types[int(colonnes.vers[arc])]
        raise DonneesMalformees(_entree_de_l_arc(colonnes, arc), f"coût hors de 0..{COUT_MAX} vers le type « {nom} »")


def _entree_de_l_arc(colonnes: Colonnes, arc: int) -> str:
    i = int(np.searchsorted(np.cumsum(colonnes.nombres), arc, side="right"))
    return f"classes[{i}] « {colonnes.classes[i]} »"


def _inverse(permutation: Entiers) -> Entiers:
    inverse = np.empty_like(permutation)
    inverse[permutation] = np.arange(len(permutation))
    return inverse
