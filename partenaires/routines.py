"""What the clock starts on a partner's path: "due and not done", one transaction each."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.celery import app
from guichet.cloison import portee
from partenaires.actions.agregats import rafraichir_tableau
from partenaires.actions.echeance import decider_echeances, declarations_a_traiter
from partenaires.actions.remplissage import prevoir_remplissages


@shared_task(plusieurs_transactions=True, file="placement")
def decider_groupes_envisages(**_) -> int:
    """At their date, provisional groups convert or lapse by themselves; a missed night is caught up with."""
    le = timezone.now()
    with portee(Acteur.systeme()):
        declarations = declarations_a_traiter(le=le)
    faits = 0
    for declaration_id in declarations:
        with portee(Acteur.systeme()):
            faits += decider_echeances(declaration_id=declaration_id, le=le)
    return faits


@shared_task(file="indicateurs")
def rafraichir_tableau_capacite(**_) -> int:
    """Bring the board of capacity up to date with what happened since."""
    return rafraichir_tableau(le=timezone.now())


@shared_task(plusieurs_transactions=True, file="placement")
def prevoir_remplissages_dus(**_) -> int:
    """Forecast the fill of provisional groups, new ones within minutes, the others twice a day."""
    return prevoir_remplissages(le=timezone.now())


app.conf.beat_schedule = {
    **app.conf.beat_schedule,
    "remplissages": {"task": "partenaires.routines.prevoir_remplissages_dus", "schedule": 300.0},
    "tableau-capacite": {"task": "partenaires.routines.rafraichir_tableau_capacite", "schedule": 60.0},
    "groupes-envisages": {"task": "partenaires.routines.decider_groupes_envisages", "schedule": 600.0},
}
