"""By when: the dates we promise and those we ask for, from the dated parameters and Québec's business days."""

from __future__ import annotations

from datetime import date

from guichet.referentiels.cache import memoriser
from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables
from guichet.referentiels.queries import jours_feries, parametre


@memoriser
def _apres(depart: date, cle: str) -> date:
    return ajouter_jours_ouvrables(depart, int(parametre(cle, au=depart)), jours_feries())


def date_reponse(deposee: date) -> date:
    """When the person has our answer on her eligibility."""
    return _apres(deposee, "delai_admissibilite_jours")


def fin_pour_completer(demandee: date) -> date:
    """Until when a returned request may be completed."""
    return _apres(demandee, "delai_completer_dossier_jours")


def date_evaluation(complete: date) -> date:
    """When we aim to have met the person to know her level."""
    return _apres(complete, "delai_evaluation_jours")


def date_visee_du_cours(complete: date) -> date:
    """The service standard: the first course starts by that day."""
    return _apres(complete, "norme_delai_jours_ouvrables")
