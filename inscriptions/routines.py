"""What the clock and the queue start on a person's path: "due and not done", one transaction each."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from celery import shared_task
from celery.schedules import crontab
from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.celery import app
from guichet.cloison import portee
from guichet.cycle import TransitionRefusee
from guichet.pannes import point_de_rupture
from inscriptions.actions import calcul, envoi
from inscriptions.actions import recommandation as recommandations
from inscriptions.actions.cascade import ceder_les_places
from inscriptions.actions.demandes_de_place import traiter_demandes
from inscriptions.actions.deroulement import faire_pas_groupe
from inscriptions.actions.offre import expirer_offre, rappeler_offre
from inscriptions.actions.parcours import terminer_parcours
from inscriptions.actions.prevision_attente import etalonner_attentes, prevoir_attentes
from inscriptions.actions.prevision_demande import prevoir_demande
from inscriptions.actions.priorites import appliquer_regles_dues, reclasser_la_file
from inscriptions.actions.replacement import constater_la_suite
from inscriptions.courriels_cours import CLE_RAPPEL, rappeler_premier_cours
from inscriptions.models import (
    Attestation,
    DemandeDePlace,
    ExecutionPlacement,
    Groupe,
    Inscription,
    OffreDePlace,
    Place,
)
from inscriptions.queries.candidats import groupes_a_ceder
from inscriptions.queries.classe import inscriptions_a_terminer, places_a_rappeler
from inscriptions.queries.executions import cle_avancement
from inscriptions.queries.groupe import groupes_a_commencer, groupes_a_terminer
from inscriptions.queries.recommandation import recommandations_a_suivre
from inscriptions.queries.replacement import replacements_a_constater
from inscriptions.states import EtatExecution, EtatInscription
from inscriptions.tasks import produire_attestation

LOT = 500
# A run still waiting after this long lost its message.
DEMANDE_PERDUE = timedelta(minutes=10)


@shared_task(plusieurs_transactions=True, file="placement")
def ceder_place(*, groupe_id: str, **_) -> int:
    """Offer the seats that came back to this group; a second run finds them given."""
    return len(ceder_les_places(groupe_id=uuid.UUID(groupe_id), le=timezone.now(), acteur=Acteur.systeme()))


@shared_task(plusieurs_transactions=True, file="placement")
def ceder_places(**_) -> int:
    """Offer every seat that came back and that no one was offered: what a lost message left."""
    with portee(Acteur.systeme()):
        groupes = list(groupes_a_ceder(le=timezone.now()).values_list("pk", flat=True)[:LOT])
    return sum(ceder_place(groupe_id=str(groupe)) for groupe in groupes)


@shared_task(plusieurs_transactions=True, file="placement")
def traiter_demandes_de_place(*, groupe_id: str, **_) -> int:
    """Answer the requests for seats of a sought-after group; a second run finds them answered."""
    return traiter_demandes(groupe_id=uuid.UUID(groupe_id), le=timezone.now())


@shared_task(plusieurs_transactions=True, file="placement")
def reprendre_demandes_de_place(**_) -> int:
    """Answer every request for a seat still open: what a lost message left."""
    with portee(Acteur.systeme()):
        ouvertes = DemandeDePlace.objects.ouvertes().order_by("groupe").values_list("groupe", flat=True)
        groupes = list(ouvertes.distinct()[:LOT])
    return sum(traiter_demandes_de_place(groupe_id=str(groupe)) for groupe in groupes)


@shared_task(plusieurs_transactions=True, file="courriels")
def expirer_offres(**_) -> int:
    """End the offers whose delay is over; each frees its seat."""
    le = timezone.now()
    faites = 0
    for offre_id in _a_traiter(OffreDePlace.objects.echues(au=le).order_by("expire_le")):
        with portee(Acteur.systeme()):
            offre = _prendre(offre_id)
            faites += bool(offre and expirer_offre(offre=offre, acteur=Acteur.systeme(), le=le))
        point_de_rupture("offre.expiree")
    return faites


@shared_task(plusieurs_transactions=True, file="courriels")
def rappeler_offres(**_) -> int:
    """Remind once those who have not answered; an answer given meanwhile is seen under the lock."""
    le = timezone.now()
    faites = 0
    for offre_id in _a_traiter(OffreDePlace.objects.a_rappeler(au=le).order_by("rappel_le")):
        with portee(Acteur.systeme()):
            offre = _prendre(offre_id)
            faites += bool(offre and rappeler_offre(offre=offre, le=le))
    return faites


@shared_task(plusieurs_transactions=True, file="placement")
def executer_placement(*, execution_id: str, **_) -> str:
    """Take the snapshot of a run and send its lots to whoever is free; a second run sends what is left."""
    nom = uuid.UUID(execution_id)
    with _dire_ou_il_en_est(execution_id) as dire:
        lots = calcul.preparer(execution_id=nom, le=timezone.now(), avancement=dire)
        if len(lots) <= 1:
            for lot in lots:
                calcul.resoudre_partie(partie_id=lot, le=timezone.now())
            return calcul.achever(execution_id=nom, le=timezone.now(), avancement=dire)
    for lot in lots:
        resoudre_partie.delay(partie_id=str(lot))
    return EtatExecution.DEMANDEE


@shared_task(plusieurs_transactions=True, file="placement")
def resoudre_partie(*, partie_id: str, **_) -> str:
    """Solve one lot of a run; whoever solves the last one has the run brought together."""
    finie = calcul.resoudre_partie(partie_id=uuid.UUID(partie_id), le=timezone.now())
    if finie:
        achever_placement.delay(execution_id=str(finie))
    return str(finie or "")


@shared_task(plusieurs_transactions=True, file="placement")
def achever_placement(*, execution_id: str, **_) -> str:
    """Bring the lots of a run together, verify and keep the result; a second run finds it kept."""
    with _dire_ou_il_en_est(execution_id) as dire:
        return calcul.achever(execution_id=uuid.UUID(execution_id), le=timezone.now(), avancement=dire)


@shared_task(plusieurs_transactions=True, file="placement")
def envoyer_les_offres(*, execution_id: str, **_) -> int:
    """Make the offers of a confirmed run; a second run finds them made."""
    return envoi.envoyer_les_offres(execution_id=uuid.UUID(execution_id), le=timezone.now())


@shared_task(plusieurs_transactions=True, file="placement")
def reprendre_placements(**_) -> int:
    """Start again the runs whose message was lost, before their computation or before their last offer."""
    perdue = Q(etat=EtatExecution.DEMANDEE, demandee_le__lt=timezone.now() - DEMANDE_PERDUE)
    recente = Q(etat=EtatExecution.CONFIRMEE, etat_depuis__gt=timezone.now() - timedelta(days=7))
    with portee(Acteur.systeme()):
        executions = list(ExecutionPlacement.objects.filter(perdue | recente))
        a_finir = [e for e in executions if e.etat == EtatExecution.DEMANDEE or envoi.reste_a_offrir(e)]
    for une in a_finir:
        tache = executer_placement if une.etat == EtatExecution.DEMANDEE else envoyer_les_offres
        tache.delay(execution_id=str(une.pk))
    return len(a_finir)


@contextmanager
def _dire_ou_il_en_est(execution_id: str) -> Iterator[Callable[[str], None]]:
    """Let the page know the step at hand, for as long as it lasts."""
    cle = cle_avancement(execution_id)
    try:
        yield lambda texte: cache.set(cle, texte, 600)
    finally:
        cache.delete(cle)


def _a_traiter(objets: QuerySet[Any]) -> list[uuid.UUID]:
    with portee(Acteur.systeme()):
        return list(objets.values_list("pk", flat=True)[:LOT])


def _prendre(offre_id: uuid.UUID) -> OffreDePlace | None:
    """The offer, its inscription locked first; None while another worker or the person holds them."""
    offres = OffreDePlace.objects.filter(pk=offre_id).select_related("inscription")
    return offres.select_for_update(skip_locked=True, no_key=True, of=("inscription", "self")).first()


@shared_task(plusieurs_transactions=True, file="courriels")
def commencer_groupes(**_) -> int:
    """Start the confirmed groups whose first day has come."""
    return _faire_les_pas("commencer", groupes_a_commencer)


@shared_task(plusieurs_transactions=True, file="courriels")
def terminer_groupes(**_) -> int:
    """End the groups whose last day is past, and the seats whose results are known."""
    return _faire_les_pas("terminer", groupes_a_terminer)


@shared_task(plusieurs_transactions=True, file="courriels")
def rappeler_premiers_cours(**_) -> int:
    """Remind once, a few days before the first class; the message's key keeps a second run silent."""
    le = timezone.now()
    faits = 0
    for place_id in _a_traiter(places_a_rappeler(au=timezone.localdate(le), cle_rappel=CLE_RAPPEL)):
        with portee(Acteur.systeme()):
            place = Place.objects.select_related("personne", "groupe__lieu", "groupe__organisation").get(pk=place_id)
            rappeler_premier_cours(place, le=le)
            faits += 1
    return faits


