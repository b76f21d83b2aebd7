"""Scenes of a rush: requests for seats recorded and not answered."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from guichet.models import Avis
from inscriptions.models import DemandeDePlace, Place
from tests.factories.inscriptions import DemandeDePlaceFactory, GroupeFactory
from tests.taches.scene import Scene


def _demandes_de_place() -> str:
    """A rush on one seat: three requests recorded, none answered."""
    jour = timezone.localdate()
    groupe = GroupeFactory(capacite=1, minimum=1, debut=jour + timedelta(days=7), fin=jour + timedelta(days=70))
    for _rang in range(3):
        DemandeDePlaceFactory(groupe=groupe)
    return str(groupe.pk)


def _reponses() -> tuple[int, int, int]:
    """Seats, refusals and messages."""
    closes = DemandeDePlace.objects.filter(traitee_le__isnull=False)
    return Place.objects.count(), closes.filter(refus="complet").count(), Avis.objects.count()


def demandes_a_traiter() -> Scene:
    """The requests of one group."""
    return Scene(_reponses, (1, 2, 3), {"groupe_id": _demandes_de_place()})


def demandes_oubliees() -> Scene:
    """The requests of two groups whose message was lost."""
    for _rang in range(2):
        _demandes_de_place()
    return Scene(_reponses, (2, 4, 6))
