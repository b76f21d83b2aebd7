"""What the clock and the queue start on a person's path: "due and not done", one transaction each."""

from __future__ import annotations

import uuid

from celery import shared_task
from django.db.models import QuerySet
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.celery import app
from guichet.cloison import portee
from inscriptions.actions.cascade import ceder_les_places
from inscriptions.actions.offre import expirer_offre, rappeler_offre
from inscriptions.models import OffreDePlace
from inscriptions.queries.candidats import groupes_a_ceder

LOT = 500


@shared_task(plusieurs_transactions=True, queue="placement")
def ceder_place(*, groupe_id: str, **_) -> int:
    """Offer the seats that came back to this group; a second run finds them given."""
    return len(ceder_les_places(groupe_id=uuid.UUID(groupe_id), le=timezone.now(), acteur=Acteur.systeme()))


@shared_task(plusieurs_transactions=True, queue="placement")
def ceder_places(**_) -> int:
    """Offer every seat that came back and that no one was offered: what a lost message left."""
    with portee(Acteur.systeme()):
        groupes = list(groupes_a_ceder(le=timezone.now()).values_list("pk", flat=True)[:LOT])
    return sum(ceder_place(groupe_id=str(groupe)) for groupe in groupes)


@shared_task(plusieurs_transactions=True, queue="courriels")
def expirer_offres(**_) -> int:
    """End the offers whose delay is over; each frees its seat."""
    le = timezone.now()
    faites = 0
    for offre_id in _a_traiter(OffreDePlace.objects.echues(au=le).order_by("expire_le")):
        with portee(Acteur.systeme()):
            offre = _prendre(offre_id)
            faites += bool(offre and expirer_offre(offre=offre, acteur=Acteur.systeme(), le=le))
    return faites


@shared_task(plusieurs_transactions=True, queue="courriels")
def rappeler_offres(**_) -> int:
    """Remind once those who have not answered; an answer given meanwhile is seen under the lock."""
    le = timezone.now()
    faites = 0
    for offre_id in _a_traiter(OffreDePlace.objects.a_rappeler(au=le).order_by("rappel_le")):
        with portee(Acteur.systeme()):
            offre = _prendre(offre_id)
            faites += bool(offre and rappeler_offre(offre=offre, le=le))
    return faites


def _a_traiter(offres: QuerySet[OffreDePlace]) -> list[uuid.UUID]:
    with portee(Acteur.systeme()):
        return list(offres.values_list("pk", flat=True)[:LOT])


def _prendre(offre_id: uuid.UUID) -> OffreDePlace | None:
    """The offer, its inscription locked first; None while another worker or the person holds them."""
    offres = OffreDePlace.objects.filter(pk=offre_id).select_related("inscription")
    return offres.select_for_update(skip_locked=True, no_key=True, of=("inscription", "self")).first()


app.conf.beat_schedule = {
    **app.conf.beat_schedule,
    "offres-echues": {"task": "inscriptions.routines.expirer_offres", "schedule": 60.0},
    "offres-a-rappeler": {"task": "inscriptions.routines.rappeler_offres", "schedule": 300.0},
    "places-liberees": {"task": "inscriptions.routines.ceder_places", "schedule": 120.0},
}