@shared_task(plusieurs_transactions=True, file="courriels")
def terminer_parcours_echus(**_) -> int:
    """End the path of those who finished a class and asked for nothing more in time."""
    le = timezone.now()
    faits = 0
    for inscription_id in _a_traiter(inscriptions_a_terminer(le=le)):
        with portee(Acteur.systeme()):
            libres = Inscription.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
            inscription = libres.filter(pk=inscription_id, etat=EtatInscription.EN_COURS).first()
            faits += bool(inscription and terminer_parcours(inscription=inscription, acteur=Acteur.systeme(), le=le))
    return faits


@shared_task(file="documents")
def reprendre_attestations(**_) -> int:
    """Ask again for the attestations whose file was never made: what a lost message left."""
    en_attente = list(Attestation.objects.a_produire().order_by("emise_le").values_list("pk", flat=True)[:LOT])
    for attestation_id in en_attente:
        produire_attestation.delay(attestation_id=str(attestation_id))
    return len(en_attente)


@shared_task(file="indicateurs")
def prevoir_la_demande(**_) -> int:
    """Read the weeks up to yesterday, once a day; a night missed is made up for as soon as the clock runs again."""
    le = timezone.now()
    return int(prevoir_demande(jour=timezone.localdate(le), le=le) is not None)


