"""The proof on the home page: live figures each app declares, counted at most every ten minutes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache

from guichet.acteurs import Acteur
from guichet.cloison import portee

DUREE_S = 600


@dataclass(frozen=True)
class Preuve:
    """One figure: its code, its words, its definition, and how it is counted on a day."""

    code: str
    libelle: Any
    definition: Any
    compter: Callable[[date], int]


PREUVES: list[Preuve] = []


def declarer(preuve: Preuve) -> None:
    """Add a figure to the home page, once."""
    if all(autre.code != preuve.code for autre in PREUVES):
        PREUVES.append(preuve)


def preuves(*, au: date) -> list[tuple[Preuve, int]]:
    """Each declared figure that is not zero, with its value, remembered for ten minutes."""
    comptes = cache.get_or_set(f"vitrine:{au}", lambda: _compter(au), DUREE_S) or {}
    return [(preuve, comptes[preuve.code]) for preuve in PREUVES if comptes.get(preuve.code)]


def _compter(au: date) -> dict[str, int]:
    # Public counts of the whole province: no row leaves this scope, only numbers.
    with portee(Acteur.systeme()):
        return {preuve.code: preuve.compter(au) for preuve in PREUVES}
