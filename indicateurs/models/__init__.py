"""What the indicators keep: facts from the journal, roll-ups without persons."""

from indicateurs.models.abonnement import Abonnement, EnvoiVue, Rythme
from indicateurs.models.admission import (
    CohorteAdmission,
    EnvoiAdmissions,
    Francais,
    IssueAdmission,
    JetonAdmissions,
    LotAdmissions,
    PersonneAdmise,
    Population,
)
from indicateurs.models.agregat import PARTOUT, SANS_DELAI, AgregatAttente, AgregatAxe, AgregatDelai, AgregatMois
from indicateurs.models.agregat_cohorte import AgregatCohorte, AgregatPerteCohorte
from indicateurs.models.alerte import Alerte, Borne
from indicateurs.models.edition import ChiffreFige, CorrectionChiffre, Edition
from indicateurs.models.export import Export, FormatExport, LectureExport
from indicateurs.models.fait import Fait, Profil, Repere
from indicateurs.models.mesure import AgregatMesure, AgregatMesureAxe
from indicateurs.models.rapprochement import CleAdmise, ClePersonne, Methode, PersonneComparee, Rapprochement
from indicateurs.models.scenario import Instantane, OrigineInstantane, ResultatScenario, Scenario

__all__ = [
    "PARTOUT",
    "SANS_DELAI",
    "Abonnement",
    "AgregatAttente",
    "AgregatAxe",
    "AgregatCohorte",
    "AgregatDelai",
    "AgregatMesure",
    "AgregatMesureAxe",
    "AgregatMois",
    "AgregatPerteCohorte",
    "Alerte",
    "Borne",
    "ChiffreFige",
    "CleAdmise",
    "ClePersonne",
    "CohorteAdmission",
    "CorrectionChiffre",
    "Edition",
    "EnvoiAdmissions",
    "EnvoiVue",
    "Export",
    "Fait",
    "FormatExport",
    "Francais",
    "Instantane",
    "IssueAdmission",
    "JetonAdmissions",
    "LectureExport",
    "LotAdmissions",
    "Methode",
    "OrigineInstantane",
    "PersonneAdmise",
    "PersonneComparee",
    "Population",
    "Profil",
    "Rapprochement",
    "Repere",
    "ResultatScenario",
    "Rythme",
    "Scenario",
]
