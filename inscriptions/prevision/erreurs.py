"""How far the level announced was from the level seen, by horizon: measured on the past, whatever made it drift."""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from statistics import median

# A median absolute deviation times this estimates the standard deviation of normal noise.
MAD = 1.4826
# Weeks ahead, and the relative variance supposed before enough past forecasts can be judged.
ERREURS_SUPPOSEES = ((1, 0.03), (4, 0.02), (13, 0.03))
# Non-overlapping past forecasts the supposition weighs as much as.
POIDS_SUPPOSE = 3
AMORCE = 8


def mesurer_erreurs(total: Sequence[float], *, demi_vie: float) -> tuple[tuple[int, float], ...]:
    """By horizon, the relative variance of past errors beyond chance, held to a supposition while they are few."""
    niveaux = _niveaux(total, demi_vie)
    return tuple((horizon, _mesurer(total, niveaux, horizon, supposee)) for horizon, supposee in ERREURS_SUPPOSEES)


def interpoler(points: Sequence[tuple[int, float]], horizon: float) -> float:
    """The value between two measured horizons; beyond the last one, the variance keeps growing, never shrinks."""
    (h0, v0), *suite = points
    if horizon <= h0:
        return v0
    for h1, v1 in suite:
        pente = (v1 - v0) / (h1 - h0)
        if horizon <= h1:
            return v0 + pente * (horizon - h0)
        h0, v0 = h1, v1
    return v0 + max(pente, 0.0) * (horizon - h0)


def _niveaux(total: Sequence[float], demi_vie: float) -> list[float]:
    """Level read after each week: the same weighing of past weeks as the forecast."""
    oubli, somme, poids, niveaux = 0.5 ** (1 / demi_vie), 0.0, 0.0, []
    for nombre in total:
        somme, poids = somme * oubli + nombre, poids * oubli + 1
        niveaux.append(somme / poids)
    return niveaux


def _mesurer(total: Sequence[float], niveaux: Sequence[float], horizon: int, supposee: float) -> float:
    ecarts, hasard = [], 0.0
    for rang in range(AMORCE, len(total) - horizon):
        vu, annonce = sum(total[rang + 1 : rang + 1 + horizon]), niveaux[rang] * horizon
        if vu > 0 and annonce > 0:
            ecarts.append(log(vu / annonce))
            hasard += 1 / annonce
    if not ecarts:
        return supposee
    carres = sum(e * e for e in ecarts) / len(ecarts)
    robuste = (MAD * median(abs(e) for e in ecarts)) ** 2
    # One burst must not widen every forecast for months: the larger of the two only up to four times the smaller.
    mesuree = max(robuste, min(carres, 4 * robuste)) - hasard / len(ecarts)
    distincts = len(ecarts) / horizon
    return (max(mesuree, 0.0) * distincts + supposee * POIDS_SUPPOSE) / (distincts + POIDS_SUPPOSE)
