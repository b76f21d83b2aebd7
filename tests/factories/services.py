"""Services rendered outside the portal, their files, the keys of the API."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from partenaires.models import JetonServices, LotServices, ServiceRendu
from tests.factories.guichet import OrganisationFactory
from tests.factories.inscriptions import ObjetACycleFactory


class LotServicesFactory(ObjetACycleFactory):
    """A file already applied, that may be undone for a day."""

    class Meta:
        model = LotServices

    organisation = factory.SubFactory(OrganisationFactory)
    source = "organisme"
    etat = "applique"
    nom_fichier = "services.csv"
    empreinte = "0" * 64
    nb_lignes = 1
    recu_le = factory.LazyFunction(timezone.now)
    applique_le = factory.LazyFunction(timezone.now)
    annulable_jusqu_au = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=24))


class ServiceFactory(DjangoModelFactory):
    class Meta:
        model = ServiceRendu

    organisation = factory.SubFactory(OrganisationFactory)
    source = "organisme"
    reference = factory.Sequence(lambda n: f"S-{n:05d}")
    activite = "accueil"
    date = date(2026, 3, 3)
    quantite = Decimal("1")
    unite = "rencontre_individuelle"
    clientele = "toutes"
    region_id = "06"
    personne_ref = "P-001"
    cree_le = factory.LazyFunction(timezone.now)


class JetonFactory(DjangoModelFactory):
    class Meta:
        model = JetonServices

    organisation = factory.SubFactory(OrganisationFactory)
    nom = "Notre système"
    empreinte = factory.Sequence(lambda n: f"{n:064d}")
    cree_le = factory.LazyFunction(timezone.now)
    expire_le = factory.LazyFunction(lambda: timezone.now() + timedelta(days=365))
