"""Exact quantiles of delays kept as counts per number of days."""

from __future__ import annotations

from collections.abc import Mapping


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
