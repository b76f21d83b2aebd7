"""A request from the first click to the decision, and who takes each step."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.test import Client
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from partenaires.models import Entente
from tests.connexion import connecter
from tests.factories.demandes import CritereFactory, DocumentExigeFactory, DocumentFactory
from tests.factories.ententes import (
    ActiviteAdmissibleFactory,
    ActiviteFactory,
    AppelFactory,
    EntenteFactory,
    LigneBudgetFactory,
    LivrableFactory,
    VoletFactory,
)
from tests.factories.guichet import OrganisationFactory, UtilisateurFactory


def volet_complet(**champs: Any) -> Any:
    """A volet with an activity, a mandatory document, two criteria."""
    volet = VoletFactory(**champs)
    ActiviteAdmissibleFactory(volet=volet, code="cours", nom="Cours de groupe", prix_maximum=Decimal("25"))
    DocumentExigeFactory(volet=volet)
    CritereFactory(volet=volet, code="pertinence", libelle="Pertinence", poids=3, note_max=5)
    CritereFactory(volet=volet, code="capacite", libelle="Capacité", poids=1, note_max=10)
    return volet


def demande_complete(etat: str = "ebauche", *, document: bool = True, **champs: Any) -> Entente:
    """A request in which nothing is missing: 80,000 $ asked of 100,000 $ of costs."""
    champs.setdefault("organisation", OrganisationFactory(neq=champs.pop("neq", "1144455566")))
    champs.setdefault("volet", volet_complet())
    champs.setdefault("montant_demande", Decimal("80000"))
    champs.setdefault("debut", timezone.localdate() + timedelta(days=30))
    entente = EntenteFactory(etat=etat, **champs)
    if etat == "soumise":
        Entente.objects.filter(pk=entente.pk).update(soumise_le=timezone.now())
    ActiviteFactory(entente=entente, code="cours")
    LigneBudgetFactory(entente=entente, code="salaires", montant=Decimal("100000"))
    LivrableFactory(entente=entente, code="reddition-1")
    if document:
        DocumentFactory(entente=entente, juge_conforme=True)
    entente.refresh_from_db()
    return entente


def appel_ouvert(**champs: Any) -> Any:
    """An open call of a complete volet."""
    return AppelFactory(volet=volet_complet(), **champs)


def acteur(role: Role, organisation: Any = None, utilisateur: Any = None) -> Acteur:
    """Someone with this role."""
    compte = utilisateur or UtilisateurFactory()
    return Acteur(
        role=role,
        utilisateur_id=compte.pk,
        organisation_id=organisation.pk if organisation else None,
        libelle=str(compte),
    )


def client_de(entente: Entente, role: str = "gestionnaire_partenaire") -> Client:
    """The browser of someone of the organisation."""
    return connecter(role, organisation=entente.organisation)


def texte(reponse: Any) -> str:
    """The page, as text."""
    return reponse.content.decode()


def en_trois(nom: str, jour: Any) -> dict[str, Any]:
    """A date as the three boxes send it."""
    return {f"{nom}_jour": jour.day, f"{nom}_mois": jour.month, f"{nom}_annee": jour.year}
