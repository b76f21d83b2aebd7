"""Waves: opened when due and not done, reminded until an answer, closed when their last day is over."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cycle import franchir, ouvrir
from guichet.referentiels.parametres import parametre
from indicateurs.actions.depouillement import depouiller
from indicateurs.models import CampagneSondage, StrateVague, VagueSondage
from indicateurs.queries.audience_sql import compter_audience, deposer_messages, inviter, parts_du_tirage
from indicateurs.states_sondages import EtatCampagneSondage, EtatVague


def campagnes_dues(*, jour: date) -> list[uuid.UUID]:
    """The campaigns whose due date has come."""
    dues = CampagneSondage.objects.filter(etat=EtatCampagneSondage.ACTIVE, prochaine_le__lte=jour)
    return list(dues.order_by("prochaine_le", "pk").values_list("pk", flat=True))


@transaction.atomic
def ouvrir_vague(*, campagne_id: uuid.UUID, le: datetime) -> VagueSondage | None:
    """Open the wave of a due date, once: draw, invitations, messages. Due dates missed are one wave, today's.

    The caller has the province's scope; None when another worker did it.
    """
    jour = timezone.localdate(le)
    campagne = (
        CampagneSondage.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk=campagne_id, etat=EtatCampagneSondage.ACTIVE, prochaine_le__lte=jour)
        .first()
    )
    if campagne is None or campagne.prochaine_le is None:
        return None
    echeance, numero = campagne.prochaine_le, campagne.vagues.count() + 1
    vague = VagueSondage(
        campagne=campagne,
        version=campagne.version,
        numero=numero,
        mode=campagne.mode,
        echeance=echeance,
        ouverte_le=jour,
        ferme_le=jour + timedelta(days=campagne.duree_jours),
        code_affiche=uuid.uuid4().hex[:16],
    )
    ouvrir(vague, acteur=Acteur.systeme(), le=le)
    tirer_invitations(campagne, vague, le)
    deposer_messages(vague_id=vague.pk, quoi="invitation", suite="", le=le)
    campagne.prochaine_le = campagne.echeance_suivante(jour)
    campagne.save(update_fields=["prochaine_le"])
    return vague


def tirer_invitations(campagne: CampagneSondage, vague: VagueSondage, le: datetime) -> None:
    """Each wave has its own draw, from the campaign's seed and its number."""
    comptes = compter_audience(campagne, le=le)
    parts = parts_du_tirage(comptes, campagne.taille)
    graine = f"{campagne.graine}-{vague.numero}"
    tirees = inviter(campagne, vague_id=vague.pk, graine=graine, parts=parts, le=le)
    StrateVague.objects.bulk_create(
        StrateVague(vague=vague, code=code, population=population, joignables=nb, tirees=tirees.get(code, 0))
        for code, (population, nb) in comptes.items()
    )


def vagues_a_suivre() -> list[uuid.UUID]:
    """The waves that take answers, the first to close first."""
    ouvertes = VagueSondage.objects.filter(etat=EtatVague.OUVERTE).order_by("ferme_le", "pk")
    return list(ouvertes.values_list("pk", flat=True))


@transaction.atomic
def suivre_vague(*, vague_id: uuid.UUID, le: datetime) -> int:
    """Remind, or close, a wave when it is time; return how many reminders were queued. Reminders missed are one."""
    jour = timezone.localdate(le)
    vague = (
        VagueSondage.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("campagne")
        .filter(pk=vague_id, etat=EtatVague.OUVERTE)
        .first()
    )
    if vague is None:
        return 0
    arretee = vague.campagne.etat == EtatCampagneSondage.ARRETEE
    if jour > vague.ferme_le or arretee:
        _fermer(vague, le)
        return 0
    delais = [int(jours) for jours in parametre("sondage_rappels_jours", au=vague.ouverte_le)]
    echus = sum(vague.ouverte_le + timedelta(days=jours) <= jour for jours in delais)
    if echus <= vague.relances_faites:
        return 0
    vague.relances_faites = echus
    vague.save(update_fields=["relances_faites"])
    return deposer_messages(vague_id=vague.pk, quoi="relance", suite=f":{echus}", le=le)


@transaction.atomic
def depouiller_vague(*, vague_id: uuid.UUID, le: datetime) -> int:
    """Count the ballots of an open wave that may be; 0 when another worker is at it."""
    ouverte = VagueSondage.objects.filter(pk=vague_id, etat=EtatVague.OUVERTE).select_related("version")
    vague = ouverte.select_for_update(skip_locked=True, of=("self",)).first()
    return depouiller(vague=vague, le=le) if vague else 0


def _fermer(vague: VagueSondage, le: datetime) -> None:
    """The last ballots are counted, then nothing is taken any more; the campaign ends with its last wave."""
    franchir(vague, "fermer", acteur=Acteur.systeme(), le=le)
    depouiller(vague=vague, le=le, derniere=True)
    campagne = vague.campagne
    finie = campagne.prochaine_le is None and campagne.etat == EtatCampagneSondage.ACTIVE
    if finie and not campagne.vagues.filter(etat=EtatVague.OUVERTE).exists():
        franchir(campagne.verrouillee(), "terminer", acteur=Acteur.systeme(), le=le)
