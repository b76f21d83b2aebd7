"""Exact quantiles of delays kept as counts per number of days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Delais:
    """A distribution of delays in days: how many, median and 90th percentile (None when empty)."""

    nb: int
    mediane: int | None
    p90: int | None


def quantile(comptes: Mapping[int, int], part: float) -> int | None:
    """The smallest number of days that at least `part` of the persons do not exceed (nearest rank)."""
    total = sum(comptes.values())
    if total <= 0:
        return None
    cumul = 0
    for jours in sorted(comptes):
        cumul += comptes[jours]
        if cumul >= part * total:
            return jours
    return max(comptes)


def resumer(comptes: Mapping[int, int]) -> Delais:
    """Number, median and 90th percentile of these counts."""
    return Delais(sum(comptes.values()), quantile(comptes, 0.5), quantile(comptes, 0.9))
