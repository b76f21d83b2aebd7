"""What an action leaves for later: documents made and sealed, files checked, a long file of services."""

from __future__ import annotations

import hashlib
import uuid

from celery import shared_task
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import connection
from django.utils import timezone

from partenaires.actions.document_entente import verifier_fichier
from partenaires.actions.document_table import verifier_fichier_table
from partenaires.actions.services import appliquer_lot
from partenaires.courriels_ententes import annoncer_tour
from partenaires.documents import rendre_document
from partenaires.documents_revue import rendre_revue
from partenaires.models import DocumentSigne, Revue, Signataire
from partenaires.signatures import Sceau, fournisseur


@shared_task(file="documents", autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def produire_revue(*, revue_id: str, **_) -> str:
    """Make the PDF of a review once and store it privately; a second run finds it made."""
    revue = (
        Revue.objects.filter(pk=revue_id, chemin="")
        .select_related("entente", "organisation")
        .select_for_update(of=("self",), skip_locked=True, no_key=True)
        .first()
    )
    if revue is None or not revue.contenu:
        return ""
    chemin, stockage = f"revues/{revue.pk.hex}-{revue.empreinte[:16]}.pdf", storages["prive"]
    if stockage.exists(chemin):  # A run that died after writing left the same words under the same name.
        stockage.delete(chemin)
    revue.chemin = stockage.save(chemin, ContentFile(rendre_revue(revue)))
    revue.save(update_fields=["chemin"])
    return revue.chemin


@shared_task(file="documents")
def verifier_document(*, document_id: str, **_) -> str:
    """Check a document of a request and give its verdict; a second run finds the verdict given."""
    return verifier_fichier(document_id)


@shared_task(file="documents")
def verifier_document_table(*, document_id: str, **_) -> str:
    """Check a document of a table of concertation and give its verdict; a second run finds the verdict given."""
    return verifier_fichier_table(document_id)


@shared_task(plusieurs_transactions=True, file="imports")
def appliquer_lot_confirme(*, lot_id: str, **_) -> int:
    """Write a long file of services; a second run finds it written."""
    return appliquer_lot(lot_id=uuid.UUID(lot_id), le=timezone.now())


@shared_task(file="documents", autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def produire_document(*, document_id: str, **_) -> str:
    """Make the PDF of a document to sign once, store it privately; a second run finds it made."""
    document = (
        DocumentSigne.objects.a_produire()
        .select_for_update(of=("self",), skip_locked=True)
        .filter(pk=document_id)
        .first()
    )
    if document is None:
        return ""
    contenu = rendre_document(document.contexte, identifiant=document.pk.bytes)
    document.pdf_sha256 = hashlib.sha256(contenu).hexdigest()
    document.chemin = _conserver(document, document.pdf_sha256, contenu)
    document.save(update_fields=["chemin", "pdf_sha256"])
    annoncer_tour(document, le=timezone.now())
    return document.chemin


@shared_task(file="documents", autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def sceller_document(*, document_id: str, **_) -> int:
    """Put in the file the signatures it lacks, in their order; returns how many, none the second time."""
    # One seals at a time, and nobody who signs meanwhile waits for the file: the row itself is not locked.
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 4))", [f"sceller:{document_id}"])
        (mon_tour,) = curseur.fetchone()
    document = DocumentSigne.objects.actifs().exclude(chemin="").filter(pk=document_id).first() if mon_tour else None
    if document is None:
        return 0
    dus = list(document.signataires.filter(signe_le__isnull=False, scelle_le=None).order_by("ordre"))
    if not dus:
        return 0
    with storages["prive"].open(document.fichier) as fichier:
        contenu = fournisseur().sceller(fichier.read(), [_sceau(signataire) for signataire in dus])
    document.signe_sha256 = hashlib.sha256(contenu).hexdigest()
    document.chemin_signe = _conserver(document, document.signe_sha256, contenu)
    document.save(update_fields=["chemin_signe", "signe_sha256"])
    Signataire.objects.filter(pk__in=[signataire.pk for signataire in dus]).update(scelle_le=timezone.now())
    return len(dus)


def _sceau(signataire: Signataire) -> Sceau:
    assert signataire.signe_le is not None
    nom = signataire.signe_nom
    titre = signataire.titre if nom == signataire.nom else f"{signataire.titre} (par délégation de {signataire.nom})"
    return Sceau(champ=f"Signature{signataire.ordre}", nom=nom, titre=titre, le=signataire.signe_le)


def _conserver(document: DocumentSigne, sha256: str, contenu: bytes) -> str:
    """Write the file; a run that died after writing left the same bytes under the same name."""
    chemin, stockage = f"ententes/{document.pk.hex}-{sha256[:16]}.pdf", storages["prive"]
    if stockage.exists(chemin):
        stockage.delete(chemin)
    return stockage.save(chemin, ContentFile(contenu))
