"""The control: the portal's web server with seats counted first, then taken, as one must never do."""

from __future__ import annotations

import time
from datetime import datetime

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.wsgi import application
from inscriptions.actions import places_libres, sieges
from inscriptions.models import Groupe, OffreDePlace, OrigineOffre, RefusDePlace
from inscriptions.states import OFFRES_VIVES, EtatOffre

__all__ = ["application"]

# Between the count and the seat, what any page does there: read, compute, wait for its turn.
HESITATION_S = 0.02


def compter_puis_tenir(attribution: sieges.Attribution, le: datetime) -> tuple[str, str]:
    """Read how many seats are held; when one seems free, take it without looking again, and record no request."""
    with portee(Acteur.systeme()):
        vives = OffreDePlace.objects.filter(groupe=attribution.groupe_id, etat__in=(*OFFRES_VIVES, EtatOffre.ACCEPTEE))
        if vives.count() >= Groupe.objects.get(pk=attribution.groupe_id).capacite:
            return "decidee", RefusDePlace.COMPLET
    time.sleep(HESITATION_S)
    (tenue,) = sieges.tenir_sieges([attribution], le=le, origine=OrigineOffre.DIRECTE, choisies=True)
    return "decidee", tenue.refus


# Neither the group's turn nor the table of requests stands before the count any more.
places_libres._demander = compter_puis_tenir
