"""What can be asked of meetings and attendance."""

from __future__ import annotations

from datetime import date

from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables
from guichet.referentiels.parametres import parametre
from guichet.referentiels.queries import jours_feries
from inscriptions.models import CodePresence, Seance

# Who came, late or not.
VENUS = frozenset({CodePresence.PRESENT, CodePresence.RETARD})


def verrou_le(seance: Seance) -> date:
    """The last day on which the roll of this meeting changes freely."""
    delai = int(parametre("delai_verrou_presences_jours", au=seance.date))
    return ajouter_jours_ouvrables(seance.date, delai, jours_feries())


def appel_verrouille(seance: Seance, *, au: date) -> bool:
    """True once the days given to take the roll have gone by."""
    return au > verrou_le(seance)