@shared_task(plusieurs_transactions=True, file="placement")
def appliquer_regles(**_) -> int:
    """Put in force the dispatch orders announced for today or before; a second run finds it done."""
    return appliquer_regles_dues(le=timezone.now())


@shared_task(plusieurs_transactions=True, file="placement")
def reclasser_file(**_) -> int:
    """Class again the requests that time alone moved (a wait beyond the norm); a second run changes nothing."""
    return reclasser_la_file(le=timezone.now())


@shared_task(file="indicateurs")
def prevoir_les_attentes(**_) -> int:
    """Judge past forecasts when the last edition is old, then forecast every wait, once a day."""
    le = timezone.now()
    jour = timezone.localdate(le)
    etalonner_attentes(jour=jour, le=le)
    return int(prevoir_attentes(jour=jour, le=le) is not None)


def _faire_les_pas(pas: str, dus: Callable[..., QuerySet[Groupe]]) -> int:
    """Take this step for each due group, one transaction each; a group another worker holds waits for the next run."""
    le = timezone.now()
    faits = 0
    for groupe_id in _a_traiter(dus(au=timezone.localdate(le))):
        with portee(Acteur.systeme()):
            groupe = Groupe.objects.get(pk=groupe_id)
            try:
                faire_pas_groupe(groupe=groupe, pas=pas, acteur=Acteur.systeme(), le=le)
                faits += 1
            except TransitionRefusee:
                continue  # Someone took the step since the list was read.
    return faits


@shared_task(plusieurs_transactions=True, file="placement")
def suivre_replacements(**_) -> int:
    """Write what came of the people of closed groups: a new seat, or a request that ended."""
    return _suivre(replacements_a_constater(), constater_la_suite, "replacement")


@shared_task(plusieurs_transactions=True, file="courriels")
def suivre_recommandations(**_) -> int:
    """End referrals past their delay, find the request of those who were invited, bring preferences back."""
    return _suivre(recommandations_a_suivre(le=timezone.now()), recommandations.suivre, "recommandation")


def _suivre(objets: QuerySet[Any], action: Callable[..., Any], nom: str) -> int:
    """Take the portal's own step for each, one transaction each; a second run finds nothing left."""
    le, faits = timezone.now(), 0
    for pk in _a_traiter(objets):
        with portee(Acteur.systeme()):
            faits += action(**{nom: objets.model._default_manager.get(pk=pk)}, le=le) is not None
    return faits


app.conf.beat_schedule = {
    **app.conf.beat_schedule,
    "offres-echues": {"task": "inscriptions.routines.expirer_offres", "schedule": 60.0},
    "offres-a-rappeler": {"task": "inscriptions.routines.rappeler_offres", "schedule": 300.0},
    "placements-inacheves": {"task": "inscriptions.routines.reprendre_placements", "schedule": 600.0},
    "groupes-a-commencer": {"task": "inscriptions.routines.commencer_groupes", "schedule": 600.0},
    "groupes-a-terminer": {"task": "inscriptions.routines.terminer_groupes", "schedule": 600.0},
    "premiers-cours": {"task": "inscriptions.routines.rappeler_premiers_cours", "schedule": 900.0},
    "parcours-echus": {"task": "inscriptions.routines.terminer_parcours_echus", "schedule": 3600.0},
    "attestations": {"task": "inscriptions.routines.reprendre_attestations", "schedule": 120.0},
    "demande-prevue": {"task": "inscriptions.routines.prevoir_la_demande", "schedule": 900.0},
    "priorites-annoncees": {"task": "inscriptions.routines.appliquer_regles", "schedule": 60.0},
    "priorites-du-jour": {"task": "inscriptions.routines.reclasser_file", "schedule": crontab(minute="7")},
    "attentes-prevues": {"task": "inscriptions.routines.prevoir_les_attentes", "schedule": 900.0},
    "demandes-de-place": {"task": "inscriptions.routines.reprendre_demandes_de_place", "schedule": 5.0},
    "replacements": {"task": "inscriptions.routines.suivre_replacements", "schedule": 120.0},
    "recommandations": {"task": "inscriptions.routines.suivre_recommandations", "schedule": 300.0},
    "places-liberees": {"task": "inscriptions.routines.ceder_places", "schedule": 120.0},
}
