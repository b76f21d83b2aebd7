"""What a person's path keeps."""

from guichet.referentiels.formules import Filiere, Formule, Mode
from inscriptions.models.campagne import Bras, CampagneRelance, CibleCampagne, ParticipationCampagne, Strate
from inscriptions.models.capacite import ChangementCapacite, SiegeAjoute
from inscriptions.models.choix import (
    Besoin,
    CodePresence,
    Deplacement,
    Domicile,
    Jour,
    Objectif,
    Occupation,
    OrigineOffre,
    Periode,
    RefusDePlace,
)
from inscriptions.models.demande_de_place import DemandeDePlace
from inscriptions.models.evaluation import Evaluation, GenreEvaluation
from inscriptions.models.execution import DossierExecution, ExecutionPlacement, NonPlacement, PartieExecution
from inscriptions.models.groupe import Groupe, Lieu, SessionCours
from inscriptions.models.inscription import Inscription
from inscriptions.models.offre import OffreDePlace
from inscriptions.models.perte import ComplementDePerte, LigneDePerte, Preuve, RepereRegistre
from inscriptions.models.place import Place
from inscriptions.models.presence import AbsenceDeclaree, Presence, Seance
from inscriptions.models.prevision_attente import (
    EtalonnageAttente,
    NuitAttente,
    PrevisionAttente,
    RaisonSansPrevision,
)
from inscriptions.models.prevision_demande import PrevisionDemande
from inscriptions.models.priorite import RegleDePriorite
from inscriptions.models.recommandation import Recommandation
from inscriptions.models.refus_accueil import RefusAccueil
from inscriptions.models.replacement import DossierReplacement, Replacement
from inscriptions.models.resultat import Attestation, Resultat
from inscriptions.models.suivi_personne import GENRES_DU_PARTENAIRE, GenreSuivi, SuiviPersonne
from inscriptions.models.tentative import CANAUX_ENVOYES, CanalContact, TentativeContact

__all__ = [
    "CANAUX_ENVOYES",
    "GENRES_DU_PARTENAIRE",
    "AbsenceDeclaree",
    "Attestation",
    "Besoin",
    "Bras",
    "CampagneRelance",
    "CanalContact",
    "ChangementCapacite",
    "CibleCampagne",
    "CodePresence",
    "ComplementDePerte",
    "DemandeDePlace",
    "Deplacement",
    "Domicile",
    "DossierExecution",
    "DossierReplacement",
    "EtalonnageAttente",
    "Evaluation",
    "ExecutionPlacement",
    "Filiere",
    "Formule",
    "GenreEvaluation",
    "GenreSuivi",
    "Groupe",
    "Inscription",
    "Jour",
    "Lieu",
    "LigneDePerte",
    "Mode",
    "NonPlacement",
    "NuitAttente",
    "Objectif",
    "Occupation",
    "OffreDePlace",
    "OrigineOffre",
    "ParticipationCampagne",
    "PartieExecution",
    "Periode",
    "Place",
    "Presence",
    "Preuve",
    "PrevisionAttente",
    "PrevisionDemande",
    "RaisonSansPrevision",
    "Recommandation",
    "RefusAccueil",
    "RefusDePlace",
    "RegleDePriorite",
    "RepereRegistre",
    "Replacement",
    "Resultat",
    "Seance",
    "SessionCours",
    "SiegeAjoute",
    "Strate",
    "SuiviPersonne",
    "TentativeContact",
]
