"""Field needs, focus groups, redesigns of the offer; traits are named like states."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from indicateurs.models import Constat, GroupeTemoin, GuideEntretien, Recrue
from partenaires.models import BesoinTerrain, PreuveRefonte, Refonte
from tests.factories.guichet import PersonneFactory, UtilisateurFactory
from tests.factories.inscriptions import ObjetACycleFactory


class BesoinTerrainFactory(ObjetACycleFactory):
    """Received, from the ministry's own staff unless an organisation is given."""

    class Meta:
        model = BesoinTerrain

    numero = factory.Sequence(lambda n: f"B-99-{n:05d}")
    envoi = factory.LazyFunction(uuid.uuid4)
    region_id = "06"
    theme_id = "theme_garde"
    clientele = "familles"
    nb_personnes = 12
    entendu = "Il manque des places de garde pendant les cours du soir."
    entendu_le = factory.LazyFunction(timezone.localdate)
    source = "personnes"
    urgence = "moyenne"
    recu_le = factory.LazyFunction(timezone.now)


class GuideFactory(DjangoModelFactory):
    class Meta:
        model = GuideEntretien
        django_get_or_create = ("code", "version")

    code = "horaires"
    version = 1
    titre = "Concilier cours, travail et famille"
    questions = ["Qu’est-ce qui vous a fait choisir cet horaire?", "Qu’est-ce qui vous ferait rester?"]
    cree_le = factory.LazyFunction(timezone.now)


class GroupeTemoinFactory(ObjetACycleFactory):
    """In preparation, in Montréal, in two weeks."""

    class Meta:
        model = GroupeTemoin

    numero = factory.Sequence(lambda n: f"GT-99-{n:04d}")
    titre = "Les cours du soir"
    guide = factory.SubFactory(GuideFactory)
    region_id = "06"
    nb_invitees = 3
    graine = 7
    seance_le = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))
    lieu = "Salle 2"


class RecrueFactory(ObjetACycleFactory):
    """Invited; the group recruits."""

    class Meta:
        model = Recrue

    groupe = factory.SubFactory(GroupeTemoinFactory, etat="en_recrutement")
    personne = factory.SubFactory(PersonneFactory)
    region_id = factory.SelfAttribute("personne.region_id")
    rang = factory.Sequence(lambda n: n + 1)
    invitee_le = factory.LazyFunction(timezone.now)


class ConstatFactory(DjangoModelFactory):
    class Meta:
        model = Constat

    numero = factory.Sequence(lambda n: f"GT-99-C-{n}")
    groupe = factory.SubFactory(GroupeTemoinFactory, etat="rencontre")
    theme_id = "theme_garde"
    enonce = "Sans garde, les cours du soir sont impossibles."
    nb_personnes = 4
    code_le = factory.LazyFunction(timezone.now)


class RefonteFactory(ObjetACycleFactory):
    """A draft about a formula."""

    class Meta:
        model = Refonte

    class Params:
        approuvee = factory.Trait(
            etat="adoptee",
            decidee_le=factory.LazyFunction(timezone.now),
            decidee_par=factory.SubFactory(UtilisateurFactory),
            en_vigueur_le=date(2026, 1, 1),
            evaluer_le=date(2026, 2, 1),
        )

    numero = factory.Sequence(lambda n: f"R-99-{n:05d}")
    titre = "Des cours du soir avec garde"
    formule = "temps_partiel"
    constat = "Les parents abandonnent."
    changement = "Une garde sur place."
    effet_attendu = "Moins d’abandons."
    auteur = factory.SubFactory(UtilisateurFactory)


class PreuveFactory(DjangoModelFactory):
    class Meta:
        model = PreuveRefonte

    refonte = factory.SubFactory(RefonteFactory)
    nature = "indicateur"
    cle = "abandon"
    note = "Un abandon sur cinq."
    ajoutee_le = factory.LazyFunction(timezone.now)
