"""What a synthetic province needs before its figures: its journal folded into facts."""

from __future__ import annotations

from datetime import datetime

from indicateurs.tasks import incorporer
from inscriptions.peuplement.suites import Demandee


def raconter(demandee: Demandee) -> None:
    """Nothing to add: facts come from the journal."""


def calculer(le: datetime) -> None:
    """What the clock does each second, until nothing is left; what is written meanwhile waits for it."""
    incorporer()
