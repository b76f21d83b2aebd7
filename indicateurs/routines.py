"""The indicators' clock: fold what is new, take up lost scenarios, sum once a day what no event gives, and watch."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.celery import app
from guichet.cloison import portee
from indicateurs.actions.admissions import ecrire_lot, lire_lot, lots_a_traiter
from indicateurs.actions.agreger import agreger, dernier_calcul
from indicateurs.actions.alerte import surveiller
from indicateurs.models import Instantane, Scenario
from indicateurs.states import EtatScenario
from indicateurs.tasks import calculer_scenario, figer_instantane

PERDU = timedelta(minutes=10)
CADENCE_S = 1.0


@shared_task(file="placement")
def reprendre_scenarios(**_) -> int:
    """Ask again for the snapshots and scenarios that waited too long: what a lost message left."""
    limite = timezone.now() - PERDU
    a_figer = Instantane.objects.filter(fige_le__isnull=True, demande_le__lt=limite).values_list("pk", flat=True)
    a_calculer = Scenario.objects.filter(etat=EtatScenario.DEMANDE, demande_le__lt=limite).values_list("pk", flat=True)
    figes = [figer_instantane.delay(instantane_id=str(pk)) for pk in a_figer]
    return len(figes + [calculer_scenario.delay(scenario_id=str(pk)) for pk in a_calculer])


@shared_task(file="indicateurs")
def agreger_indicateurs(**_) -> int:
    """Sum the figures no event gives when today's sum is not made, then watch every corridor; a second run stops."""
    le = timezone.now()
    if dernier_calcul() == timezone.localdate(le):
        return 0
    changees = agreger(le=le)
    surveiller(le=le)
    return changees


@shared_task(file="imports", plusieurs_transactions=True)
def reprendre_admissions(**_) -> int:
    """Read and write the files of admissions whose message was lost; return how many."""
    le = timezone.now()
    with portee(Acteur.systeme()):
        a_lire, a_ecrire = lots_a_traiter()
    faits = [lire_lot(lot_id=lot_id, le=le) for lot_id in a_lire]
    return len([*faits, *(ecrire_lot(lot_id=lot_id, le=le) for lot_id in a_ecrire)])


app.conf.beat_schedule = {
    **app.conf.beat_schedule,
    "indicateurs": {"task": "indicateurs.tasks.incorporer", "schedule": CADENCE_S, "options": {"expires": 10}},
    "indicateurs-du-jour": {"task": "indicateurs.routines.agreger_indicateurs", "schedule": 600.0},
    "scenarios-inacheves": {"task": "indicateurs.routines.reprendre_scenarios", "schedule": 600.0},
    "admissions": {"task": "indicateurs.routines.reprendre_admissions", "schedule": 300.0},
    "rapprochements": {"task": "indicateurs.tasks.comparer_admissions", "schedule": 60.0, "options": {"expires": 50}},
    "cohortes": {"task": "indicateurs.tasks.calculer_cohortes", "schedule": 60.0, "options": {"expires": 50}},
}
