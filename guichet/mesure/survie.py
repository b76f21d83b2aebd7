"""Kaplan–Meier: how long it takes, those who still wait counted as long as they were seen. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

# Products of ratios are rounded at the 28th digit: a half is a half.
PRECISION = Decimal("1e-20")


@dataclass(frozen=True, slots=True)
class Palier:
    """A day on which someone was served: how many were waiting just before, how many were served, who is left."""

    jour: int
    exposees: int
    servies: int
    # Share of all who would still wait after that day.
    attendent: Decimal


def kaplan_meier(servies: Mapping[int, int], perdues_de_vue: Mapping[int, int]) -> list[Palier]:
    """The curve, one step for each day on which someone was served.

    Both arguments count persons by days: served after so many, or last seen waiting after so many. A person last seen
    on a day was still waiting when those of that day were served (Kaplan and Meier, 1958).
    """
    exposees = sum(servies.values()) + sum(perdues_de_vue.values())
    attendent, paliers = Decimal(1), []
    for jour in sorted({*servies, *perdues_de_vue}):
        if nombre := servies.get(jour, 0):
            attendent *= Decimal(exposees - nombre) / exposees
            paliers.append(Palier(jour, exposees, nombre, attendent))
        exposees -= nombre + perdues_de_vue.get(jour, 0)
    return paliers


def quantile_de_survie(paliers: list[Palier], part: Decimal) -> int | None:
    """The day by which at least `part` are served, None when the curve never comes that far."""
    return next((p.jour for p in paliers if p.attendent <= 1 - part + PRECISION), None)
