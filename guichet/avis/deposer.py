"""Put a message in the outbox."""

from __future__ import annotations

import time
import uuid
from datetime import datetime

from django.db import transaction

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.models import Avis, Organisation, Personne

_dernier_reveil = 0.0


def deposer_avis(
    *,
    cle: str,
    canal: str,
    destinataire: str,
    objet: str = "",
    corps: str = "",
    du_le: datetime,
    corps_html: str = "",
    personne: Personne | None = None,
    organisation: Organisation | None = None,
) -> uuid.UUID | None:
    """Insert the message once; return its id, or None when its purpose `cle` already has one.

    Without a text, the relay writes it (`guichet.avis.redaction`): no lock waits for a page of words. Any actor may
    cause a message; the row itself belongs to the portal, hence the system's scope.
    """
    from guichet.tasks import relayer_avis

    avis = Avis(
        cle=cle,
        canal=canal,
        destinataire=destinataire,
        objet=objet[:200],
        corps=corps,
        corps_html=corps_html,
        personne=personne,
        organisation=organisation,
        region_id=personne.region_id if personne else None,
        du_le=du_le,
    )
    with portee(Acteur.systeme()):
        if Avis.objects.filter(cle=cle).exists():
            return None
        Avis.objects.bulk_create([avis], ignore_conflicts=True)
        depose = Avis.objects.filter(pk=avis.pk).exists()
    if depose:
        transaction.on_commit(lambda: relayer_avis.delay(), robust=True)
    return avis.pk if depose else None


def relayer_bientot() -> None:
    """Wake the relay, at most once a second for this process: under a rush, one run takes the messages of all."""
    from guichet.tasks import relayer_avis

    global _dernier_reveil
    if time.monotonic() - _dernier_reveil >= 1:
        _dernier_reveil = time.monotonic()
        relayer_avis.delay()
