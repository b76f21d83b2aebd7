"""What exists before the journey begins: a partner and its school, a term, one account per role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from guichet.acteurs import Role
from guichet.models import Organisation, Utilisateur
from tests.factories.guichet import AdhesionFactory, OrganisationFactory, UtilisateurFactory
from tests.factories.inscriptions import LieuFactory, SessionCoursFactory


@dataclass(frozen=True)
class Compte:
    """An account as its owner knows it: the address, and the secret of the authenticator when one is set up."""

    courriel: str
    secret: str = ""


@dataclass(frozen=True)
class Decor:
    """The people and things the journey finds."""

    partenaire: str
    session: str
    conseiller: Compte
    agent: Compte
    analyste: Compte


def planter() -> Decor:
    """Build the scene; the term began a week ago, so that a group may begin today."""
    jour = timezone.localdate()
    organisation = OrganisationFactory(nom="Centre des Érables", region_id="06")
    LieuFactory(organisation=organisation, nom="Pavillon des Érables", region_id="06")
    session = SessionCoursFactory(
        code=f"{jour.year}-P", nom="Session du parcours", debut=jour - timedelta(7), fin=jour + timedelta(77)
    )
    return Decor(
        partenaire=organisation.nom,
        session=session.nom,
        conseiller=_compte(
            "conseil@exemple.test", "Lise Tremblay", Role.CONSEILLER, regions=["06"], second_facteur=False
        ),
        agent=_compte("agente@exemple.test", "Rose Belzile", Role.AGENT_PARTENAIRE, organisation=organisation),
        analyste=_compte("analyse@exemple.test", "Paul Roy", Role.ANALYSTE),
    )


def _compte(
    courriel: str,
    nom: str,
    role: Role,
    *,
    organisation: Organisation | None = None,
    regions: list[str] | None = None,
    second_facteur: bool = True,
) -> Compte:
    utilisateur = UtilisateurFactory(email=courriel, nom_affiche=nom)
    EmailAddress.objects.create(user=utilisateur, email=courriel, verified=True, primary=True)
    AdhesionFactory(utilisateur=utilisateur, role=role, organisation=organisation, regions=regions or [])
    return Compte(courriel, _second_facteur(utilisateur) if second_facteur else "")


def _second_facteur(utilisateur: Utilisateur) -> str:
    secret = generate_totp_secret()
    TOTP.activate(utilisateur, secret)
    return secret
