"""What past errors teach: bounds are stretched or tightened by region so that they hold what they say.

The errors are ratios « observed wait / announced bound », censored for those who still wait; their Kaplan–Meier
quantile is the correction (split conformal prediction with censoring; recent errors count more, so drift is followed).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inscriptions.prevision.attente import Entiers, Reels

PARTS = (0.5, 0.8)
# Ratios are read on this grid; a correction never leaves it.
GRILLE = np.geomspace(0.35, 3.0, 61)
# Errors of the whole province a region's own are weighed against.
FORCE = 60.0


@dataclass(frozen=True, slots=True)
class Erreurs:
    """Past forecasts judged on one day: region, ratio of the wait to the bound, whether it ended, weight."""

    region: Entiers
    rapport: Reels
    commence: NDArray[np.bool_]
    poids: Reels

    def parmi(self, gardes: NDArray[np.bool_]) -> Erreurs:
        """Those of some persons only."""
        return Erreurs(*(getattr(self, nom)[gardes] for nom in Erreurs.__slots__))

    def ensemble(self) -> Erreurs:
        """Every region as one."""
        return Erreurs(np.zeros_like(self.region), self.rapport, self.commence, self.poids)


def reunir(lots: Iterable[Erreurs]) -> Erreurs:
    """Several days of errors as one."""
    lots = list(lots)
    if not lots:
        vide = np.empty(0)
        return Erreurs(vide.astype(np.int64), vide, vide.astype(bool), vide)
    return Erreurs(*(np.concatenate([getattr(lot, nom) for lot in lots]) for nom in Erreurs.__slots__))


def corriger(erreurs: Erreurs, part: float, regions: int) -> Reels:
    """By region, what to multiply the bound by; 1 where nothing was judged yet."""
    rang = np.searchsorted(GRILLE, erreurs.rapport)
    taille = len(GRILLE) + 1
    cases = erreurs.region * taille + rang
    finies = np.bincount(cases, erreurs.poids, regions * taille).reshape(regions, taille)
    parties = np.bincount(cases, erreurs.poids * erreurs.commence, regions * taille).reshape(regions, taille)
    risque = finies[:, ::-1].cumsum(axis=1)[:, ::-1]
    if not parties.sum():
        return np.ones(regions)
    province = parties.sum(axis=0) / np.maximum(risque.sum(axis=0), 1e-9)
    hasard = (parties + FORCE * province) / (risque + FORCE)
    # The first case lies before the grid, the last one beyond it.
    survie = np.cumprod(1 - hasard[:, :-1], axis=1)
    premiere = np.argmax(survie <= 1 - part, axis=1)
    return np.where((survie <= 1 - part).any(axis=1), GRILLE[premiere], GRILLE[-1])


def couverture(erreurs: Erreurs, regions: int) -> Reels:
    """By region, the part that had started within the bound (Kaplan–Meier at ratio 1); NaN where nobody was."""
    parts = np.full(regions, np.nan)
    for region in range(regions):
        siennes = erreurs.region == region
        if siennes.any():
            parts[region] = 1 - _survie_a_un(
                erreurs.rapport[siennes], erreurs.commence[siennes], erreurs.poids[siennes]
            )
    return parts


def _survie_a_un(rapport: Reels, commence: NDArray[np.bool_], poids: Reels) -> float:
    ordre = np.lexsort((~commence, rapport))
    rapport, commence, poids = rapport[ordre], commence[ordre], poids[ordre]
    risque = poids[::-1].cumsum()[::-1]
    faits = commence & (rapport <= 1)
    return float(np.prod(1 - poids[faits] / risque[faits]))
