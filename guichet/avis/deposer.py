"""Put a message in the outbox."""

from __future__ import annotations

import time
import uuid
from datetime import datetime

from django.db import connection, transaction

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
        _relayer_apres_validation()
    return avis.pk if depose else None


def _relayer_apres_validation() -> None:
    """Wake the relay once for all the messages of a transaction: one run takes every message that is due.

    A call registered inside a savepoint leaves with it when it is rolled back: one still there will run if we commit.
    """
    if not any(appel is _relayer for _points, appel, _robuste in connection.run_on_commit):
        transaction.on_commit(_relayer, robust=True)


def _relayer() -> None:
    from guichet.tasks import relayer_avis

    relayer_avis.delay()


def relayer_bientot() -> None:
    """Wake the relay, at most once a second for this process: under a rush, one run takes the messages of all."""
    global _dernier_reveil
    if time.monotonic() - _dernier_reveil >= 1:
        _dernier_reveil = time.monotonic()
        _relayer()
