"""Small worlds of monthly figures whose true effect is known, and an effect computed another way."""

from __future__ import annotations

import math
from datetime import date
from fractions import Fraction
from random import Random

import numpy as np

from indicateurs.effet import Serie, Terme


def mois(nombre: int, apres: int = 0) -> list[date]:
    """So many months in a row."""
    return [date(2020 + (apres + rang) // 12, (apres + rang) % 12 + 1, 1) for rang in range(nombre)]


def monter(paires: list[tuple[float, float]], apres: int = 0) -> Serie:
    """A series of (above, below)."""
    return {m: Terme(haut, bas, round(bas)) for m, (haut, bas) in zip(mois(len(paires), apres), paires, strict=True)}


def parts(hasard: Random, nombre: int, part: float, chocs: list[float] | None = None) -> list[tuple[float, float]]:
    """Shares of some sixty persons a month, around a truth, with the shock of each month."""
    tires = []
    for rang in range(nombre):
        comptes = max(1, round(hasard.gauss(60, 18)))
        vraie = min(0.99, max(0.01, hasard.gauss(part, 0.02) + (chocs[rang] if chocs else 0)))
        tires.append((float(sum(hasard.random() < vraie for _n in range(comptes))), float(comptes)))
    return tires


def autrement(avants: list[Serie], apress: list[Serie], confiance: float) -> tuple[float, float, float]:
    """The effect and its bounds in exact fractions, the variance from its expanded square, the quantile by summing
    Student's density on a grid."""
    effet = Fraction(0)
    variances = []
    for signe, periode in ((-1, avants), (1, apress)):
        rapports = [_rapport(serie) for serie in periode]
        effet += signe * (rapports[0] - sum(rapports[1:], Fraction(0)))
        variances.append(_variance(periode, rapports))
    n, m = len(avants[0]), len(apress[0])
    total = sum(variances)
    degres = float(total**2 / (variances[0] ** 2 / (n - 1) + variances[1] ** 2 / (m - 1))) if total else n + m - 2
    marge = student_par_grille(confiance, degres) * math.sqrt(total)
    return float(effet), float(effet) - marge, float(effet) + marge


def _rapport(serie: Serie) -> Fraction:
    return sum(Fraction(t.haut) for t in serie.values()) / sum(Fraction(t.bas) for t in serie.values())


def _variance(periode: list[Serie], rapports: list[Fraction]) -> Fraction:
    """Σ over months of the square of the gap between sides, each term expanded."""
    total, cles = Fraction(0), sorted(periode[0])
    poids = [Fraction(len(serie)) / sum(Fraction(t.bas) for t in serie.values()) for serie in periode]
    for cle in cles:
        for i, une in enumerate(periode):
            for j, autre in enumerate(periode):
                signe = 1 if (i == 0) == (j == 0) else -1
                a, b = une[cle], autre[cle]
                produit = (
                    Fraction(a.haut) * Fraction(b.haut)
                    - rapports[j] * Fraction(a.haut) * Fraction(b.bas)
                    - rapports[i] * Fraction(a.bas) * Fraction(b.haut)
                    + rapports[i] * rapports[j] * Fraction(a.bas) * Fraction(b.bas)
                )
                total += signe * poids[i] * poids[j] * produit
    return total / (len(cles) - 1) / len(cles)


def student_par_grille(confiance: float, degres: float) -> float:
    """The same quantile from the density itself, with t = x / (1 − x²) so that the tails are on the grid."""
    x = np.linspace(0, 1, 200_001)[:-1]
    t, pente = x / (1 - x**2), (1 + x**2) / (1 - x**2) ** 2
    logs = math.lgamma((degres + 1) / 2) - math.lgamma(degres / 2) - math.log(degres * math.pi) / 2
    densite = np.exp(logs - (degres + 1) / 2 * np.log1p(t**2 / degres)) * pente
    cumul = np.concatenate(([0.0], np.cumsum((densite[1:] + densite[:-1]) / 2))) * (x[1] - x[0]) * 2
    return float(np.interp(confiance, cumul, t))
