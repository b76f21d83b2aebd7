"""Last-minute seats: a person who fits takes one herself, first come first served."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from guichet.acteurs import Acteur
from guichet.cloison import portee
from inscriptions.actions.offre import PlaceNonOfferte
from inscriptions.actions.sieges import Attribution, Tenue, regles_du_choix, tenir_sieges
from inscriptions.models import Inscription, OrigineOffre, RefusDePlace
from inscriptions.queries.candidats import a_qui_revient, candidats


@transaction.atomic
def prendre_place_libre(*, inscription: Inscription, groupe_id: uuid.UUID, acteur: Acteur, le: datetime) -> Attribution:
    """Give this person the seat if the group suits her and nobody before her is owed it; she loses nothing else."""
    (tenue,) = tenir_les_choisies(
        [Attribution(inscription.pk, groupe_id, acteur, acceptee=True)], groupe_id=groupe_id, le=le
    )
    if tenue.refus:
        raise PlaceNonOfferte(str(RefusDePlace(tenue.refus).label))
    return tenue.attribution


def tenir_les_choisies(lot: list[Attribution], *, groupe_id: uuid.UUID, le: datetime) -> list[Tenue]:
    """Hold the seats persons chose in one group, in the order given; seats owed by the cascade go to those it owes."""
    tenues = tenir_sieges(lot, le=le, origine=OrigineOffre.DIRECTE, choisies=regles_du_choix(le))
    if not any(tenue.refus == "promise" for tenue in tenues):
        return tenues
    with portee(Acteur.systeme()):
        promises = candidats(groupe_id, le=le, limite=a_qui_revient(groupe_id))
    attendues = [t.attribution for t in tenues if t.refus == "promise" and t.attribution.inscription_id in promises]
    if not attendues:
        return tenues
    regles = regles_du_choix(le, promises)
    reprises = {t.attribution: t for t in tenir_sieges(attendues, le=le, origine=OrigineOffre.DIRECTE, choisies=regles)}
    return [reprises.get(tenue.attribution, tenue) for tenue in tenues]
