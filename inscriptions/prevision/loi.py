"""Quantiles of an over-dispersed count known by its mean and variance."""

from __future__ import annotations

from math import exp, log, sqrt
from statistics import NormalDist

# Above this mean the count is read on the gamma curve of same mean and variance.
GRAND = 400.0


def quantile(moyenne: float, variance: float, part: float) -> int:
    """The smallest count that is not exceeded with probability `part`: Poisson, or negative binomial when wider."""
    if moyenne <= 0:
        return 0
    if moyenne > GRAND:
        return _gamma(moyenne, max(variance, moyenne), part)
    return _negative_binomiale(moyenne, variance, part)


def _negative_binomiale(moyenne: float, variance: float, part: float) -> int:
    exces = variance - moyenne
    if exces <= 1e-9 * moyenne:
        probabilite, taille = exp(-moyenne), None
    else:
        taille = moyenne * moyenne / exces
        probabilite = exp(-taille * log(variance / moyenne))
    cumul, valeur = probabilite, 0
    limite = moyenne + 12 * sqrt(variance) + 20
    while cumul < part and valeur < limite:
        valeur += 1
        if taille is None:
            probabilite *= moyenne / valeur
        else:
            probabilite *= (taille + valeur - 1) / valeur * exces / variance
        cumul += probabilite
    return valeur


def _gamma(moyenne: float, variance: float, part: float) -> int:
    """Wilson and Hilferty (1931): the cube root of a gamma variable is nearly normal."""
    forme = moyenne * moyenne / variance
    racine = 1 - 1 / (9 * forme) + NormalDist().inv_cdf(part) * sqrt(1 / (9 * forme))
    return max(0, round(moyenne * max(racine, 0.0) ** 3))
