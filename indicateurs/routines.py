"""The indicators' clock: fold what is new, take up what a lost message left, sum, watch and freeze when due."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.celery import app
from guichet.cloison import portee
from indicateurs.actions.abonnement import abonnements_dus, envoyer_echeance
from indicateurs.actions.admissions import ecrire_lot, lire_lot, lots_a_traiter
from indicateurs.actions.agreger import agreger, dernier_calcul
from indicateurs.actions.alerte import surveiller
from indicateurs.actions.edition import figer_edition
from indicateurs.actions.export import expirer
from indicateurs.models import Edition, Export, Instantane, Scenario
from indicateurs.queries.editions import derniere_echeance
from indicateurs.states import EtatExport, EtatScenario
from indicateurs.tasks import calculer_scenario, figer_instantane, produire_export

PERDU = timedelta(minutes=10)
CADENCE_S = 1.0
# A file this long in the making lost its worker.
EXPORT_PERDU = timedelta(minutes=20)


@shared_task(file="placement")
def reprendre_scenarios(**_) -> int:
    """Ask again for the snapshots and scenarios that waited too long: what a lost message left."""
    limite = timezone.now() - PERDU
    a_figer = Instantane.objects.filter(fige_le__isnull=True, demande_le__lt=limite).values_list("pk", flat=True)
    a_calculer = Scenario.objects.filter(etat=EtatScenario.DEMANDE, demande_le__lt=limite).values_list("pk", flat=True)
    figes = [figer_instantane.delay(instantane_id=str(pk)) for pk in a_figer]
    return len(figes + [calculer_scenario.delay(scenario_id=str(pk)) for pk in a_calculer])


@shared_task(file="indicateurs")
def agreger_indicateurs(**_) -> int:
    """Sum the figures no event gives when today's sum is not made, then watch every corridor; a second run stops."""
    le = timezone.now()
    if dernier_calcul() == timezone.localdate(le):
        return 0
    changees = agreger(le=le)
    surveiller(le=le)
    return changees


@shared_task(file="imports", plusieurs_transactions=True)
def reprendre_admissions(**_) -> int:
    """Read and write the files of admissions whose message was lost; return how many."""
    le = timezone.now()
    with portee(Acteur.systeme()):
        a_lire, a_ecrire = lots_a_traiter()
    faits = [lire_lot(lot_id=lot_id, le=le) for lot_id in a_lire]
    return len([*faits, *(ecrire_lot(lot_id=lot_id, le=le) for lot_id in a_ecrire)])


@shared_task(file="indicateurs")
def figer_editions(**_) -> int:
    """Freeze the edition the calendar asked for and nobody has made; return how many were made."""
    le = timezone.now()
    jour = timezone.localdate(le)
    echeance = derniere_echeance(jour)
    if Edition.objects.filter(echeance=echeance).exists():
        return 0
    return int(figer_edition(jour=jour, le=le, acteur=Acteur.systeme(), echeance=echeance) is not None)


@shared_task(file="documents")
def suivre_exports(**_) -> int:
    """Ask again for the exports a lost message left, and take away the files whose time is over."""
    le = timezone.now()
    en_cours = Export.objects.filter(etat__in=(EtatExport.DEMANDE, EtatExport.EN_COURS))
    oublies = en_cours.filter(etat_depuis__lt=le - EXPORT_PERDU).values_list("pk", flat=True)
    repris = [produire_export.delay(export_id=str(pk)) for pk in oublies]
    perimes = Export.objects.select_for_update(skip_locked=True).filter(etat=EtatExport.PRET, expire_le__lt=le)
    return len(repris + [expirer(export=export, le=le) for export in perimes])


@shared_task(file="documents", plusieurs_transactions=True)
def envoyer_vues(**_) -> int:
    """Send the views whose due date has come, one transaction each; return how many. A missed day is caught up with."""
    le = timezone.now()
    with portee(Acteur.systeme()):
        dus = abonnements_dus(jour=timezone.localdate(le))
    faits = 0
    for abonnement_id in dus:
        with portee(Acteur.systeme()):
            faits += envoyer_echeance(abonnement_id=abonnement_id, le=le)
    return faits


app.conf.beat_schedule = {
    **app.conf.beat_schedule,
    "vues": {"task": "indicateurs.routines.envoyer_vues", "schedule": 600.0},
    "indicateurs": {"task": "indicateurs.tasks.incorporer", "schedule": CADENCE_S, "options": {"expires": 10}},
    "indicateurs-du-jour": {"task": "indicateurs.routines.agreger_indicateurs", "schedule": 600.0},
    "editions": {"task": "indicateurs.routines.figer_editions", "schedule": 3600.0},
    "exports": {"task": "indicateurs.routines.suivre_exports", "schedule": 600.0},
    "scenarios-inacheves": {"task": "indicateurs.routines.reprendre_scenarios", "schedule": 600.0},
    "admissions": {"task": "indicateurs.routines.reprendre_admissions", "schedule": 300.0},
    "rapprochements": {"task": "indicateurs.tasks.comparer_admissions", "schedule": 60.0, "options": {"expires": 50}},
    "cohortes": {"task": "indicateurs.tasks.calculer_cohortes", "schedule": 60.0, "options": {"expires": 50}},
}
