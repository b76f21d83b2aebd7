"""Signed-in test clients, one per role."""

from __future__ import annotations

from django.test import Client

from guichet.acteurs import ROLES_PARTENAIRE, Role
from guichet.comptes.session import CLE_ADHESION, CLE_AMF, CLE_PERSONNE
from guichet.models import Organisation, Personne
from tests.factories.guichet import AdhesionFactory, OrganisationFactory, PersonneFactory, UtilisateurFactory


def connecter(
    role: str,
    *,
    personne: Personne | None = None,
    organisation: Organisation | None = None,
    regions: list[str] | None = None,
    avec_amf: bool = True,
) -> Client:
    """A client whose session acts under this role; `client.acteur_de_test` holds the person or the membership."""
    client = Client()
    if role == Role.PERSONNE:
        personne = personne or PersonneFactory()
        if personne.utilisateur is None:
            personne.utilisateur = UtilisateurFactory()
            personne.save(update_fields=["utilisateur"])
        return ouvrir(client, personne.utilisateur, {CLE_PERSONNE: str(personne.pk), CLE_ADHESION: ""}, personne)
    if role in ROLES_PARTENAIRE:
        organisation = organisation or OrganisationFactory()
    adhesion = AdhesionFactory(role=role, organisation=organisation, regions=regions or [])
    session = {CLE_ADHESION: str(adhesion.pk)} | ({CLE_AMF: True} if avec_amf else {})
    return ouvrir(client, adhesion.utilisateur, session, adhesion)


def ouvrir(client: Client, utilisateur, session: dict, acteur) -> Client:
    """The client signed in as this account, with these keys of its session."""
    client.force_login(utilisateur, backend="guichet.comptes.authentification.ComptesActifs")
    ouverte = client.session
    ouverte.update(session)
    ouverte.save()
    client.acteur_de_test = acteur  # type: ignore[attr-defined]
    return client
