"""What the indicators keep: facts from the journal, roll-ups without persons."""

from indicateurs.models.agregat import SANS_DELAI, AgregatAttente, AgregatJour
from indicateurs.models.fait import Fait, Repere
from indicateurs.models.scenario import Instantane, OrigineInstantane, ResultatScenario, Scenario

__all__ = [
    "SANS_DELAI",
    "AgregatAttente",
    "AgregatJour",
    "Fait",
    "Instantane",
    "OrigineInstantane",
    "Repere",
    "ResultatScenario",
    "Scenario",
]
