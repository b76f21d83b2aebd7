"""What a request is judged on: documents, criteria, comments, delegations."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from partenaires.models import Commentaire, CritereAnalyse, DelegationPouvoir, DocumentEntente, DocumentExige
from tests.factories.ententes import EntenteFactory, VoletFactory
from tests.factories.guichet import UtilisateurFactory


class DocumentExigeFactory(DjangoModelFactory):
    class Meta:
        model = DocumentExige

    volet = factory.SubFactory(VoletFactory)
    code = "resolution"
    nom = "Résolution du conseil d’administration"


class CritereFactory(DjangoModelFactory):
    class Meta:
        model = CritereAnalyse

    volet = factory.SubFactory(VoletFactory)
    code = factory.Sequence(lambda n: f"critere-{n}")
    libelle = "Pertinence du projet"
    poids = 2
    note_max = 5


class DocumentFactory(DjangoModelFactory):
    """Received, in quarantine."""

    class Meta:
        model = DocumentEntente

    class Params:
        sain = factory.Trait(verdict="saine", verifiee_le=factory.LazyFunction(timezone.now))
        juge_conforme = factory.Trait(sain=True, conforme=True, juge_le=factory.LazyFunction(timezone.now))

    entente = factory.SubFactory(EntenteFactory)
    organisation = factory.SelfAttribute("entente.organisation")
    code = "resolution"
    nom_origine = "resolution.pdf"
    type_mime = "application/pdf"
    taille = 10
    sha256 = "0" * 64
    chemin = factory.Sequence(lambda n: f"ententes/{n:032x}.pdf")
    depose_le = factory.LazyFunction(timezone.now)


class CommentaireFactory(DjangoModelFactory):
    class Meta:
        model = Commentaire

    entente = factory.SubFactory(EntenteFactory)
    organisation = factory.SelfAttribute("entente.organisation")
    cible = "entente:general"
    texte = "Ce point reste à préciser."
    partie = "organisme"
    ouvert_le = factory.LazyFunction(timezone.now)


class DelegationFactory(DjangoModelFactory):
    class Meta:
        model = DelegationPouvoir

    utilisateur = factory.SubFactory(UtilisateurFactory)
    montant_max = Decimal("250000")
    valide_du = date(2026, 1, 1)
    acte = "Plan de délégation 2026, art. 4"
    accordee_le = factory.LazyFunction(timezone.now)
