"""What the indicators keep: facts from the journal, roll-ups without persons."""

from indicateurs.models.agregat import SANS_DELAI, AgregatAttente, AgregatJour
from indicateurs.models.fait import Fait, Repere

__all__ = ["SANS_DELAI", "AgregatAttente", "AgregatJour", "Fait", "Repere"]
