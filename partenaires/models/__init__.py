"""What a partner's path keeps."""

from partenaires.models.agregats import AgregatAttente, AgregatCapacite, FraicheurCapacite
from partenaires.models.appel import AppelProjets
from partenaires.models.avenant import Avenant, OperationTerme, TermeEntente
from partenaires.models.bassin import Bassin
from partenaires.models.clause import ModeleClause
from partenaires.models.consultation import ResultatConsultation, SourceConsultation
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
from partenaires.models.entente import Entente
from partenaires.models.enveloppe import Enveloppe
from partenaires.models.exigences import CritereAnalyse, DocumentExige
from partenaires.models.formation import ExecutionFormation, Ouverture
from partenaires.models.groupe_propose import BesoinRessource, GroupePropose, semaines_entre
from partenaires.models.import_capacite import ImportCapacite
from partenaires.models.negociation import Commentaire, PartieEntente, VersionEntente
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
    "ClauseEntente",
    "Clientele",
    "Commentaire",
    "ConditionVersement",
    "CritereAnalyse",
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
    "Entente",
    "Enveloppe",
    "EnvoiServices",
    "ExecutionFormation",
    "FraicheurCapacite",
    "GenreLivrable",
    "GenreRessource",
    "GenreVersement",
    "GraviteAnomalie",
    "GroupePropose",
    "ImportCapacite",
    "IndicateurEntente",
    "JetonServices",
    "LigneBudget",
    "Livrable",
    "LotPaiement",
    "LotServices",
    "ModeSignature",
    "ModeleClause",
    "NatureValeur",
    "NoteAnalyse",
    "OperationTerme",
    "Ouverture",
    "PartQualite",
    "PartieEntente",
    "PartieSignataire",
    "Programme",
    "Reddition",
    "ResponsableAction",
    "Ressource",
    "ResultatConsultation",
    "Revue",
    "SectionDeNorme",
    "SectionNorme",
    "SensIndicateur",
    "ServiceRendu",
    "Signataire",
    "SourceConsultation",
    "SourceService",
    "TermeEntente",
    "TirageControles",
    "UniteService",
    "ValeurReddition",
    "Versement",
    "VersionEntente",
    "VersionProgramme",
    "Volet",
    "semaines_entre",
]
