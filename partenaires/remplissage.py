"""How many learners a provisional group may expect: low, middle, high. Pure, numpy only.

Persons who are alike make a class; each class spreads over the courses that suit it so that none overflows while
another is empty (multiplicative updates of the weights, as in iterative proportional fitting). What reaches a course is
then a count with its noise: who accepts, who goes where, who will still arrive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inscriptions.prevision.demande import Prevu
from inscriptions.prevision.loi import quantile

BAS, CENTRE, HAUT = 0.10, 0.50, 0.90
TOURS = 40


@dataclass(frozen=True, slots=True)
class Classe:
    """Persons alike: how many wait, the cell of the forecast they belong to, the courses that suit them (indices)."""

    personnes: float
    cellule: object
    cours: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Intervalle:
    """Learners expected in a course: two chances in ten to be outside of `bas` to `haut`."""

    bas: int
    median: int
    haut: int


@dataclass(frozen=True, slots=True)
class Remplissage:
    """The interval of each course, and the persons of each class who still wait afterwards, arrivals included."""

    intervalles: list[Intervalle]
    restantes: list[float]


def prevoir(
    classes: Sequence[Classe], capacites: Sequence[int], arrivees: Mapping[Any, Prevu], *, acceptation: float
) -> Remplissage:
    """What each course of these seats may expect, when each offer is accepted with this probability."""
    lignes, colonnes = _arcs(classes)
    places = np.asarray(capacites, dtype=float)
    attente = np.array([classe.personnes for classe in classes], dtype=float)
    venues = _arrivees(classes, attente, arrivees)
    parts = _partager(lignes, colonnes, attente + venues, places, acceptation)
    prises = acceptation * parts
    moyennes_attente = _somme(colonnes, attente[lignes] * prises, len(places))
    variances = _somme(colonnes, attente[lignes] * prises * (1 - prises), len(places))
    moyennes = moyennes_attente + _somme(colonnes, venues[lignes] * prises, len(places))
    variances += _bruit_des_arrivees(classes, lignes, colonnes, venues[lignes] * prises, arrivees, len(places))
    intervalles = [
        _intervalle(moyenne, variance, int(place))
        for moyenne, variance, place in zip(moyennes, variances, places, strict=True)
    ]
    servies = np.minimum(1.0, places / np.maximum(moyennes, 1e-9))
    absorbees = _somme(lignes, prises * servies[colonnes], len(classes))
    return Remplissage(intervalles, list((attente + venues) * np.clip(1 - absorbees, 0, 1)))


def _arcs(classes: Sequence[Classe]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    lignes = np.repeat(np.arange(len(classes)), [len(classe.cours) for classe in classes])
    colonnes = np.fromiter((cours for classe in classes for cours in classe.cours), dtype=np.int64, count=len(lignes))
    return lignes.astype(np.int64), colonnes


def _arrivees(
    classes: Sequence[Classe], attente: NDArray[np.float64], arrivees: Mapping[Any, Prevu]
) -> NDArray[np.float64]:
    """Arrivals of each cell, shared among its classes as those who wait there now."""
    totaux: dict[object, float] = {}
    for classe in classes:
        totaux[classe.cellule] = totaux.get(classe.cellule, 0.0) + classe.personnes
    return np.array(
        [
            arrivees[classe.cellule].moyenne * classe.personnes / totaux[classe.cellule]
            if classe.cellule in arrivees and totaux[classe.cellule]
            else 0.0
            for classe in classes
        ]
    )


def _partager(
    lignes: NDArray[np.int64],
    colonnes: NDArray[np.int64],
    masses: NDArray[np.float64],
    places: NDArray[np.float64],
    acceptation: float,
) -> NDArray[np.float64]:
    """The share of its class that each arc carries."""
    poids = np.maximum(places, 1e-6)
    parts = np.zeros(len(lignes))
    for _tour in range(TOURS):
        totaux = np.bincount(lignes, poids[colonnes], len(masses))
        parts = poids[colonnes] / np.maximum(totaux[lignes], 1e-300)
        charge = acceptation * _somme(colonnes, masses[lignes] * parts, len(places))
        # A course that overflows draws less; when all overflow alike, nothing changes: shares are relative.
        facteurs = np.minimum(1.0, places / np.maximum(charge, 1e-9))
        if facteurs.min(initial=1.0) > 0.999:
            break
        poids = np.maximum(poids * facteurs**0.7, 1e-12)
        poids /= poids.max(initial=1.0)
    return parts


def _bruit_des_arrivees(
    classes: Sequence[Classe],
    lignes: NDArray[np.int64],
    colonnes: NDArray[np.int64],
    venues: NDArray[np.float64],
    arrivees: Mapping[Any, Prevu],
    combien: int,
) -> NDArray[np.float64]:
    """Variance of the arrivals of each course: chance, what is not known of each cell, the drift all cells share."""
    variance = _somme(colonnes, venues, combien)
    cellules = {cellule: rang for rang, cellule in enumerate(arrivees)}
    de_l_arc = np.array([cellules.get(classe.cellule, -1) for classe in classes], dtype=np.int64)[lignes]
    connus = de_l_arc >= 0
    if not connus.any():
        return variance
    cles = colonnes[connus] * len(cellules) + de_l_arc[connus]
    uniques, inverse = np.unique(cles, return_inverse=True)
    masses = np.bincount(inverse, venues[connus])
    prevus = list(arrivees.values())
    relatives = np.array([max(0.0, p.variance - p.moyenne) / p.moyenne**2 if p.moyenne else 0.0 for p in prevus])
    variance += _somme(uniques // len(cellules), masses**2 * relatives[uniques % len(cellules)], combien)
    commune = max((p.commune for p in prevus), default=0.0)
    return variance + commune * _somme(colonnes, venues, combien) ** 2


def _intervalle(moyenne: float, variance: float, places: int) -> Intervalle:
    bas, centre, haut = (min(places, _quantile(moyenne, variance, part)) for part in (BAS, CENTRE, HAUT))
    return Intervalle(bas, centre, haut)


def _quantile(moyenne: float, variance: float, part: float) -> int:
    """Narrower than Poisson: a binomial of same mean and variance, read on the normal curve; wider: as arrivals."""
    if moyenne <= 0:
        return 0
    if variance >= moyenne:
        return quantile(moyenne, variance, part)
    ecart = {BAS: -1.2816, CENTRE: 0.0, HAUT: 1.2816}[part]
    return max(0, round(moyenne + ecart * variance**0.5))


def _somme(index: NDArray[np.int64], valeurs: NDArray[np.float64], combien: int) -> NDArray[np.float64]:
    return np.bincount(index, valeurs, combien).astype(float)
