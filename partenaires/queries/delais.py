"""By when is someone expected to act on an object of an entente? Business days of the dated parameters."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables
from guichet.referentiels.queries import jours_feries, parametre
from partenaires.attentes import attente_de


def agir_avant(objet: Any) -> date | None:
    """The last day of the delay of whoever acts next, counted from the day the ball came; None without a delay."""
    attente = attente_de(objet)
    if not attente.delai:
        return None
    depuis = timezone.localdate(objet.etat_depuis)
    return ajouter_jours_ouvrables(depuis, parametre(attente.delai, au=depuis), jours_feries())
