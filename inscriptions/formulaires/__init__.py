"""The form of each step of a request."""

from inscriptions.formulaires.communs import FormulaireEnvoi, FormulaireEtape
from inscriptions.formulaires.consentements import FormulaireConsentements
from inscriptions.formulaires.coordonnees import FormulaireCoordonnees
from inscriptions.formulaires.identite import FormulaireIdentite
from inscriptions.formulaires.niveau import FormulaireEcrit, FormulaireOral
from inscriptions.formulaires.parcours import (
    FormulaireBesoins,
    FormulaireDisponibilites,
    FormulaireLangues,
    FormulairePreferences,
)
from inscriptions.formulaires.statut import FormulairePreuve, FormulaireStatut

__all__ = ["FORMULAIRES", "FormulaireEnvoi", "FormulaireEtape"]

FORMULAIRES: dict[str, type[FormulaireEtape]] = {
    "identite": FormulaireIdentite,
    "statut": FormulaireStatut,
    "preuve": FormulairePreuve,
    "coordonnees": FormulaireCoordonnees,
    "langues": FormulaireLangues,
    "besoins": FormulaireBesoins,
    "disponibilites": FormulaireDisponibilites,
    "preferences": FormulairePreferences,
    "oral": FormulaireOral,
    "ecrit": FormulaireEcrit,
    "consentements": FormulaireConsentements,
}
