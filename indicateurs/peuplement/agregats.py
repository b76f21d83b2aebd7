"""What a synthetic province needs for its figures: the sums of the night."""

from __future__ import annotations

from datetime import datetime

from guichet.acteurs import Acteur
from guichet.cloison import portee
from indicateurs.actions.agreger import agreger
from indicateurs.actions.alerte import surveiller
from inscriptions.peuplement.suites import Demandee


def raconter(demandee: Demandee) -> None:
    """Nothing to add: figures are counted, never told."""


def calculer(le: datetime) -> None:
    """What the night does: sum what no event gives, and watch the corridors."""
    with portee(Acteur.systeme()):
        agreger(le=le)
        surveiller(le=le)
