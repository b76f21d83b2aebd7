"""Final accountings, in any state."""

from __future__ import annotations

import factory
from django.utils import timezone

from partenaires.models import Decompte
from tests.factories.ententes import EntenteFactory
from tests.factories.inscriptions import ObjetACycleFactory


class DecompteFactory(ObjetACycleFactory):
    """Everything agreed was spent, nothing is paid yet."""

    class Meta:
        model = Decompte

    class Params:
        approuve = factory.Trait(etat="verrouille", approuve_le=factory.LazyFunction(timezone.now))

    entente = factory.SubFactory(EntenteFactory, active=True)
    organisation = factory.SelfAttribute("entente.organisation")
    etat = "etabli"
    convenu = factory.SelfAttribute("entente.montant_convenu")
    admissible = factory.SelfAttribute("convenu")
    verse = 0
    droit = factory.SelfAttribute("admissible")
    solde = factory.LazyAttribute(lambda o: o.droit - o.verse)
    etabli_le = factory.LazyFunction(timezone.now)
