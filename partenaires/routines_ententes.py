"""What the clock starts on ententes: "due and not done", one transaction each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from celery import shared_task
from django.db.models import QuerySet
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.celery import app
from guichet.cloison import portee
from guichet.pannes import point_de_rupture
from partenaires import courriels_concertation  # noqa: F401 - registers who writes the reminders of commitments
from partenaires.actions import horloge
from partenaires.actions.qualite import examiner_reddition
from partenaires.actions.rappels import rappeler
from partenaires.actions.revue import generer_revue
from partenaires.models import AppelProjets, Entente, Reddition, Revue
from partenaires.queries.rappels import rappels_du_jour
from partenaires.states_ententes import EtatReddition
from partenaires.tasks import produire_revue


@shared_task(plusieurs_transactions=True, file="courriels")
def activer_ententes(**_) -> int:
    """Begin the signed ententes whose first day has come."""
    le = timezone.now()
    dues = Entente.objects.a_activer(au=timezone.localdate(le)).order_by("debut", "pk")
    return _un_par_un(dues, lambda pk: horloge.activer_entente(entente_id=pk, le=le), "entente.activee")


@shared_task(plusieurs_transactions=True, file="indicateurs")
def generer_revues(**_) -> int:
    """Make the mid-term reviews whose agreed day has come, each exactly once; missed days are caught up with."""
    le = timezone.now()
    dues = Entente.objects.a_revoir(au=timezone.localdate(le)).order_by("revue_prevue_le", "pk")
    return _un_par_un(dues, lambda pk: generer_revue(entente_id=pk, le=le) is not None, "revue.generee")


@shared_task(file="documents")
def reprendre_revues(**_) -> int:
    """Ask again for the documents of reviews that were never made: what a lost message left."""
    en_attente = horloge.identifiants(Revue.objects.filter(chemin="").exclude(contenu={}).order_by("generee_le"))
    for revue_id in en_attente:
        produire_revue.delay(revue_id=str(revue_id))
    return len(en_attente)


@shared_task(plusieurs_transactions=True, file="courriels")
def attendre_rapports_finaux(**_) -> int:
    """Ask for the final report of the ententes whose last day is past."""
    le = timezone.now()
    dues = Entente.objects.terminees(au=timezone.localdate(le)).order_by("fin", "pk")
    return _un_par_un(dues, lambda pk: horloge.attendre_rapport_final(entente_id=pk, le=le), "entente.terminee")


@shared_task(plusieurs_transactions=True, file="courriels")
def clore_appels(**_) -> int:
    """Close the calls whose last day is past."""
    le = timezone.now()
    dus = AppelProjets.objects.a_clore(au=timezone.localdate(le)).order_by("ferme_le", "pk")
    return _un_par_un(dus, lambda pk: horloge.clore_appel(appel_id=pk, le=le), "appel.clos")


@shared_task(plusieurs_transactions=True, file="courriels")
def rappeler_les_parties(**_) -> int:
    """Deposit the reminders whose moment has come, to whoever has the ball; the relay asks again before sending."""
    le: datetime = timezone.now()
    with portee(Acteur.systeme()):
        dus = rappels_du_jour(jour=timezone.localdate(le))
    faits = 0
    for du in dus:
        with portee(Acteur.systeme()):
            faits += rappeler(du, le=le)
        point_de_rupture("rappel.depose")
    return faits


@shared_task(plusieurs_transactions=True, file="indicateurs")
def examiner_redditions(**_) -> int:
    """Examine the accounts that wait for the ministry, by the rules of quality; a second run finds the same."""
    le = timezone.now()
    soumises = Reddition.objects.filter(etat=EtatReddition.SOUMISE).order_by("soumise_le", "pk")
    return _un_par_un(soumises, lambda pk: bool(examiner_reddition(reddition_id=pk, le=le)), "reddition.examinee")


def _un_par_un(dus: QuerySet[Any], faire: Callable[[Any], bool], point: str) -> int:
    with portee(Acteur.systeme()):
        identifiants = horloge.identifiants(dus)
    faits = 0
    for pk in identifiants:
        with portee(Acteur.systeme()):
            faits += faire(pk)
            point_de_rupture(f"{point}.avant_commit")
        point_de_rupture(f"{point}.apres_commit")
    return faits


app.conf.beat_schedule = {
    **app.conf.beat_schedule,
    "ententes-debut": {"task": "partenaires.routines_ententes.activer_ententes", "schedule": 900.0},
    "ententes-revues": {"task": "partenaires.routines_ententes.generer_revues", "schedule": 900.0},
    "ententes-documents": {"task": "partenaires.routines_ententes.reprendre_revues", "schedule": 600.0},
    "ententes-fin": {"task": "partenaires.routines_ententes.attendre_rapports_finaux", "schedule": 900.0},
    "appels-fin": {"task": "partenaires.routines_ententes.clore_appels", "schedule": 900.0},
    "ententes-qualite": {"task": "partenaires.routines_ententes.examiner_redditions", "schedule": 3600.0},
    "ententes-rappels": {"task": "partenaires.routines_ententes.rappeler_les_parties", "schedule": 3600.0},
}
