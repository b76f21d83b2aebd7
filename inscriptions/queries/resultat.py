"""What can be asked of results: from when they are entered, and what is missing."""

from __future__ import annotations

from datetime import date

from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables
from guichet.referentiels.parametres import parametre
from guichet.referentiels.queries import jours_feries
from inscriptions.models import Groupe
from inscriptions.states import EtatGroupe


def resultats_saisissables_le(groupe: Groupe) -> date:
    """The first day on which the results of this group are entered."""
    avance = int(parametre("fenetre_resultats_jours", au=groupe.fin))
    return ajouter_jours_ouvrables(groupe.fin, -avance, jours_feries())


def resultats_ouverts(groupe: Groupe, *, au: date) -> bool:
    """True when results may be entered: the group runs or is over, and its end is near or past."""
    return groupe.etat in (EtatGroupe.EN_COURS, EtatGroupe.TERMINE) and au >= resultats_saisissables_le(groupe)
