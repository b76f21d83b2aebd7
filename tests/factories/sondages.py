"""Surveys: questions of each kind, a campaign, a wave, people who agreed to be asked."""

from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from guichet.models import Consentement, Personne
from indicateurs.models import CampagneSondage, Question, Sondage, VagueSondage, VersionSondage
from tests.factories.guichet import PersonneFactory
from tests.factories.inscriptions import InscriptionFactory, ObjetACycleFactory

OUI_NON = [{"code": "oui", "fr": "Oui", "en": "Yes"}, {"code": "non", "fr": "Non", "en": "No"}]


class SondageFactory(DjangoModelFactory):
    class Meta:
        model = Sondage

    code = factory.Sequence(lambda n: f"essai_{n}")
    titre = "Fin de cours"
    cree_le = factory.LazyFunction(timezone.now)


class VersionSondageFactory(ObjetACycleFactory):
    """In draft; `posable` adds a scale, a choice and an open question, then freezes."""

    class Meta:
        model = VersionSondage

    class Params:
        posable = factory.Trait(etat="publiee", publiee_le=factory.LazyFunction(timezone.now))

    sondage = factory.SubFactory(SondageFactory)
    numero = 1
    langues = ["fr", "en"]
    titres = {"fr": "Votre avis sur le cours", "en": "Your view of the course"}


def version_posable(**champs: Any) -> VersionSondage:
    """A frozen version: a note, a choice, why when the answer is no, a few words."""
    from guichet.acteurs import Acteur, Role
    from indicateurs.actions.sondage import publier_version

    version = VersionSondageFactory(**champs)
    poser(version, "satisfaction", "echelle", fr="Quelle note donnez-vous?", en="What is your mark?", obligatoire=True)
    poser(version, "aide", "unique", fr="Avez-vous eu de l’aide?", en="Did you get help?", choix=OUI_NON)
    poser(version, "pourquoi", "texte_court", fr="Pourquoi?", en="Why?", si_code="aide", si_valeurs=["non"])
    poser(version, "mots", "texte_long", fr="Que changer?", en="What should change?")
    return publier_version(version=version, acteur=Acteur(role=Role.ANALYSTE), le=timezone.now())


def poser(version: VersionSondage, code: str, genre: str, *, fr: str, en: str = "", **champs: Any) -> Question:
    """One more question of a draft."""
    rang = version.questions.count() + 1
    textes = {"fr": fr, **({"en": en} if en else {})}
    return Question.objects.create(version=version, code=code, genre=genre, rang=rang, textes=textes, **champs)


class CampagneSondageFactory(ObjetACycleFactory):
    """Active, due today, everyone, anonymous."""

    class Meta:
        model = CampagneSondage

    code = factory.Sequence(lambda n: f"campagne_{n}")
    nom = "Satisfaction"
    etat = "active"
    version = factory.LazyFunction(version_posable)
    mode = "anonyme"
    rythme = "trimestriel"
    premiere_le = factory.LazyFunction(timezone.localdate)
    prochaine_le = factory.SelfAttribute("premiere_le")
    duree_jours = 21
    graine = 7


class VagueSondageFactory(ObjetACycleFactory):
    """Open since today."""

    class Meta:
        model = VagueSondage

    campagne = factory.SubFactory(CampagneSondageFactory)
    version = factory.SelfAttribute("campagne.version")
    numero = 1
    mode = factory.SelfAttribute("campagne.mode")
    echeance = factory.LazyFunction(timezone.localdate)
    ouverte_le = factory.LazyFunction(timezone.localdate)
    ferme_le = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=21))
    code_affiche = factory.Sequence(lambda n: f"affiche{n:09d}")


def accepter(personne: Personne, *finalites: str) -> Personne:
    """This person agreed to these purposes."""
    for finalite in finalites or ("sondages",):
        Consentement.objects.create(
            personne=personne,
            region_id=personne.region_id,
            finalite=finalite,
            version="2026-1",
            accorde=True,
            le=timezone.now(),
        )
    return personne


def sondee(region: str = "06", **champs: Any) -> Personne:
    """Someone with a request, an address, who agreed to surveys."""
    personne = PersonneFactory(region_id=region, courriel="avis@exemple.test", **champs)
    InscriptionFactory(personne=personne)
    return accepter(personne)
