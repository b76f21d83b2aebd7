"""What the clock starts for people to reach: follow-ups opened once, ended when they come back; campaigns; losses."""

from __future__ import annotations

import uuid
from typing import Any

from celery import shared_task
from django.db.models import QuerySet
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.celery import app
from guichet.cloison import portee
from inscriptions.actions.campagne import envoyer_message, terminer_campagne
from inscriptions.actions.registre_pertes import tenir_registre
from inscriptions.actions.suivi_personne import annuler_si_revenue, ouvrir_suivi
from inscriptions.models import CampagneRelance, ParticipationCampagne, SuiviPersonne
from inscriptions.queries.suivis import LOT, causes_dues, suivis_sans_objet
from inscriptions.states_relances import EtatCampagne


@shared_task(plusieurs_transactions=True, file="courriels")
def ouvrir_suivis(**_) -> int:
    """Open the follow-ups due: no-shows, absences, drop-outs, offers and files left; a second run finds them open."""
    le = timezone.now()
    with portee(Acteur.systeme()):
        dues = list(causes_dues(le=le))
    faits = 0
    for cause in dues:
        with portee(Acteur.systeme()):
            faits += ouvrir_suivi(cause=cause, le=le) is not None
    return faits


@shared_task(plusieurs_transactions=True, file="courriels")
def clore_suivis_sans_objet(**_) -> int:
    """End the follow-ups of people who came back by themselves, or of whom nothing is left to follow."""
    le, faits = timezone.now(), 0
    for pk in _pks(suivis_sans_objet()):
        with portee(Acteur.systeme()):
            faits += annuler_si_revenue(suivi=SuiviPersonne.objects.get(pk=pk), le=le) is not None
    return faits


@shared_task(plusieurs_transactions=True, file="courriels")
def envoyer_campagnes(**_) -> int:
    """Deposit the messages due, at the rate of each campaign."""
    le, faits = timezone.now(), 0
    dues = ParticipationCampagne.objects.filter(
        du_le__lte=le, depose_le__isnull=True, campagne__etat=EtatCampagne.EN_COURS, personne__isnull=False
    )
    for pk in _pks(dues.order_by("du_le", "pk")):
        with portee(Acteur.systeme()):
            faits += envoyer_message(participation=ParticipationCampagne(pk=pk), le=le)
    return faits


@shared_task(plusieurs_transactions=True, file="courriels")
def terminer_campagnes(**_) -> int:
    """End the campaigns whose planned day has come."""
    le, faits = timezone.now(), 0
    dues = CampagneRelance.objects.filter(etat=EtatCampagne.EN_COURS, conclure_le__lte=timezone.localdate(le))
    for pk in _pks(dues.order_by("conclure_le")):
        with portee(Acteur.systeme()):
            faits += terminer_campagne(campagne=CampagneRelance.objects.get(pk=pk), le=le) is not None
    return faits


@shared_task(file="indicateurs")
def tenir_pertes(**_) -> int:
    """Keep the exits of the ledger as the journal tells them by now; a second run changes nothing."""
    return tenir_registre(le=timezone.now()) or 0


def _pks(objets: QuerySet[Any]) -> list[uuid.UUID]:
    with portee(Acteur.systeme()):
        return list(objets.values_list("pk", flat=True)[:LOT])


app.conf.beat_schedule = {
    **app.conf.beat_schedule,
    "suivis-a-ouvrir": {"task": "inscriptions.routines_relances.ouvrir_suivis", "schedule": 600.0},
    "suivis-sans-objet": {"task": "inscriptions.routines_relances.clore_suivis_sans_objet", "schedule": 300.0},
    "pertes-a-tenir": {"task": "inscriptions.routines_relances.tenir_pertes", "schedule": 30.0},
    "campagnes-a-envoyer": {"task": "inscriptions.routines_relances.envoyer_campagnes", "schedule": 60.0},
    "campagnes-a-terminer": {"task": "inscriptions.routines_relances.terminer_campagnes", "schedule": 3600.0},
}
