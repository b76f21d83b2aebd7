"""Last-minute seats: a person who fits takes one herself, first come first served."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from inscriptions.actions.offre import PlaceNonOfferte, prendre_place
from inscriptions.models import Groupe, Inscription, Place
from inscriptions.queries.candidats import candidats, groupes_a_rejoindre, places_dues


@transaction.atomic
def prendre_place_libre(*, inscription: Inscription, groupe_id: uuid.UUID, acteur: Acteur, le: datetime) -> Place:
    """Give this person the seat if the group suits her and nobody before her is owed it; she loses nothing else."""
    with portee(Acteur.systeme()):
        if not groupes_a_rejoindre(inscription.pk, le=le, groupe_id=groupe_id):
            raise PlaceNonOfferte(_("Cette place n'est plus libre, ou le cours ne vous convient pas."))
        groupe = Groupe.objects.get(pk=groupe_id)
        if est_promise(groupe, inscription, le=le):
            raise PlaceNonOfferte(_("Cette place revient à une personne qui attend depuis plus longtemps."))
        return prendre_place(inscription=inscription, groupe=groupe, acteur=acteur, le=le)


def est_promise(groupe: Groupe, inscription: Inscription, *, le: datetime) -> bool:
    """True while the cascade owes every free seat of the group to people who come before this one."""
    dues = places_dues(groupe)
    if dues < groupe.places_libres:
        return False
    return inscription.pk not in candidats(groupe.pk, le=le, limite=dues)
