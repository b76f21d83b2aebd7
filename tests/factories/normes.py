"""What hangs on a version of a programme, and its envelopes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from partenaires.models import CritereAnalyse, DocumentExige, Enveloppe, ModeleClause, ResultatConsultation
from tests.factories.ententes import ProgrammeFactory, VersionProgrammeFactory, VoletFactory


class DocumentExigeFactory(DjangoModelFactory):
    class Meta:
        model = DocumentExige

    volet = factory.SubFactory(VoletFactory)
    code = factory.Sequence(lambda n: f"document-{n}")
    nom = "Résolution"


class CritereFactory(DjangoModelFactory):
    class Meta:
        model = CritereAnalyse

    volet = factory.SubFactory(VoletFactory)
    code = factory.Sequence(lambda n: f"critere-{n}")
    libelle = "Réponse au besoin"
    poids = 100


class ModeleClauseFactory(DjangoModelFactory):
    class Meta:
        model = ModeleClause

    version = factory.SubFactory(VersionProgrammeFactory)
    code = factory.Sequence(lambda n: f"modele-{n}")
    rang = factory.Sequence(lambda n: n + 1)
    titre = "Aide"
    texte = "Une aide de {montant}."


class ConsultationFactory(DjangoModelFactory):
    class Meta:
        model = ResultatConsultation

    version = factory.SubFactory(VersionProgrammeFactory)
    source = "sondage"
    tenue_le = date(2026, 10, 1)
    participants = 40
    section = "montants"
    entendu = "Le premier versement arrive tard."
    notee_le = factory.LazyFunction(timezone.now)


class EnveloppeFactory(DjangoModelFactory):
    class Meta:
        model = Enveloppe

    programme = factory.SubFactory(ProgrammeFactory)
    exercice = 2026
    montant = Decimal("1000000")
    motif = "Crédits votés"
    debut_le = factory.LazyFunction(timezone.now)
