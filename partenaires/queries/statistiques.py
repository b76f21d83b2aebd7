"""Median, percentiles, quartiles: as PostgreSQL's percentile_cont gives them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal


def centile(valeurs: Sequence[float | int | Decimal], part: float) -> float | None:
    """The value under which this part of the values lies, between two when it falls between; None without value."""
    if not valeurs:
        return None
    ordonnees = sorted(float(valeur) for valeur in valeurs)
    rang = (len(ordonnees) - 1) * part
    bas = int(rang)
    haut = min(bas + 1, len(ordonnees) - 1)
    return ordonnees[bas] + (ordonnees[haut] - ordonnees[bas]) * (rang - bas)


def rang_centile(valeur: float, pairs: Sequence[float]) -> int:
    """The share of the peers under this value, ties counted for half, in whole percents."""
    dessous = sum(1 for autre in pairs if autre < valeur) + sum(1 for autre in pairs if autre == valeur) / 2
    return round(100 * dessous / len(pairs))
