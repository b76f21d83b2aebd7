"""What other apps add to a synthetic province once it is told: registered when they are ready, run in the same load."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connections


@dataclass(frozen=True)
class Demandee:
    """The province that was told: its seed, its day, how many people, its partners, how many agreements with them.

    Without a number of `ententes`, each partner has what its size calls for.
    """

    graine: int
    jour: date
    personnes: int
    organisations: tuple[str, ...]
    ententes: int | None = None


@dataclass(frozen=True)
class Suite:
    """`raconter` adds rows, the same for the same seed; `calculer` does what the night does for pages.

    Calculations run side by side, those that read what others wrote (`apres_les_autres`) once the rest is done.
    """

    raconter: Callable[[Demandee], None]
    calculer: Callable[[datetime], object]
    apres_les_autres: bool = False


SUITES: list[Suite] = []
# The database works while Python does: two at once keep both busy.
ENSEMBLE = 2


def calculer_les_suites(le: datetime) -> None:
    """Do what the night does for each suite; the first failure is raised, after those that run have ended."""
    with ThreadPoolExecutor(ENSEMBLE) as fils:
        list(fils.map(lambda suite: _calculer(suite, le), [s for s in SUITES if not s.apres_les_autres]))
    for suite in SUITES:
        if suite.apres_les_autres:
            suite.calculer(le)


def _calculer(suite: Suite, le: datetime) -> None:
    """One suite, in a thread that gives its connections back."""
    try:
        suite.calculer(le)
    finally:
        connections.close_all()
