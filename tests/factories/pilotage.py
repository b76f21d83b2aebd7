"""Plans, their lines and proofs; lines of the register of improvement, in any state."""

from datetime import date, timedelta
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from indicateurs.models import Amelioration
from partenaires.models import LigneDePlan, PlanAction, PreuveDePlan
from tests.factories.inscriptions import ObjetACycleFactory


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = PlanAction
        django_get_or_create = ("code",)

    code = "plan-essai"
    titre = "Plan d’essai"
    source = "Essai, 2026"
    publie_le = date(2026, 1, 15)


class LigneDePlanFactory(ObjetACycleFactory):
    """An action nobody has begun."""

    class Meta:
        model = LigneDePlan

    class Params:
        realisee = factory.Trait(etat="realisee", finie_le=factory.LazyFunction(timezone.now))

    plan = factory.SubFactory(PlanFactory)
    code = factory.Sequence(lambda n: f"A{n}")
    genre = "action"
    volet = "francisation"
    titre = "Faire quelque chose"
    texte = "Faire quelque chose, et le montrer."
    etat = "a_entreprendre"


class PreuveFactory(DjangoModelFactory):
    class Meta:
        model = PreuveDePlan

    ligne = factory.SubFactory(LigneDePlanFactory)
    genre = "ecran"
    cle = "/pertes/"
    libelle = "Le registre des pertes"
    ajoutee_le = factory.LazyFunction(timezone.now)


class AmeliorationFactory(ObjetACycleFactory):
    """A finding; `planifiee` and `en_place` expect two points more attendance, before and after."""

    class Meta:
        model = Amelioration

    class Params:
        planifiee = factory.Trait(
            etat="planifiee",
            cause="Les horaires changent sans avis.",
            mesure_prise="Un avis deux semaines avant chaque changement d’horaire.",
            responsable="Direction pédagogique",
            indicateur="assiduite",
            version=1,
            sens="hausse",
            ampleur=Decimal("0.02"),
            effet_attendu_le=factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=90)),
            methode="avant_apres",
            mois_prevus=6,
            nombre_prevu=30,
        )
        en_place = factory.Trait(
            planifiee=True,
            etat="en_place",
            mise_en_place_le=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=240)),
        )

    titre = "L’assiduité baisse"
    constat = "L’assiduité baisse depuis trois mois."
    origine = "plainte"
    constatee_le = factory.LazyFunction(timezone.localdate)
    etat = "constatee"
