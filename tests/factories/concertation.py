"""Tables of concertation, meetings, questions and promises; traits are named like states."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from partenaires.models import (
    ConsultationTable,
    DecisionRencontre,
    DocumentTable,
    EngagementConcertation,
    MandatTable,
    Rencontre,
    ReponseConvocation,
    TableConcertation,
)
from tests.factories.guichet import OrganisationFactory
from tests.factories.inscriptions import ObjetACycleFactory


def dans(jours: int):
    """That many days from today."""
    return factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=jours))


def a(jours: int, heures: int = 0):
    """That many days and hours from now."""
    return factory.LazyFunction(lambda: timezone.now() + timedelta(days=jours, hours=heures))


class TableFactory(DjangoModelFactory):
    class Meta:
        model = TableConcertation
        django_get_or_create = ("region_id",)

    region_id = "06"
    nom = "Table régionale, Montréal"
    mandat = "Se concerter."
    ouverte_le = a(-400)


class MandatFactory(DjangoModelFactory):
    class Meta:
        model = MandatTable

    table = factory.SubFactory(TableFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    titre = "les organismes d’accueil"
    representant = "A. Tremblay"
    du = dans(-300)
    donne_le = a(-300)


class RencontreFactory(ObjetACycleFactory):
    """In preparation, in ten days."""

    class Meta:
        model = Rencontre

    class Params:
        convoquee = factory.Trait(etat="convoquee", convoquee_le=a(-1))
        tenue = factory.Trait(etat="convoquee", convoquee_le=a(-30), debut=a(-2), fin=a(-2, 2))
        consignee = factory.Trait(
            etat="consignee",
            convoquee_le=a(-30),
            debut=a(-2),
            fin=a(-2, 2),
            compte_rendu="Ce qui a été dit.",
            redige_le=a(-1),
            approuve_le=a(-1),
            empreinte="a" * 64,
        )

    table = factory.SubFactory(TableFactory)
    region_id = factory.SelfAttribute("table.region_id")
    etat = "preparee"
    sujet = "Rencontre d’automne"
    debut = a(10)
    fin = a(10, 2)
    lieu = "En ligne"
    modifiee_le = a(-1)


class ReponseFactory(DjangoModelFactory):
    """A member comes to a meeting it was called to."""

    class Meta:
        model = ReponseConvocation

    rencontre = factory.SubFactory(RencontreFactory, convoquee=True)
    table = factory.SelfAttribute("rencontre.table")
    organisation = factory.LazyAttribute(lambda o: MandatFactory(table=o.rencontre.table).organisation)
    reponse = "presente"
    donnee_le = factory.LazyFunction(timezone.now)


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = DecisionRencontre

    rencontre = factory.SubFactory(RencontreFactory, tenue=True)
    table = factory.SelfAttribute("rencontre.table")
    rang = factory.Sequence(lambda n: n + 1)
    texte = "La table retient cette priorité."
    prise_le = a(-1)


class ConsultationFactory(ObjetACycleFactory):
    """Open, for ten days more."""

    class Meta:
        model = ConsultationTable

    table = factory.SubFactory(TableFactory)
    region_id = factory.SelfAttribute("table.region_id")
    etat = "ouverte"
    question = "Faut-il plus de cours le soir?"
    contexte = "Plusieurs le demandent."
    du = dans(-5)
    au = dans(10)
    ouverte_le = a(-5)


class EngagementFactory(ObjetACycleFactory):
    """Taken by an organisation a month ago, due in a month, bound to an indicator."""

    class Meta:
        model = EngagementConcertation

    class Params:
        en_retard = factory.Trait(echeance=dans(-3))
        tenu = factory.Trait(etat="tenu", preuve="Le bilan.", preuve_lien="https://exemple.quebec/bilan", tenu_le=a(-1))
        du_ministere = factory.Trait(organisation=None, role="direction")

    table = factory.SubFactory(TableFactory)
    region_id = factory.SelfAttribute("table.region_id")
    etat = "pris"
    titre = "Rappeler chaque personne qui a quitté un cours"
    organisation = factory.SubFactory(OrganisationFactory)
    pris_le = dans(-30)
    echeance = dans(30)
    indicateur = "abandon"


class DocumentTableFactory(DjangoModelFactory):
    """Received for a commitment, in quarantine."""

    class Meta:
        model = DocumentTable

    class Params:
        sain = factory.Trait(verdict="saine", verifiee_le=factory.LazyFunction(timezone.now))

    engagement = factory.SubFactory(EngagementFactory)
    table = factory.LazyAttribute(lambda o: (o.engagement or o.rencontre).table)
    rencontre = None
    nom_origine = "bilan.pdf"
    type_mime = "application/pdf"
    taille = 10
    sha256 = "0" * 64
    chemin = factory.Sequence(lambda n: f"concertation/{n:032x}.pdf")
    depose_le = factory.LazyFunction(timezone.now)
