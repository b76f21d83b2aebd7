"""Declarations of capacity and what they contain."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from partenaires.models import (
    Bassin,
    BesoinRessource,
    DeclarationCapacite,
    ExecutionFormation,
    GroupePropose,
    Ouverture,
    Ressource,
)
from tests.factories.guichet import OrganisationFactory
from tests.factories.inscriptions import GroupeFactory, ObjetACycleFactory, SessionCoursFactory


class DeclarationFactory(ObjetACycleFactory):
    """Traits are named like states; a draft by default."""

    class Meta:
        model = DeclarationCapacite

    class Params:
        deposee = factory.Trait(etat="deposee", deposee_le=factory.LazyFunction(timezone.now))

    organisation = factory.SubFactory(OrganisationFactory)
    session = factory.SubFactory(SessionCoursFactory)
    etat = "brouillon"
    heures_disponibles = Decimal("2000")
    decision_le = factory.LazyAttribute(lambda o: o.session.debut - timedelta(days=28))


class RessourceFactory(DjangoModelFactory):
    class Meta:
        model = Ressource

    declaration = factory.SubFactory(DeclarationFactory)
    organisation = factory.SelfAttribute("declaration.organisation")
    reference = factory.Sequence(lambda n: f"R{n}")
    genre = "enseignant"
    nom = "Enseignante du soir"
    cellules = ["lun_soir", "mar_soir", "mer_soir", "jeu_soir"]


class BassinFactory(DjangoModelFactory):
    class Meta:
        model = Bassin

    declaration = factory.SubFactory(DeclarationFactory)
    organisation = factory.SelfAttribute("declaration.organisation")
    region_id = "06"
    reference = factory.Sequence(lambda n: f"B{n}")
    nombre = 3
    niveau = 1
    niveau_max = 4
    formule = "temps_partiel"
    mode = "en_ligne"
    horaires = ["lun_soir mer_soir", "mar_soir jeu_soir"]
    heures_par_semaine = Decimal("6")
    capacite = 18
    minimum = 11
    debut = factory.SelfAttribute("declaration.session.debut")
    fin = factory.SelfAttribute("declaration.session.fin")
    cout = Decimal("9000")
    decision_le = factory.SelfAttribute("declaration.decision_le")


class ProposeFactory(DjangoModelFactory):
    """A provisional group and its `Groupe` in state `envisage`."""

    class Meta:
        model = GroupePropose

    declaration = factory.SubFactory(DeclarationFactory)
    organisation = factory.SelfAttribute("declaration.organisation")
    groupe = factory.SubFactory(
        GroupeFactory,
        etat="envisage",
        organisation=factory.SelfAttribute("..declaration.organisation"),
        session=factory.SelfAttribute("..declaration.session"),
    )
    reference = factory.Sequence(lambda n: f"G{n}")
    cout = Decimal("9000")
    decision_le = factory.SelfAttribute("declaration.decision_le")


class BesoinFactory(DjangoModelFactory):
    class Meta:
        model = BesoinRessource

    propose = factory.SubFactory(ProposeFactory)
    declaration = factory.SelfAttribute("propose.declaration")
    organisation = factory.SelfAttribute("propose.organisation")
    ressource = factory.SubFactory(RessourceFactory, declaration=factory.SelfAttribute("..propose.declaration"))


class FormationFactory(ObjetACycleFactory):
    """A formation run; asked by default."""

    class Meta:
        model = ExecutionFormation

    session = factory.SubFactory(SessionCoursFactory)
    regions = ["06"]
    etat = "demandee"
    demandee_le = factory.LazyFunction(timezone.now)
    graine = 1


class OuvertureFactory(ObjetACycleFactory):
    """A group that a confirmed run asks of its partner."""

    class Meta:
        model = Ouverture

    execution = factory.SubFactory(FormationFactory, etat="confirmee")
    propose = factory.SubFactory(ProposeFactory)
    organisation = factory.SelfAttribute("propose.organisation")
    etat = "a_repondre"
    offre = factory.LazyAttribute(lambda o: f"g:{o.propose.pk}")
    effectif = 12
    repondre_avant = factory.SelfAttribute("propose.decision_le")
