"""People to reach that another app keeps: their queue, linked from the follow-ups; how a campaign draws them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, QuerySet

from guichet.acteurs import Acteur
from inscriptions.models import ParticipationCampagne


@dataclass(frozen=True, slots=True)
class FileAilleurs:
    """One queue: its words, how many people this actor has in it, and the name of its page."""

    code: str
    libelle: Any
    compter: Callable[[Acteur], int]
    url: str


@dataclass(frozen=True, slots=True)
class CibleAilleurs:
    """People a campaign may draw: by which channels and strata, who they are today, and who came since.

    `participation` gives the row of one of them, not saved, in her stratum; `revenue` reads the key of the outer row.
    """

    canaux: frozenset[str]
    strates: frozenset[str]
    admissibles: Callable[[Sequence[str], datetime], QuerySet[Any]]
    participation: Callable[[Any, str], ParticipationCampagne]
    revenue: Callable[[datetime, datetime], Exists]


FILES: dict[str, FileAilleurs] = {}
CIBLES: dict[str, CibleAilleurs] = {}


def declarer(file: FileAilleurs) -> None:
    """Show this queue beside the follow-ups."""
    FILES[file.code] = file


def declarer_cible(cible: str, ailleurs: CibleAilleurs) -> None:
    """Let campaigns draw these people."""
    CIBLES[cible] = ailleurs
