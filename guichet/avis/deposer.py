"""Put a message in the outbox."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.models import Avis, Organisation, Personne


def deposer_avis(
    *,
    cle: str,
    canal: str,
    destinataire: str,
    objet: str,
    corps: str,
    du_le: datetime,
    corps_html: str = "",
    personne: Personne | None = None,
    organisation: Organisation | None = None,
) -> uuid.UUID | None:
    """Insert the message once; return its id, or None when its purpose `cle` already has one.

    Any actor may cause a message; the row itself belongs to the portal, hence the system's scope.
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
