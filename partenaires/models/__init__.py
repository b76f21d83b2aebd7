"""What a partner's path keeps."""

from partenaires.models.agregats import AgregatAttente, AgregatCapacite, FraicheurCapacite
from partenaires.models.appel import AppelProjets
from partenaires.models.avenant import Avenant, OperationTerme, TermeEntente
from partenaires.models.bassin import Bassin
from partenaires.models.besoin import BesoinTerrain, RegroupementBesoins, SourceBesoin, UrgenceBesoin
from partenaires.models.clause import ModeleClause
from partenaires.models.concertation import AbonnementCalendrier, MandatTable, TableConcertation
from partenaires.models.consultation import ResultatConsultation, SourceConsultation
from partenaires.models.consultation_table import ConsultationTable, GenrePosition, PositionMembre
from partenaires.models.contenu_entente import (
    ActiviteEntente,
    ClauseEntente,
    GenreLivrable,
    IndicateurEntente,
    LigneBudget,
    Livrable,
    SensIndicateur,
)
from partenaires.models.declaration import DeclarationCapacite
from partenaires.models.decompte import Decompte
from partenaires.models.delegation import DelegationPouvoir
from partenaires.models.demande import AvisEntente, DocumentEntente, NoteAnalyse
from partenaires.models.depot_reddition import DepotReddition
from partenaires.models.engagement_concertation import EngagementConcertation
from partenaires.models.entente import Entente
from partenaires.models.enveloppe import Enveloppe
from partenaires.models.exigences import CritereAnalyse, DocumentExige
from partenaires.models.formation import ExecutionFormation, Ouverture
from partenaires.models.groupe_propose import BesoinRessource, GroupePropose, semaines_entre
from partenaires.models.import_capacite import ImportCapacite
from partenaires.models.negociation import Commentaire, PartieEntente, VersionEntente
from partenaires.models.plan import GenreLigne, GenrePlan, GenrePreuve, LigneDePlan, PlanAction, PreuveDePlan, VoletPlan
from partenaires.models.programme import (
    ActiviteAdmissible,
    Clientele,
    Programme,
    SectionDeNorme,
    SectionNorme,
    UniteService,
    VersionProgramme,
    Volet,
)
from partenaires.models.qualite import Anomalie, GraviteAnomalie, PartQualite, TirageControles
from partenaires.models.reddition import DepenseReddition, NatureValeur, Reddition, ValeurReddition
from partenaires.models.refonte import NaturePreuve, PreuveRefonte, Refonte, SuiteRefonte
from partenaires.models.rencontre import (
    DecisionRencontre,
    DocumentTable,
    GenrePresence,
    GenreReponse,
    PointOrdreDuJour,
    PresenceRencontre,
    Rencontre,
    ReponseConvocation,
)
from partenaires.models.ressource import GenreRessource, Ressource
from partenaires.models.revue import ActionCorrective, ResponsableAction, Revue
from partenaires.models.service import EnvoiServices, JetonServices, LotServices, ServiceRendu, SourceService
from partenaires.models.signature import (
    DelegationSignature,
    DocumentSigne,
    ModeSignature,
    PartieSignataire,
    Signataire,
)
from partenaires.models.versement import ConditionVersement, Derogation, GenreVersement, LotPaiement, Versement

__all__ = [
    "AbonnementCalendrier",
    "ActionCorrective",
    "ActiviteAdmissible",
    "ActiviteEntente",
    "AgregatAttente",
    "AgregatCapacite",
    "Anomalie",
    "AppelProjets",
    "Avenant",
    "AvisEntente",
    "Bassin",
    "BesoinRessource",
    "BesoinTerrain",
    "ClauseEntente",
    "Clientele",
    "Commentaire",
    "ConditionVersement",
    "ConsultationTable",
    "CritereAnalyse",
    "DecisionRencontre",
    "DeclarationCapacite",
    "Decompte",
    "DelegationPouvoir",
    "DelegationSignature",
    "DepenseReddition",
    "DepotReddition",
    "Derogation",
    "DocumentEntente",
    "DocumentExige",
    "DocumentSigne",
    "DocumentTable",
    "EngagementConcertation",
    "Entente",
    "Enveloppe",
    "EnvoiServices",
    "ExecutionFormation",
    "FraicheurCapacite",
    "GenreLigne",
    "GenreLivrable",
    "GenrePlan",
    "GenrePosition",
    "GenrePresence",
    "GenrePreuve",
    "GenreReponse",
    "GenreRessource",
    "GenreVersement",
    "GraviteAnomalie",
    "GroupePropose",
    "ImportCapacite",
    "IndicateurEntente",
    "JetonServices",
    "LigneBudget",
    "LigneDePlan",
    "Livrable",
    "LotPaiement",
    "LotServices",
    "MandatTable",
    "ModeSignature",
    "ModeleClause",
    "NaturePreuve",
    "NatureValeur",
    "NoteAnalyse",
    "OperationTerme",
    "Ouverture",
    "PartQualite",
    "PartieEntente",
    "PartieSignataire",
    "PlanAction",
    "PointOrdreDuJour",
    "PositionMembre",
    "PresenceRencontre",
    "PreuveDePlan",
    "PreuveRefonte",
    "Programme",
    "Reddition",
    "Refonte",
    "RegroupementBesoins",
    "Rencontre",
    "ReponseConvocation",
    "ResponsableAction",
    "Ressource",
    "ResultatConsultation",
    "Revue",
    "SectionDeNorme",
    "SectionNorme",
    "SensIndicateur",
    "ServiceRendu",
    "Signataire",
    "SourceBesoin",
    "SourceConsultation",
    "SourceService",
    "SuiteRefonte",
    "TableConcertation",
    "TermeEntente",
    "TirageControles",
    "UniteService",
    "UrgenceBesoin",
    "ValeurReddition",
    "Versement",
    "VersionEntente",
    "VersionProgramme",
    "Volet",
    "VoletPlan",
    "semaines_entre",
]
