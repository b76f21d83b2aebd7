"""What the portal keeps for every app: accounts, persons, partners, reference data, journal, outbox."""

from guichet.models.avis import Avis, EtatAvis
from guichet.models.journal import Journal
from guichet.models.motif import Motif
from guichet.models.organisation import Adhesion, GenreOrganisation, Organisation
from guichet.models.personne import Canal, Personne, Sexe
from guichet.models.referentiels import *  # noqa: F403
from guichet.models.utilisateur import Utilisateur
from guichet.models.vieprivee import Consentement, LectureDossier, Piece, VerdictPiece

__all__ = [
    "Adhesion",
    "Avis",
    "Canal",
    "Consentement",
    "EtatAvis",
    "GenreOrganisation",
    "Journal",
    "LectureDossier",
    "Motif",
    "Organisation",
    "Personne",
    "Piece",
    "Sexe",
    "Utilisateur",
    "VerdictPiece",
]
