"""What other apps add to a synthetic province once it is told: registered when they are ready, run in the same load."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime


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
    """`raconter` adds rows, the same for the same seed; `calculer` does what the night does for pages."""

    raconter: Callable[[Demandee], None]
    calculer: Callable[[datetime], object]


SUITES: list[Suite] = []
