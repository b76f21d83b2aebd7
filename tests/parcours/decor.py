"""What exists before the journey begins: a partner and its school, a term, one account per role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from guichet.acteurs import ROLES_PARTENAIRE, Role
from guichet.models import Organisation, Utilisateur
from tests.factories.demandes import CritereFactory
from tests.factories.ententes import ActiviteAdmissibleFactory, AppelFactory, VoletFactory
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
        conseiller=compte(
            "conseil@exemple.test", "Lise Tremblay", Role.CONSEILLER, regions=["06"], second_facteur=False
        ),
        agent=compte("agente@exemple.test", "Rose Belzile", Role.AGENT_PARTENAIRE, organisation=organisation),
        analyste=compte("analyse@exemple.test", "Paul Roy", Role.ANALYSTE),
    )


NOMS = {
    "organisme": "Rose Belzile",
    "gestion": "Anne Dubé",
    "approbation": "Denis Gagnon",
    "paiement": "Chantal Morin",
    "direction": "Hélène Caron",
}
ROLES = {
    "organisme": Role.GESTIONNAIRE_PARTENAIRE,
    "gestion": Role.GESTIONNAIRE_ENTENTES,
    "approbation": Role.APPROBATEUR,
    "paiement": Role.PAYEUR,
    "direction": Role.DIRECTION,
}


def planter_un_appel() -> dict[str, Compte]:
    """An open call whose period began long ago, and five people who never take each other's part."""
    jour = timezone.localdate()
    organisation = OrganisationFactory(nom="Centre des Érables", region_id="06", neq="1144455566", genre="organisme")
    volet = VoletFactory(nom="Cours de groupe", version__depenses_admissibles=["Salaires", "Locaux"])
    ActiviteAdmissibleFactory(volet=volet, code="cours", prix_maximum=Decimal("25"))
    CritereFactory(volet=volet, code="pertinence", libelle="Pertinence", poids=1, note_max=5)
    AppelFactory(
        titre="Cours de l’année",
        volet=volet,
        debut=jour - timedelta(days=200),
        fin=jour + timedelta(days=60),
        regions=["06"],
    )
    return {
        qui: compte(
            f"{qui}@exemple.test",
            nom,
            ROLES[qui],
            organisation=organisation if ROLES[qui] in ROLES_PARTENAIRE else None,
        )
        for qui, nom in NOMS.items()
    }


def compte(
    courriel: str,
    nom: str,
    role: Role,
    *,
    organisation: Organisation | None = None,
    regions: list[str] | None = None,
    second_facteur: bool = True,
) -> Compte:
    """An account under one role, with an authenticator unless it is still to be set up."""
    utilisateur = UtilisateurFactory(email=courriel, nom_affiche=nom)
    EmailAddress.objects.create(user=utilisateur, email=courriel, verified=True, primary=True)
    AdhesionFactory(utilisateur=utilisateur, role=role, organisation=organisation, regions=regions or [])
    return Compte(courriel, _second_facteur(utilisateur) if second_facteur else "")


def _second_facteur(utilisateur: Utilisateur) -> str:
    secret = generate_totp_secret()
    TOTP.activate(utilisateur, secret)
    return secret
