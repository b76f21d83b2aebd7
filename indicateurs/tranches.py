"""Bands of ages and of years at school that figures are cut by: a code that is its own label."""

from __future__ import annotations

from itertools import pairwise

# First value of each band; « 65+ » is the last.
AGES = (0, 16, 25, 35, 45, 55, 65)
# Under nine years of schooling a person may be offered the literacy stream.
SCOLARITES = (0, 9, 12, 14, 17)


def codes(bornes: tuple[int, ...]) -> list[str]:
    """« 0-15 », « 16-24 », …, « 65+ »: the bands in order."""
    suites = pairwise(bornes)
    return [*(f"{du}-{suivant - 1}" for du, suivant in suites), f"{bornes[-1]}+"]


def tranche(valeur: int | None, bornes: tuple[int, ...]) -> str:
    """The band of a number, empty when unknown."""
    if valeur is None or valeur < bornes[0]:
        return ""
    return codes(bornes)[sum(1 for borne in bornes if borne <= valeur) - 1]
