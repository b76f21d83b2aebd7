"""A partner about to declare its capacity for winter 2027."""

from __future__ import annotations

from datetime import date
from typing import Any

from guichet.acteurs import Acteur, Role
from partenaires.models import DeclarationCapacite
from tests.connexion import connecter
from tests.factories.inscriptions import LieuFactory, SessionCoursFactory
from tests.factories.partenaires import DeclarationFactory
from tests.inscriptions.classe import a

JOUR = date(2026, 11, 23)
LE = a(JOUR, 10)
DECISION = date(2026, 12, 14)


def brouillon(**champs: Any) -> DeclarationCapacite:
    """A draft with its hours, its deadline and one place."""
    champs.setdefault("decision_le", DECISION)
    declaration = DeclarationFactory(session=SessionCoursFactory(), **champs)
    LieuFactory(organisation=declaration.organisation, nom="Pavillon central")
    return declaration


def agent(declaration: DeclarationCapacite) -> Acteur:
    """Someone of the partner."""
    return Acteur(role=Role.AGENT_PARTENAIRE, organisation_id=declaration.organisation_id, libelle="Agente")


def client_de(declaration: DeclarationCapacite) -> Any:
    """The browser of someone of the partner."""
    return connecter("gestionnaire_partenaire", organisation=declaration.organisation)


def saisie(**autres: Any) -> dict[str, Any]:
    """What a browser sends for a provisional group; other fields replace or, when None, remove."""
    donnees: dict[str, Any] = {
        "reference": "G-01",
        "niveau": "3",
        "niveau_max": "",
        "filiere": "reguliere",
        "formule": "temps_partiel",
        "mode": "en_ligne",
        "lieu": "",
        "horaire": ["lun_soir", "mer_soir"],
        "heures_par_semaine": "6",
        "capacite": "18",
        "minimum": "11",
        "cout": "9500",
        "ressources": [],
    }
    for nom, jour in (("debut", date(2027, 1, 11)), ("fin", date(2027, 3, 26)), ("decision_le", DECISION)):
        donnees |= {f"{nom}_jour": jour.day, f"{nom}_mois": jour.month, f"{nom}_annee": jour.year}
    return {nom: valeur for nom, valeur in (donnees | autres).items() if valeur is not None}
