"""A learner leaves a group: which action each step calls, and the message she gets."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.models import Motif
from inscriptions import courriels_cours as courriels
from inscriptions.actions import place as places
from inscriptions.models import Place

DEPARTS = {
    "noter_absence_initiale": places.noter_absence_initiale,
    "abandonner": places.abandonner_place,
    "transferer": places.transferer_place,
    "rendre": places.rendre_place,
}


@transaction.atomic
def quitter_place(*, place: Place, pas: str, acteur: Acteur, le: datetime, motif: Motif, precision: str = "") -> Place:
    """Write down a departure for its coded reason; a transfer tells the person that we look for another seat."""
    place = DEPARTS[pas](place=place, acteur=acteur, le=le, motif_code=motif.code, precision=precision)
    if pas == "transferer":
        _annoncer(place, le)
    return place


@transaction.atomic
def fermer_place(*, place: Place, acteur: Acteur, le: datetime, motif_code: str) -> Place:
    """End a seat with its group, and tell the person that we look for another."""
    place = places.fermer_place(place=place, acteur=acteur, le=le, motif_code=motif_code)
    _annoncer(place, le)
    return place


def _annoncer(place: Place, le: datetime) -> None:
    with portee(Acteur.systeme()):
        courriels.annoncer_remise_en_attente(place, le=le)
