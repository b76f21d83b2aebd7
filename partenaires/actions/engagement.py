"""What a signature sets going: the accounts the organisation will give, each with its day."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee, ouvrir
from partenaires.models import Entente, GenreLivrable, Livrable, Reddition

DE_REDDITION = (GenreLivrable.PERIODIQUE, GenreLivrable.FINAL)


@transaction.atomic
def materialiser(*, entente: Entente, acteur: Acteur, le: datetime) -> list[Reddition]:
    """Open one account for each deliverable that asks for one; return those that were missing, none the second time.

    Period and due day are copied from the signed deliverable, so that nothing moves them afterwards.
    """
    entente = entente.verrouillee()
    if not entente.est_engagee:
        raise TransitionRefusee(_("Une entente qui n’est pas signée n’engage à aucune reddition."))
    dernier = Reddition.objects.filter(entente=entente).aggregate(dernier=Max("numero"))["dernier"] or 0
    return [
        ouvrir(
            Reddition(
                entente=entente,
                organisation_id=entente.organisation_id,
                livrable=livrable,
                numero=numero,
                genre=livrable.genre,
                periode_du=livrable.periode_du,
                periode_au=livrable.periode_au,
                due_le=livrable.du_le,
            ),
            acteur=acteur,
            le=le,
        )
        for numero, livrable in enumerate(_sans_reddition(entente), dernier + 1)
    ]


def _sans_reddition(entente: Entente) -> QuerySet[Livrable]:
    """The deliverables that ask for an account and have none, in the order they are due."""
    attendus = Livrable.objects.actifs().filter(entente=entente, genre__in=DE_REDDITION, reddition=None)
    return attendus.order_by("du_le", "rang", "code")
