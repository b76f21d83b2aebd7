"""The control: the portal's web server with seats counted first, then taken, as one must never do."""

from __future__ import annotations

import uuid
from typing import Any

from guichet.wsgi import application
from inscriptions.actions import offre, sieges
from inscriptions.models import Groupe, OffreDePlace
from inscriptions.states import EtatOffre

__all__ = ["application"]

_GARDE = "AND g.places_prises < g.capacite"
_TENIR_SANS_COMPTER = sieges.TENIR.replace(_GARDE, "")
_tenir = sieges.tenir_siege


def compter_puis_tenir(*, groupe_id: uuid.UUID, **valeurs: Any) -> uuid.UUID | None:
    """Read how many seats are held; when one seems free, take it without looking again."""
    tenues = OffreDePlace.objects.filter(groupe=groupe_id, etat__in=(EtatOffre.PROPOSEE, EtatOffre.ACCEPTEE)).count()
    if tenues >= Groupe.objects.get(pk=groupe_id).capacite:
        return None
    return _tenir(groupe_id=groupe_id, **valeurs)


if _GARDE not in sieges.TENIR:
    raise RuntimeError("Le témoin ne retire plus rien : la garde a changé.")
sieges.TENIR = _TENIR_SANS_COMPTER
offre.tenir_siege = compter_puis_tenir
