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
from indicateurs.actions.groupe_temoin import effacer_notes
from indicateurs.actions.vague import campagnes_dues, depouiller_vague, ouvrir_vague, suivre_vague, vagues_a_suivre
from indicateurs.filtre import AN, Filtre
from indicateurs.models import DemandeEdition, Edition, Export, Instantane, Scenario
from indicateurs.queries.direction import est_a_relire, lire_principes
from indicateurs.queries.editions import derniere_echeance
from indicateurs.states import EtatExport, EtatScenario
from indicateurs.tasks import calculer_scenario, figer_edition_demandee, figer_instantane, produire_export

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


@shared_task(file="indicateurs")
def reprendre_editions(**_) -> int:
    """Ask again for the edition that waited too long: what a lost message left."""
    oubliees = DemandeEdition.objects.filter(edition__isnull=True, echec="", demandee_le__lt=timezone.now() - PERDU)
    return len([figer_edition_demandee.delay(demande_id=str(pk)) for pk in oubliees.values_list("pk", flat=True)])


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


@shared_task(file="indicateurs", plusieurs_transactions=True)
def suivre_sondages(**_) -> int:
    """Open the waves that are due and not open, remind and close the others; return how many were opened."""
    le = timezone.now()
    with portee(Acteur.systeme()):
        dues = campagnes_dues(jour=timezone.localdate(le))
    ouvertes = 0
    for campagne_id in dues:
        with portee(Acteur.systeme()):
            ouvertes += ouvrir_vague(campagne_id=campagne_id, le=le) is not None
    with portee(Acteur.systeme()):
        vagues = vagues_a_suivre()
    for vague_id in vagues:
        with portee(Acteur.systeme()):
            suivre_vague(vague_id=vague_id, le=le)
    return ouvertes


@shared_task(file="indicateurs", plusieurs_transactions=True)
def depouiller_urnes(**_) -> int:
    """Count the sealed ballots that may be; a second run finds none more."""
    le, total = timezone.now(), 0
    with portee(Acteur.systeme()):
        vagues = vagues_a_suivre()
    for vague_id in vagues:
        with portee(Acteur.systeme()):
            total += depouiller_vague(vague_id=vague_id, le=le)
    return total


@shared_task(file="documents")
def effacer_notes_echues(**_) -> int:
    """Take away the words of focus groups' notes whose time is over; the findings stay."""
    return effacer_notes(le=timezone.now())


@shared_task(file="indicateurs")
def lire_accueil_direction(**_) -> int:
    """Read the figures of the direction's home before anyone opens it; return how many, none while they are recent."""
    le = timezone.now()
    filtre = Filtre.derniers_mois(AN, au=timezone.localdate(le))
    return len(lire_principes(filtre, le=le).par_code) if est_a_relire(filtre, le=le) else 0


app.conf.beat_schedule = {
    **app.conf.beat_schedule,
    "sondages": {"task": "indicateurs.routines.suivre_sondages", "schedule": 600.0},
    "urnes": {"task": "indicateurs.routines.depouiller_urnes", "schedule": 60.0, "options": {"expires": 50}},
    "notes-de-groupes": {"task": "indicateurs.routines.effacer_notes_echues", "schedule": 3600.0},
    "vues": {"task": "indicateurs.routines.envoyer_vues", "schedule": 600.0},
    "indicateurs": {"task": "indicateurs.tasks.incorporer", "schedule": CADENCE_S, "options": {"expires": 10}},
    "accueil-direction": {
        "task": "indicateurs.routines.lire_accueil_direction",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "indicateurs-du-jour": {"task": "indicateurs.routines.agreger_indicateurs", "schedule": 600.0},
    "editions": {"task": "indicateurs.routines.figer_editions", "schedule": 3600.0},
    "editions-demandees": {"task": "indicateurs.routines.reprendre_editions", "schedule": 600.0},
    "exports": {"task": "indicateurs.routines.suivre_exports", "schedule": 600.0},
    "scenarios-inacheves": {"task": "indicateurs.routines.reprendre_scenarios", "schedule": 600.0},
    "admissions": {"task": "indicateurs.routines.reprendre_admissions", "schedule": 300.0},
    "rapprochements": {"task": "indicateurs.tasks.comparer_admissions", "schedule": 60.0, "options": {"expires": 50}},
    "cohortes": {"task": "indicateurs.tasks.calculer_cohortes", "schedule": 60.0, "options": {"expires": 50}},
}
