"""The control: the portal's web server with seats counted first, then taken, as one must never do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.wsgi import application
from inscriptions.actions import places_libres, sieges
from inscriptions.models import Groupe, OffreDePlace
from inscriptions.states import EtatOffre

__all__ = ["application"]

_tenir = sieges.tenir_sieges


def compter_puis_tenir(lot: Sequence[sieges.Attribution], **options: Any) -> list[sieges.Tenue]:
    """Read how many seats are held; when one seems free, take it without looking again."""
    (attribution,) = lot
    with portee(Acteur.systeme()):
        tenues = OffreDePlace.objects.filter(
            groupe=attribution.groupe_id, etat__in=(EtatOffre.PROPOSEE, EtatOffre.ACCEPTEE)
        ).count()
        if tenues >= Groupe.objects.get(pk=attribution.groupe_id).capacite:
            return [sieges.Tenue(attribution, "complet")]
    return _tenir(lot, **options)


places_libres.tenir_sieges = compter_puis_tenir
