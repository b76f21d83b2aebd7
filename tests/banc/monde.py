"""Small worlds made in bulk: groups with seats, and signed-in persons who wait for them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.comptes.session import CLE_ADHESION, CLE_PERSONNE
from guichet.models import Journal, Personne, Utilisateur
from inscriptions.models import Groupe, Inscription
from tests.factories.guichet import OrganisationFactory
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, SessionCoursFactory

LOT = 1000


@dataclass(frozen=True)
class Demandeur:
    """A person who waits, the group she wants and her session."""

    inscription_id: uuid.UUID
    groupe_id: uuid.UUID
    session: str


def places_et_demandeurs(*, groupes: int, places: int, demandeurs: int) -> list[Demandeur]:
    """So many groups about to start with so many seats, and so many persons who want each, side by side."""
    debut = timezone.localdate() + timedelta(days=6)
    with portee(Acteur.systeme()):
        session = SessionCoursFactory(code="BANC", nom="Banc", debut=debut, fin=debut + timedelta(days=70))
        organisation = OrganisationFactory()
        classes = [
            GroupeFactory.build(
                session=session, organisation=organisation, capacite=places, minimum=1, numero=f"B-{i:05}"
            )
            for i in range(groupes)
        ]
        _creer_avec_journal(classes)
        inscriptions = _inscriptions(groupes * demandeurs)
        cles = ouvrir_sessions([i.personne for i in inscriptions])
    return [
        Demandeur(inscription.pk, classes[i // demandeurs].pk, cles[i]) for i, inscription in enumerate(inscriptions)
    ]


def _inscriptions(combien: int) -> list[Inscription]:
    comptes = [Utilisateur(email=f"banc{i}@exemple.test", password="!banc") for i in range(combien)]
    Utilisateur.objects.bulk_create(comptes, batch_size=LOT)
    personnes = [
        Personne(utilisateur=compte, prenom="Mei", nom=f"Chen {i}", courriel=compte.email, region_id="06")
        for i, compte in enumerate(comptes)
    ]
    Personne.objects.bulk_create(personnes, batch_size=LOT)
    inscriptions = [InscriptionFactory.build(personne=p, numero=f"BA-{i:06}") for i, p in enumerate(personnes)]
    _creer_avec_journal(inscriptions)
    return inscriptions


def _creer_avec_journal(objets: list[Any]) -> None:
    """Rows in any state, the journal row of each first, as the database demands."""
    modele: type[models.Model] = type(objets[0])
    systeme = Acteur.systeme()
    lignes = [
        Journal(
            objet_type=objet.CYCLE,
            objet_id=objet.pk,
            pas="ouvrir",
            vers=objet.etat,
            le=objet.etat_depuis,
            acteur_role=systeme.role,
            **{nom: valeur for nom, valeur in objet.rattachement().items() if valeur is not None},
        )
        for objet in objets
    ]
    Journal.objects.bulk_create(lignes, batch_size=LOT)
    modele._default_manager.bulk_create(objets, batch_size=LOT)


def ouvrir_sessions(personnes: list[Personne]) -> list[str]:
    """A signed-in session for each person; return their cookies."""
    magasin, expire = SessionStore(), timezone.now() + timedelta(hours=12)
    lignes = [
        Session(
            session_key=get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789"),
            session_data=magasin.encode(_contenu(personne)),
            expire_date=expire,
        )
        for personne in personnes
    ]
    Session.objects.bulk_create(lignes, batch_size=LOT)
    return [ligne.session_key for ligne in lignes]


def _contenu(personne: Personne) -> dict[str, str]:
    compte = personne.utilisateur
    assert compte is not None
    return {
        "_auth_user_id": str(compte.pk),
        "_auth_user_backend": "guichet.comptes.authentification.ComptesActifs",
        "_auth_user_hash": compte.get_session_auth_hash(),
        CLE_PERSONNE: str(personne.pk),
        CLE_ADHESION: "",
    }


def places_prises() -> dict[uuid.UUID, tuple[int, int]]:
    """For each group: seats counted, and capacity."""
    with portee(Acteur.systeme()):
        lignes = Groupe.objects.values_list("pk", "places_prises", "capacite")
        return {pk: (prises, capacite) for pk, prises, capacite in lignes}
