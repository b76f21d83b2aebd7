"""Scenarios and the frozen queues they ask about, editions, exports."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from indicateurs.filtre import AXES
from indicateurs.models import (
    Abonnement,
    AgregatMesure,
    AgregatMesureAxe,
    Alerte,
    Edition,
    EnvoiVue,
    Export,
    Instantane,
    Scenario,
)
from tests.factories.guichet import UtilisateurFactory
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


def cellule(code: str, haut: float, bas: float, *, il_y_a: int = 10, valeur: float = 0, **axes: Any) -> None:
    """A cell of a figure some days ago (of a delay, those that lasted `valeur`), along every axis and along each."""
    base = {"code": code, "jour": timezone.localdate() - timedelta(days=il_y_a), "valeur": Decimal(valeur)}
    sommes = {"haut": Decimal(str(haut)), "bas": Decimal(str(bas))}
    AgregatMesure.objects.create(**base, **sommes, **axes)
    for axe in ("", *AXES):
        case, _neuve = AgregatMesureAxe.objects.get_or_create(
            **base, axe=axe, cle=str(axes.get(axe, "0" if axe == "niveau" else "")), defaults={"haut": 0, "bas": 0}
        )
        case.haut, case.bas = case.haut + sommes["haut"], case.bas + sommes["bas"]
        case.save()


class AlerteFactory(ObjetACycleFactory):
    """Attendance under its lower bound; the analyst answers."""

    class Meta:
        model = Alerte

    code = "assiduite"
    version = 1
    role = "analyste"
    borne = "basse"
    seuil = Decimal("0.75")
    valeur = Decimal("0.6")
    du = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=90))
    au = factory.LazyFunction(timezone.localdate)


class EditionFactory(DjangoModelFactory):
    """Frozen on demand, without a figure."""

    class Meta:
        model = Edition

    code = factory.Sequence(lambda n: f"2026-07-15-{n + 2}")
    au = date(2026, 6, 30)
    figee_le = factory.LazyFunction(timezone.now)
    motif = "Essai"
    xid = "0"
    empreinte = "0" * 64


class AbonnementFactory(ObjetACycleFactory):
    """A view received each Monday, due today."""

    class Meta:
        model = Abonnement

    utilisateur = factory.SubFactory(UtilisateurFactory)
    vue = "periode=12&region=06"
    titre = "12 derniers mois, Région : Montréal"
    rythme = "hebdomadaire"
    prochain_le = factory.LazyFunction(timezone.localdate)


class EnvoiVueFactory(DjangoModelFactory):
    class Meta:
        model = EnvoiVue

    abonnement = factory.SubFactory(AbonnementFactory)
    du_le = factory.LazyFunction(timezone.localdate)
    fait_le = factory.LazyFunction(timezone.now)
    chemin = "vues/absente.pdf"


class ExportFactory(ObjetACycleFactory):
    """Asked for, not made yet."""

    class Meta:
        model = Export

    nature = "agregats"
    format = "csv"
    filtre = {"du": "2026-01-01", "au": "2026-06-30"}
    motif = "Rapport annuel"
    role = "analyste"
    demande_le = factory.LazyFunction(timezone.now)
