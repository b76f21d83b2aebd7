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
from indicateurs.models.alerte import Alerte, Borne, VeilleurIndicateur
from indicateurs.models.amelioration import (
    Amelioration,
    Conclusion,
    EffetMesure,
    MethodeEffet,
    OrigineConstat,
    SensEffet,
)
from indicateurs.models.edition import ChiffreFige, CorrectionChiffre, DemandeEdition, Edition, MatiereFigee
from indicateurs.models.export import Export, FormatExport, LectureExport
from indicateurs.models.fait import Fait, Profil, Repere
from indicateurs.models.groupe_temoin import Constat, GroupeTemoin, GuideEntretien, NotesDeGroupe, Recrue
from indicateurs.models.mesure import AgregatMesure, AgregatMesureAxe
from indicateurs.models.parcours import ParcoursTenu
from indicateurs.models.rapprochement import CleAdmise, ClePersonne, Methode, PersonneComparee, Rapprochement
from indicateurs.models.scenario import Instantane, OrigineInstantane, ResultatScenario, Scenario
from indicateurs.models.sondage import (
    GenreQuestion,
    Question,
    QuestionBanque,
    Sondage,
    ThemeSondage,
    VersionSondage,
)
from indicateurs.models.tentative_admission import TentativeAdmission
from indicateurs.models.vague import (
    AgregatSondage,
    CampagneSondage,
    Invitation,
    ModeReponse,
    Reponse,
    RythmeSondage,
    SourceReponse,
    StrateSondage,
    StrateVague,
    TexteLibre,
    Urne,
    VagueSondage,
)

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
    "AgregatSondage",
    "Alerte",
    "Amelioration",
    "Borne",
    "CampagneSondage",
    "ChiffreFige",
    "CleAdmise",
    "ClePersonne",
    "CohorteAdmission",
    "Conclusion",
    "Constat",
    "CorrectionChiffre",
    "DemandeEdition",
    "Edition",
    "EffetMesure",
    "EnvoiAdmissions",
    "EnvoiVue",
    "Export",
    "Fait",
    "FormatExport",
    "Francais",
    "GenreQuestion",
    "GroupeTemoin",
    "GuideEntretien",
    "Instantane",
    "Invitation",
    "IssueAdmission",
    "JetonAdmissions",
    "LectureExport",
    "LotAdmissions",
    "MatiereFigee",
    "Methode",
    "MethodeEffet",
    "ModeReponse",
    "NotesDeGroupe",
    "OrigineConstat",
    "OrigineInstantane",
    "ParcoursTenu",
    "PersonneAdmise",
    "PersonneComparee",
    "Population",
    "Profil",
    "Question",
    "QuestionBanque",
    "Rapprochement",
    "Recrue",
    "Repere",
    "Reponse",
    "ResultatScenario",
    "Rythme",
    "RythmeSondage",
    "Scenario",
    "SensEffet",
    "Sondage",
    "SourceReponse",
    "StrateSondage",
    "StrateVague",
    "TentativeAdmission",
    "TexteLibre",
    "ThemeSondage",
    "Urne",
    "VagueSondage",
    "VeilleurIndicateur",
    "VersionSondage",
]
