"""Scenarios and the frozen queues they ask about."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from indicateurs.models import Instantane, Scenario
from tests.factories.inscriptions import ObjetACycleFactory, SessionCoursFactory


class InstantaneFactory(DjangoModelFactory):
    """Asked for and not frozen yet."""

    class Meta:
        model = Instantane

    session = factory.SubFactory(SessionCoursFactory)
    regions = ["06"]
    demande_le = factory.LazyFunction(timezone.now)


class ScenarioFactory(ObjetACycleFactory):
    class Meta:
        model = Scenario

    nom = "Essai"
    instantane = factory.SubFactory(InstantaneFactory)
    parametres = {
        "changements": [],
        "minimum": 10,
        "ordre": [],
        "version": None,
        "norme": None,
        "fermer_sous_minimum": False,
        "prix_heure": 95.0,
    }
    demande_le = factory.LazyFunction(timezone.now)
