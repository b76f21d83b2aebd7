"""Who comes before whom? Priorities as a table of numbers, with the public draw only between equals."""

from collections.abc import Sequence
from hashlib import sha256
from itertools import chain, compress

import numpy as np
from numpy.typing import NDArray

Entiers = NDArray[np.int64]
# One row of numbers a person; or the lists themselves when their lengths differ or a number exceeds 64 bits.
Priorites = Entiers | list[tuple[int, ...]]


def condenser(lignes: Sequence[Sequence[int]]) -> Priorites:
    """The table of these lists, when they make one."""
    longueurs = set(map(len, lignes))
    if len(longueurs) == 1:
        (largeur,) = longueurs
        try:
            nombres = np.fromiter(chain.from_iterable(lignes), np.int64, len(lignes) * largeur)
            return nombres.reshape(len(lignes), largeur)
        except OverflowError:
            pass
    return list(map(tuple, lignes))


def choisir(priorites: Priorites, rangs: Entiers) -> Priorites:
    """The priorities of these persons, in this order."""
    if isinstance(priorites, list):
        return [priorites[rang] for rang in rangs.tolist()]
    return priorites[rangs]


def textes(priorites: Priorites) -> list[str]:
    """Each priority as the canonical form writes it, without its brackets."""
    if isinstance(priorites, list):
        return [",".join(map(str, ligne)) for ligne in priorites]
    if priorites.shape[1] == 2:
        return ["%d,%d" % couple for couple in zip(*priorites.T.tolist(), strict=True)]  # noqa: UP031 (the fastest)
    return [",".join(map(str, ligne)) for ligne in priorites.tolist()]


def ordonner(priorites: Priorites, ids: Sequence[str], graine: int) -> Entiers:
    """The persons from first to last served: by priority, equals by SHA-256 of `"graine:id"`."""
    niveaux = _niveaux(priorites)
    ordre = np.argsort(niveaux, kind="stable")
    tries = niveaux[ordre]
    egaux = np.zeros(len(ordre), bool)
    egaux[1:] = tries[1:] == tries[:-1]
    egaux[:-1] |= egaux[1:]
    lesquels = ordre[egaux]
    choisis = np.zeros(len(ordre), bool)
    choisis[lesquels] = True
    cles = np.empty((len(ordre), 4), ">u8")
    cles[choisis] = tirages(graine, compress(ids, choisis.tolist()), len(lesquels))
    rang = np.lexsort((*cles[lesquels].T[::-1], niveaux[lesquels]))
    ordre[egaux] = lesquels[rang]
    return ordre


def tirages(graine: int, ids: object, nombre: int) -> NDArray[np.uint64]:
    """The public draw of each id, as four numbers compared one after the other."""
    prefixe = f"{graine}:".encode()
    octets = b"".join([sha256(prefixe + id_.encode()).digest() for id_ in ids])  # type: ignore[attr-defined]
    return np.frombuffer(octets, ">u8").reshape(nombre, 4)


def _niveaux(priorites: Priorites) -> Entiers:
    """The same number for equal priorities, smaller for those that go first."""
    if isinstance(priorites, list):
        rang = {ligne: i for i, ligne in enumerate(sorted(set(priorites)))}
        return np.fromiter(map(rang.__getitem__, priorites), np.int64, len(priorites))
    if not priorites.size:
        return np.zeros(len(priorites), np.int64)
    ordre = np.lexsort(priorites.T[::-1])
    differe = np.zeros(len(ordre), np.int64)
    differe[1:] = (np.diff(priorites[ordre], axis=0) != 0).any(axis=1)
    niveaux = np.empty(len(ordre), np.int64)
    niveaux[ordre] = np.cumsum(differe)
    return niveaux
