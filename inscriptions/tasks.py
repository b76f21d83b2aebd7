"""What an action leaves for later: the file of an attestation."""

from __future__ import annotations

import hashlib

from celery import shared_task
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from inscriptions import courriels_cours as courriels
from inscriptions.documents import rendre_attestation
from inscriptions.models import Attestation


@shared_task(file="documents", autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def produire_attestation(*, attestation_id: str, **_) -> str:
    """Make the PDF once, store it privately, tell the person; a second run finds it made."""
    attestation = (
        Attestation.objects.a_produire()
        .select_for_update(of=("self",), skip_locked=True)
        .filter(pk=attestation_id)
        .first()
    )
    if attestation is None:
        return ""
    contenu = rendre_attestation(attestation)
    attestation.sha256 = hashlib.sha256(contenu).hexdigest()
    attestation.chemin = _conserver(f"attestations/{attestation.pk.hex}-{attestation.sha256[:16]}.pdf", contenu)
    attestation.save(update_fields=["chemin", "sha256"])
    courriels.annoncer_attestation(attestation, le=timezone.now())
    return attestation.chemin


def _conserver(chemin: str, contenu: bytes) -> str:
    """Write the file; a run that died after writing left the same bytes under the same name."""
    stockage = storages["prive"]
    if stockage.exists(chemin):
        stockage.delete(chemin)
    return stockage.save(chemin, ContentFile(contenu))
