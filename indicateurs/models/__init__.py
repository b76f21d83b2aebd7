"""What the indicators keep: facts from the journal, roll-ups without persons."""

from indicateurs.models.agregat import PARTOUT, SANS_DELAI, AgregatAttente, AgregatAxe, AgregatDelai, AgregatMois
from indicateurs.models.alerte import Alerte, Borne
from indicateurs.models.fait import Fait, Profil, Repere
from indicateurs.models.mesure import AgregatMesure, AgregatMesureAxe
from indicateurs.models.scenario import Instantane, OrigineInstantane, ResultatScenario, Scenario

__all__ = [
    "PARTOUT",
    "SANS_DELAI",
    "AgregatAttente",
    "AgregatAxe",
    "AgregatDelai",
    "AgregatMesure",
    "AgregatMesureAxe",
    "AgregatMois",
    "Alerte",
    "Borne",
    "Fait",
    "Instantane",
    "OrigineInstantane",
    "Profil",
    "Repere",
    "ResultatScenario",
    "Scenario",
]
