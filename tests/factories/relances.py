"""People to reach: a follow-up of absences, a campaign being prepared."""

from datetime import timedelta
from decimal import Decimal

import factory
from django.utils import timezone

from inscriptions.models import CampagneRelance, SuiviPersonne
from tests.factories.inscriptions import ObjetACycleFactory, PlaceFactory


class SuiviFactory(ObjetACycleFactory):
    class Meta:
        model = SuiviPersonne

    place = factory.SubFactory(PlaceFactory, commencee=True)
    genre = "absences"
    etat = "ouvert"
    cause = factory.SelfAttribute("place.pk")
    cause_le = factory.LazyFunction(timezone.now)
    inscription = factory.SelfAttribute("place.inscription")
    personne = factory.SelfAttribute("place.personne")
    region_id = factory.SelfAttribute("place.region_id")
    organisation = factory.SelfAttribute("place.organisation")
    ouvert_le = factory.LazyFunction(timezone.now)
    agir_le = factory.LazyFunction(timezone.localdate)


class CampagneFactory(ObjetACycleFactory):
    class Meta:
        model = CampagneRelance

    nom = "Retraits de l’automne"
    etat = "preparee"
    cible = "retiree"
    graine = 1
    taux_attendu = Decimal("0.10")
    effet_minimal = Decimal("0.05")
    taille_prevue = 686
    debit_heure = 600
    conclure_le = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=28))
