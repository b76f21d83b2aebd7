"""What the journal leaves for the indicators, and the scenarios to answer."""

from __future__ import annotations

import uuid

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cloison import portee
from indicateurs.actions import scenario as scenarios
from indicateurs.actions.incorporer import incorporer_journal
from indicateurs.queries.scenarios import cle_avancement


@shared_task(file="indicateurs", plusieurs_transactions=True)
def incorporer(**_) -> int:
    """Fold what the journal holds since the last time, batch by batch; a second run finds nothing new."""
    total = 0
    while True:
        with portee(Acteur.systeme()):
            lus = incorporer_journal()
        if not lus:
            return total
        total += lus


@shared_task(file="placement", plusieurs_transactions=True)
def figer_instantane(*, instantane_id: str, **_) -> bool:
    """Freeze a queue; a second run finds it frozen."""
    return scenarios.figer(instantane_id=uuid.UUID(instantane_id), le=timezone.now())


@shared_task(file="placement", plusieurs_transactions=True)
def calculer_scenario(*, scenario_id: str, **_) -> str:
    """Answer a scenario; a second run finds the answer and stops."""
    cle = cle_avancement(scenario_id)
    try:
        return scenarios.calculer(
            scenario_id=uuid.UUID(scenario_id),
            le=timezone.now(),
            avancement=lambda texte: cache.set(cle, texte, 600),
        )
    finally:
        cache.delete(cle)
