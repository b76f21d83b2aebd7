"""Queues of people to reach that another app keeps: declared there, linked from the page of follow-ups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from guichet.acteurs import Acteur


@dataclass(frozen=True, slots=True)
class FileAilleurs:
    """One queue: its words, how many people this actor has in it, and the name of its page."""

    code: str
    libelle: Any
    compter: Callable[[Acteur], int]
    url: str


FILES: dict[str, FileAilleurs] = {}


def declarer(file: FileAilleurs) -> None:
    """Show this queue beside the follow-ups."""
    FILES[file.code] = file
