"""Admissions, their files, their links."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from indicateurs.models import CohorteAdmission, LotAdmissions, PersonneAdmise, Rapprochement
from tests.factories.guichet import PersonneFactory
from tests.factories.inscriptions import ObjetACycleFactory


class CohorteFactory(DjangoModelFactory):
    """A cohort already counted."""

    class Meta:
        model = CohorteAdmission
        django_get_or_create = ("mois", "population")

    mois = date(2026, 3, 1)
    population = "permanente"
    touchee_le = factory.LazyFunction(timezone.now)
    calculee_le = factory.LazyFunction(timezone.now)


class LotAdmissionsFactory(ObjetACycleFactory):
    """A file already applied, that may be undone for a day."""

    class Meta:
        model = LotAdmissions

    etat = "applique"
    nom_fichier = "admissions.csv"
    empreinte = "0" * 64
    nb_lignes = 1
    nb_ajouts = 1
    recu_le = factory.LazyFunction(timezone.now)
    applique_le = factory.LazyFunction(timezone.now)
    annulable_jusqu_au = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=24))


class PersonneAdmiseFactory(DjangoModelFactory):
    class Meta:
        model = PersonneAdmise

    cohorte = factory.SubFactory(CohorteFactory)
    cle = factory.Sequence(lambda n: f"A-{n:05d}")
    prenom = "Amina"
    nom = "Diallo"
    date_naissance = date(1991, 4, 23)
    region_id = "06"
    francais = "non"
    cree_le = factory.LazyFunction(timezone.now)


class RapprochementFactory(ObjetACycleFactory):
    """A doubtful pair."""

    class Meta:
        model = Rapprochement

    admise = factory.SubFactory(PersonneAdmiseFactory)
    cle = factory.SelfAttribute("admise.cle")
    population = factory.SelfAttribute("admise.cohorte.population")
    personne = factory.SubFactory(PersonneFactory)
    etat = "propose"
    methode = "nom_et_date"
    score = Decimal("0.9")
