"""Last-minute seats: a person who fits takes one herself; when many ask together, her request is recorded."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from datetime import datetime

from celery import signature
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.avis import relayer_bientot
from guichet.cloison import portee
from guichet.referentiels.parametres import parametre
from inscriptions.actions.demandes_sql import NOM
from inscriptions.actions.offre import PlaceNonOfferte
from inscriptions.actions.sieges import Attribution, Tenue, en_texte, regles_de_prise, tenir_sieges, verifier_role
from inscriptions.models import OrigineOffre, RefusDePlace
from inscriptions.queries.candidats import a_qui_revient, candidats

DEMANDER = f"SELECT issue, detail FROM {NOM}(%s, %s, %s)"  # noqa: S608
_derniers_reveils: dict[uuid.UUID, float] = {}


@dataclass(frozen=True, slots=True)
class DemandeNotee:
    """The request is recorded; its answer comes in the order of placement, within seconds."""

    id: uuid.UUID


def prendre_place_libre(
    *, inscription_id: uuid.UUID, groupe_id: uuid.UUID, acteur: Acteur, le: datetime
) -> Attribution | DemandeNotee:
    """Give this person the seat if the group suits her and nobody before her is owed it; she loses nothing else."""
    verifier_role(acteur)
    attribution = Attribution(inscription_id, groupe_id, acteur, acceptee=True)
    # No savepoint: the database function writes all of a claim or none of it, and a refusal is told afterwards.
    with transaction.atomic(savepoint=False):
        issue, detail = _demander(attribution, le)
        if issue == "decidee":
            (tenue,) = _servir_les_promises([Tenue(attribution, detail)], groupe_id, le)
            detail = tenue.refus
    if issue == "notee":
        transaction.on_commit(lambda: _reveiller(groupe_id), robust=True)
        return DemandeNotee(uuid.UUID(detail))
    if issue == "ailleurs":
        raise PlaceNonOfferte(_("Vous avez demandé une place dans un autre cours. Attendez cette réponse d’abord."))
    if detail:
        raise PlaceNonOfferte(RefusDePlace(detail).a_la_personne)
    transaction.on_commit(relayer_bientot, robust=True)
    return attribution


def tenir_les_choisies(lot: list[Attribution], *, groupe_id: uuid.UUID, le: datetime) -> list[Tenue]:
    """Hold the seats persons chose in one group, in the order given; seats owed by the cascade go to those it owes."""
    tenues = tenir_sieges(lot, le=le, origine=OrigineOffre.DIRECTE, choisies=True)
    return _servir_les_promises(tenues, groupe_id, le)


def _servir_les_promises(tenues: list[Tenue], groupe_id: uuid.UUID, le: datetime) -> list[Tenue]:
    """Ask again for those refused a seat promised to the next in line, when they are the next in line."""
    if not any(tenue.refus == RefusDePlace.PROMISE for tenue in tenues):
        return tenues
    with portee(Acteur.systeme()):
        promises = candidats(groupe_id, le=le, limite=a_qui_revient(groupe_id))
    attendues = [t.attribution for t in tenues if t.refus and t.attribution.inscription_id in promises]
    if not attendues:
        return tenues
    reprises = tenir_sieges(attendues, le=le, origine=OrigineOffre.DIRECTE, choisies=True, promises=promises)
    par_attribution = {tenue.attribution: tenue for tenue in reprises}
    return [par_attribution.get(tenue.attribution, tenue) for tenue in tenues]


def _demander(attribution: Attribution, le: datetime) -> tuple[str, str]:
    """One exchange: the seat, the refusal, or the request recorded."""
    lot = attribution.en_json(le)
    en_file = bool(parametre("places_libres_en_file", au=timezone.localdate(le)))
    demande = lot | {"id": uuid.uuid4(), "en_file": en_file}
    regles = regles_de_prise(le, OrigineOffre.DIRECTE, choisies=True)
    with connection.cursor() as curseur:
        curseur.execute(DEMANDER, [en_texte(valeur) for valeur in (demande, [lot], regles)])
        # A request the database does not find does not wait either.
        issue, detail = curseur.fetchone() or ("decidee", RefusDePlace.PLUS_EN_ATTENTE)
    return issue, detail or ""


def _reveiller(groupe_id: uuid.UUID) -> None:
    """Have the group's requests answered; at most once a second for this process, the clock finds the others."""
    maintenant = time.monotonic()
    if maintenant - _derniers_reveils.get(groupe_id, 0) < 1:
        return
    if len(_derniers_reveils) > 1000:
        _derniers_reveils.clear()
    _derniers_reveils[groupe_id] = maintenant
    signature("inscriptions.routines.traiter_demandes_de_place", kwargs={"groupe_id": str(groupe_id)}).delay()
