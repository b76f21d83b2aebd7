"""What a synthetic province needs before its figures: its journal folded into facts."""

from __future__ import annotations

from datetime import datetime

from guichet.acteurs import Acteur
from guichet.cloison import portee
from indicateurs.actions.incorporer import incorporer_journal
from inscriptions.peuplement.suites import Demandee


def raconter(demandee: Demandee) -> None:
    """Nothing to add: facts come from the journal."""


def calculer(le: datetime) -> None:
    """What the clock does each second, until nothing is left; what is written meanwhile waits for it."""
    lus: int | None = 1
    while lus:
        with portee(Acteur.systeme()):
            lus = incorporer_journal()
