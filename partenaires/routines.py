"""What the clock starts on a partner's path: "due and not done", one transaction each."""

from __future__ import annotations

import uuid
from datetime import timedelta

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.celery import app
from guichet.cloison import portee
from guichet.models import VerdictPiece
from partenaires.actions.agregats import rafraichir_tableau
from partenaires.actions.echeance import decider_echeances, declarations_a_traiter
from partenaires.actions.formation import calculer_formation
from partenaires.actions.ouverture import demander_ouvertures, laisser_passer
from partenaires.actions.reddition import preparer_si_due, redditions_a_preparer
from partenaires.actions.refonte import faire_avancer
from partenaires.actions.remplissage import prevoir_remplissages
from partenaires.actions.services import appliquer_lot, lots_a_appliquer
from partenaires.actions.versement import rendre_exigibles
from partenaires.models import DocumentEntente, DocumentSigne, DocumentTable, ExecutionFormation, Refonte
from partenaires.queries.ouvertures import cle_avancement, ouvertures_sans_suite
from partenaires.queries.versements import ententes_a_rendre_exigibles
from partenaires.states import EtatFormation
from partenaires.tasks import produire_document, sceller_document, verifier_document, verifier_document_table

# A request that its worker has not taken up by then was lost on the way.
DEMANDE_PERDUE = timedelta(minutes=20)
LOT = 500


@shared_task(plusieurs_transactions=True, file="placement")
def decider_groupes_envisages(**_) -> int:
    """At their date, provisional groups convert or lapse by themselves; a missed night is caught up with."""
    le = timezone.now()
    with portee(Acteur.systeme()):
        declarations = declarations_a_traiter(le=le)
    faits = 0
    for declaration_id in declarations:
        with portee(Acteur.systeme()):
            faits += decider_echeances(declaration_id=declaration_id, le=le)
    return faits


@shared_task(file="indicateurs")
def rafraichir_tableau_capacite(**_) -> int:
    """Bring the board of capacity up to date with what happened since."""
    return rafraichir_tableau(le=timezone.now())


@shared_task(plusieurs_transactions=True, file="placement")
def prevoir_remplissages_dus(**_) -> int:
    """Forecast the fill of provisional groups, new ones within minutes, the others twice a day."""
    return prevoir_remplissages(le=timezone.now())


@shared_task(plusieurs_transactions=True, file="placement")
def executer_formation(*, execution_id: str, **_) -> str:
    """Compute and verify a formation run; a second run finds the result and stops."""
    cle = cle_avancement(execution_id)
    try:
        return calculer_formation(
            execution_id=uuid.UUID(execution_id),
            le=timezone.now(),
            avancement=lambda texte: cache.set(cle, texte, 1200),
        )
    finally:
        cache.delete(cle)


@shared_task(plusieurs_transactions=True, file="placement")
def demander_les_ouvertures(*, execution_id: str, **_) -> int:
    """Ask partners for the groups of a confirmed run; a second run finds them asked."""
    return demander_ouvertures(execution_id=uuid.UUID(execution_id), le=timezone.now())


@shared_task(plusieurs_transactions=True, file="placement")
def reprendre_formations(**_) -> int:
    """Start again what a lost message left, and end the requests whose group was decided without an answer."""
    le = timezone.now()
    with portee(Acteur.systeme()):
        perdues = list(
            ExecutionFormation.objects.filter(
                etat=EtatFormation.DEMANDEE, demandee_le__lt=le - DEMANDE_PERDUE
            ).values_list("pk", flat=True)
        )
        a_demander = list(
            ExecutionFormation.objects.filter(
                etat=EtatFormation.CONFIRMEE, ouvertures=None, etat_depuis__gt=le - timedelta(days=7)
            ).values_list("pk", flat=True)
        )
        sans_suite = list(ouvertures_sans_suite().values_list("pk", flat=True)[:500])
    for pk in perdues:
        executer_formation.delay(execution_id=str(pk))
    faites = sum(bool(demander_ouvertures(execution_id=pk, le=le)) for pk in a_demander)
    return len(perdues) + faites + sum(laisser_passer(ouverture_id=pk, le=le) for pk in sans_suite)


@shared_task(plusieurs_transactions=True)
def rendre_versements_exigibles(**_) -> int:
    """Make due every instalment whose day and condition have come, one entente at a time."""
    le = timezone.now()
    with portee(Acteur.systeme()):
        ententes = ententes_a_rendre_exigibles(au=timezone.localdate(le))
    faits = 0
    for entente_id in ententes:
        with portee(Acteur.systeme()):
            faits += rendre_exigibles(entente_id=entente_id, le=le)
    return faits


