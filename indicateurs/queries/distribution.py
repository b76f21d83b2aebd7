"""Delays kept as counts per number of days, summed up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guichet.mesure.quantile import quantile


@dataclass(frozen=True, slots=True)
class Delais:
    """A distribution of delays in days: how many, median and 90th percentile (None when empty)."""

    nb: int
    mediane: int | None
    p90: int | None


def resumer(comptes: Mapping[int, int]) -> Delais:
    """Number, median and 90th percentile of these counts."""
    return Delais(sum(comptes.values()), quantile(comptes, 0.5), quantile(comptes, 0.9))
