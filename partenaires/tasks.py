"""What an action leaves for later: the document of a review, the check of a document given, a long file of services."""

from __future__ import annotations

import uuid

from celery import shared_task
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from partenaires.actions.document_entente import verifier_fichier
from partenaires.actions.services import appliquer_lot
from partenaires.documents_revue import rendre_revue
from partenaires.models import Revue


@shared_task(file="documents", autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def produire_revue(*, revue_id: str, **_) -> str:
    """Make the PDF of a review once and store it privately; a second run finds it made."""
    revue = (
        Revue.objects.filter(pk=revue_id, chemin="")
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


@shared_task(plusieurs_transactions=True, file="imports")
def appliquer_lot_confirme(*, lot_id: str, **_) -> int:
    """Write a long file of services; a second run finds it written."""
    return appliquer_lot(lot_id=uuid.UUID(lot_id), le=timezone.now())