@shared_task(file="documents")
def reprendre_documents(**_) -> int:
    """Ask again for the check of documents still in quarantine."""
    en_attente = (
        DocumentEntente.objects.actifs().filter(verdict=VerdictPiece.EN_QUARANTAINE).order_by("depose_le")[:100]
    )
    for document in en_attente:
        verifier_document.delay(document_id=str(document.pk))
    return len(en_attente)


@shared_task(file="documents")
def reprendre_documents_table(**_) -> int:
    """Ask again for the check of documents of tables still in quarantine."""
    en_attente = DocumentTable.objects.actifs().filter(verdict=VerdictPiece.EN_QUARANTAINE).order_by("depose_le")[:100]
    for document in en_attente:
        verifier_document_table.delay(document_id=str(document.pk))
    return len(en_attente)


@shared_task(plusieurs_transactions=True, file="imports")
def appliquer_lots_confirmes(**_) -> int:
    """Write the confirmed files of services whose message was lost; return how many lines changed."""
    le = timezone.now()
    with portee(Acteur.systeme()):
        lots = lots_a_appliquer()
    return sum(appliquer_lot(lot_id=lot_id, le=le) for lot_id in lots)


@shared_task(plusieurs_transactions=True, file="imports")
def preparer_redditions_dues(**_) -> int:
    """Count the figures of the accounts whose period is over; a missed night is caught up with."""
    le = timezone.now()
    with portee(Acteur.systeme()):
        dues = redditions_a_preparer(au=timezone.localdate(le))
    return sum(preparer_si_due(reddition_id=reddition_id, le=le) for reddition_id in dues)


@shared_task(plusieurs_transactions=True, file="documents")
def reprendre_signatures(**_) -> int:
    """Make the documents to sign that have no file, and put in files the signatures they lack."""
    with portee(Acteur.systeme()):
        sans_fichier = list(DocumentSigne.objects.a_produire().values_list("pk", flat=True)[:LOT])
        a_sceller = list(DocumentSigne.objects.a_sceller().distinct().values_list("pk", flat=True)[:LOT])
    for pk in sans_fichier:
        produire_document.delay(document_id=str(pk))
    for pk in a_sceller:
        sceller_document.delay(document_id=str(pk))
    return len(sans_fichier) + len(a_sceller)


@shared_task(plusieurs_transactions=True, file="courriels")
def suivre_refontes(**_) -> int:
    """Bring into force the redesigns whose day has come, make due the evaluations whose day has; how many moved."""
    le = timezone.now()
    with portee(Acteur.systeme()):
        dues = list(Refonte.objects.a_faire_avancer(au=timezone.localdate(le)).order_by("en_vigueur_le", "pk"))
    faites = 0
    for refonte in dues:
        with portee(Acteur.systeme()):
            # A long outage leaves both days behind.
            faites += bool(faire_avancer(refonte=refonte, le=le))
            faites += bool(faire_avancer(refonte=refonte, le=le))
    return faites


app.conf.beat_schedule = {
    **app.conf.beat_schedule,
    "refontes": {"task": "partenaires.routines.suivre_refontes", "schedule": 900.0},
    "remplissages": {"task": "partenaires.routines.prevoir_remplissages_dus", "schedule": 300.0},
    "tableau-capacite": {"task": "partenaires.routines.rafraichir_tableau_capacite", "schedule": 60.0},
    "documents-ententes": {"task": "partenaires.routines.reprendre_documents", "schedule": 60.0},
    "documents-tables": {"task": "partenaires.routines.reprendre_documents_table", "schedule": 60.0},
    "redditions": {"task": "partenaires.routines.preparer_redditions_dues", "schedule": 3600.0},
    "services-confirmes": {"task": "partenaires.routines.appliquer_lots_confirmes", "schedule": 300.0},
    "signatures-ententes": {"task": "partenaires.routines.reprendre_signatures", "schedule": 120.0},
    "formations": {"task": "partenaires.routines.reprendre_formations", "schedule": 600.0},
    "versements-exigibles": {"task": "partenaires.routines.rendre_versements_exigibles", "schedule": 900.0},
    "groupes-envisages": {"task": "partenaires.routines.decider_groupes_envisages", "schedule": 600.0},
}
