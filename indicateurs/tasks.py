"""What the journal leaves for the indicators, the scenarios to answer, the exports to make."""

from __future__ import annotations

import time
import uuid

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cloison import portee
from indicateurs.actions import admissions, cohortes, rapprochement
from indicateurs.actions import edition as editions
from indicateurs.actions import export as exports
from indicateurs.actions import scenario as scenarios
from indicateurs.actions.incorporer import incorporer_journal
from indicateurs.actions.parcours import tenir_parcours
from indicateurs.queries.editions import cle_avancement as cle_avancement_edition
from indicateurs.queries.exports import cle_avancement as cle_avancement_export
from indicateurs.queries.scenarios import cle_avancement

# Well under the time a task may take: the clock takes up what is left.
DUREE_DE_COMPARAISON = 150


@shared_task(file="indicateurs", plusieurs_transactions=True)
def incorporer(**_) -> int:
    """Fold what the journal holds since the last time, batch by batch; a second run finds nothing new."""
    total = 0
    while True:
        with portee(Acteur.systeme()):
            lus = incorporer_journal()
        if not lus:
            break
        total += lus
    with portee(Acteur.systeme()):
        tenir_parcours()
    return total


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


@shared_task(file="imports", plusieurs_transactions=True)
def lire_admissions(*, lot_id: str, **_) -> str:
    """Read a file of admissions; a second run finds it read."""
    return admissions.lire_lot(lot_id=uuid.UUID(lot_id), le=timezone.now())


@shared_task(file="imports", plusieurs_transactions=True)
def ecrire_admissions(*, lot_id: str, **_) -> int:
    """Write a confirmed file of admissions; a second run finds it written."""
    return admissions.ecrire_lot(lot_id=uuid.UUID(lot_id), le=timezone.now())


@shared_task(file="imports", plusieurs_transactions=True)
def comparer_admissions(**_) -> int:
    """Compare the admissions and the registered persons that are due, batch by batch; a second run finds none."""
    total, debut = 0, time.monotonic()
    while time.monotonic() - debut < DUREE_DE_COMPARAISON:
        with portee(Acteur.systeme()):
            faites = rapprochement.comparer(le=timezone.now())
        if not faites:
            break
        total += faites
    return total


@shared_task(file="indicateurs", plusieurs_transactions=True)
def calculer_cohortes(**_) -> int:
    """Count again the cohorts that something touched; a second run finds none."""
    return cohortes.calculer_cohortes(le=timezone.now())


@shared_task(file="indicateurs", plusieurs_transactions=True)
def figer_edition_demandee(*, demande_id: str, **_) -> str:
    """Freeze the figures asked for; a second run finds them frozen."""
    cle = cle_avancement_edition(demande_id)
    try:
        return editions.figer_demandee(
            demande_id=uuid.UUID(demande_id),
            le=timezone.now(),
            avancement=lambda faites, toutes: cache.set(cle, (faites, toutes), 600),
        )
    finally:
        cache.delete(cle)


@shared_task(file="documents", plusieurs_transactions=True)
def produire_export(*, export_id: str, **_) -> str:
    """Make the file of an export; a second run finds it made and stops."""
    cle = cle_avancement_export(export_id)
    try:
        return exports.produire(
            export_id=uuid.UUID(export_id),
            le=timezone.now(),
            avancement=lambda lignes: cache.set(cle, lignes, 600),
        )
    finally:
        cache.delete(cle)
