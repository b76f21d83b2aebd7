"""Programmes, ententes and what hangs on them; traits are named like states."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from partenaires.models import (
    ActionCorrective,
    ActiviteAdmissible,
    ActiviteEntente,
    Anomalie,
    AppelProjets,
    Avenant,
    ClauseEntente,
    DepenseReddition,
    Entente,
    IndicateurEntente,
    LigneBudget,
    Livrable,
    LotPaiement,
    Programme,
    Reddition,
    Revue,
    TirageControles,
    ValeurReddition,
    Versement,
    VersionProgramme,
    Volet,
)
from tests.factories.guichet import OrganisationFactory
from tests.factories.inscriptions import ObjetACycleFactory


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme
        django_get_or_create = ("code",)

    code = "essai"
    nom = "Programme d'essai"


class VersionProgrammeFactory(ObjetACycleFactory):
    """A draft by default: what hangs on it may be written."""

    class Meta:
        model = VersionProgramme

    class Params:
        adoptee = factory.Trait(
            etat="adoptee", adoptee_le=factory.LazyFunction(timezone.now), en_vigueur_le=date(2026, 4, 1)
        )

    programme = factory.SubFactory(ProgrammeFactory)
    numero = factory.Sequence(lambda n: n + 1)
    etat = "ebauche"
    cumul_maximum = Decimal("0.9")
    depenses_admissibles = ["Salaires", "Locaux", "Matériel"]


class VoletFactory(DjangoModelFactory):
    class Meta:
        model = Volet

    version = factory.SubFactory(VersionProgrammeFactory)
    code = factory.Sequence(lambda n: f"volet-{n}")
    nom = "Soutien au parcours"
    organisations = ["organisme", "cegep", "centre_services", "universite"]
    clienteles = ["toutes"]
    montant_maximum = Decimal("500000")


class ActiviteAdmissibleFactory(DjangoModelFactory):
    class Meta:
        model = ActiviteAdmissible

    volet = factory.SubFactory(VoletFactory)
    code = factory.Sequence(lambda n: f"activite-{n}")
    nom = "Cours de groupe"
    unite = "heure_apprenant"
    prix_maximum = Decimal("25")


class AppelFactory(ObjetACycleFactory):
    """Open from ten days ago to twenty days from now."""

    class Meta:
        model = AppelProjets

    numero = factory.Sequence(lambda n: f"AP-ESSAI-{n:04d}")
    titre = "Appel de projets d'essai"
    volet = factory.SubFactory(VoletFactory)
    version = factory.SelfAttribute("volet.version")
    etat = "ouvert"
    enveloppe = Decimal("1000000")
    ouvre_le = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=10))
    ferme_le = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=20))
    debut = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=60))
    fin = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=424))


class EntenteFactory(ObjetACycleFactory):
    """A draft of one year by default; `montant_convenu` comes with the traits of a decided one.

    A signed entente comes with one instalment of its whole amount, unless `versements=False`: the total is judged
    when the transaction commits.
    """

    class Meta:
        model = Entente
        skip_postgeneration_save = True

    class Params:
        soumise = factory.Trait(etat="soumise", soumise_le=factory.LazyFunction(timezone.now))
        decidee = factory.Trait(
            soumise_le=factory.LazyFunction(timezone.now),
            recommandee_le=factory.LazyFunction(timezone.now),
            approuvee_le=factory.LazyFunction(timezone.now),
            montant_recommande=factory.SelfAttribute("montant_demande"),
            montant_convenu=factory.SelfAttribute("montant_demande"),
        )
        approuvee = factory.Trait(etat="approuvee", decidee=True)
        signee = factory.Trait(etat="signee", decidee=True, signee_le=factory.LazyFunction(timezone.now))
        active = factory.Trait(etat="active", decidee=True, signee_le=factory.LazyFunction(timezone.now))

    numero = factory.Sequence(lambda n: f"E-ESSAI-{n:05d}")
    organisation = factory.SubFactory(OrganisationFactory)
    volet = factory.SubFactory(VoletFactory)
    version = factory.SelfAttribute("volet.version")
    etat = "ebauche"
    titre = "Cours du soir"
    description = "Des cours de groupe, le soir."
    territoire = ["06"]
    clienteles = ["toutes"]
    debut = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=90))
    fin = factory.LazyAttribute(lambda o: o.debut + timedelta(days=364))
    revue_prevue_le = factory.LazyAttribute(lambda o: o.debut + timedelta(days=182))
    montant_demande = Decimal("100000")

    @factory.post_generation
    def versements(self, create, extracted, **kwargs):
        if self.est_engagee and extracted is not False:
            VersementFactory(entente=self)


class ElementFactory(DjangoModelFactory):
    """A term; the entente is a draft or an approved one, else made in the same transaction."""

    class Meta:
        abstract = True

    entente = factory.SubFactory(EntenteFactory)
    organisation = factory.SelfAttribute("entente.organisation")


class ActiviteFactory(ElementFactory):
    class Meta:
        model = ActiviteEntente

    code = factory.Sequence(lambda n: f"cours-{n}")
    titre = "Cours de groupe"
    unite = "heure_apprenant"
    volume_prevu = Decimal("4000")
    prix_unitaire = Decimal("20")


class IndicateurFactory(ElementFactory):
    class Meta:
        model = IndicateurEntente

    code = "abandon"
    version_mesure = 1
    sens = "au_plus"
    cible = Decimal("0.18")
    tolerance = Decimal("0.10")


class LigneBudgetFactory(ElementFactory):
    class Meta:
        model = LigneBudget

    code = factory.Sequence(lambda n: f"poste-{n}")
    poste = "Salaires"
    montant = Decimal("80000")


class LivrableFactory(ElementFactory):
    class Meta:
        model = Livrable

    code = factory.Sequence(lambda n: f"reddition-{n}")
    genre = "reddition_periodique"
    titre = "Reddition de mi-parcours"
    periode_du = factory.SelfAttribute("entente.debut")
    periode_au = factory.LazyAttribute(lambda o: o.periode_du + timedelta(days=180))
    du_le = factory.LazyAttribute(lambda o: o.periode_au + timedelta(days=30))


class ClauseFactory(ElementFactory):
    class Meta:
        model = ClauseEntente

    code = factory.Sequence(lambda n: f"clause-{n}")
    titre = "Objet"
    texte = "L'entente a pour objet des cours de français."


class VersementFactory(ObjetACycleFactory):
    class Meta:
        model = Versement

    entente = factory.SubFactory(EntenteFactory)
    organisation = factory.SelfAttribute("entente.organisation")
    numero = factory.Sequence(lambda n: n + 1)
    etat = "planifie"
    montant = factory.SelfAttribute("entente.montant_demande")
    condition = "signature"
    prevu_le = factory.SelfAttribute("entente.debut")


class LotFactory(ObjetACycleFactory):
    class Meta:
        model = LotPaiement

    numero = factory.Sequence(lambda n: f"LP-1999-{n:04d}")
    etat = "prepare"
    contenu = "neq;montant\r\n"
    sha256 = "0" * 64
    nb_lignes = 1
    total = Decimal("1000")


class RedditionFactory(ObjetACycleFactory):
    class Meta:
        model = Reddition

    class Params:
        soumise = factory.Trait(etat="soumise", soumise_le=factory.LazyFunction(timezone.now))
        acceptee = factory.Trait(
            etat="acceptee",
            soumise_le=factory.LazyFunction(timezone.now),
            acceptee_le=factory.LazyFunction(timezone.now),
        )

    livrable = factory.SubFactory(LivrableFactory)
    entente = factory.SelfAttribute("livrable.entente")
    organisation = factory.SelfAttribute("livrable.organisation")
    numero = factory.Sequence(lambda n: n + 1)
    genre = factory.SelfAttribute("livrable.genre")
    etat = "a_produire"
    periode_du = factory.SelfAttribute("livrable.periode_du")
    periode_au = factory.SelfAttribute("livrable.periode_au")
    due_le = factory.SelfAttribute("livrable.du_le")


class ValeurRedditionFactory(DjangoModelFactory):
    class Meta:
        model = ValeurReddition

    reddition = factory.SubFactory(RedditionFactory)
    entente = factory.SelfAttribute("reddition.entente")
    organisation = factory.SelfAttribute("reddition.organisation")
    nature = "activite"
    code = factory.Sequence(lambda n: f"cours-{n}")
    libelle = "Cours de groupe"
    unite = "heures-apprenant"
    prevu = Decimal("2000")
    tolerance = Decimal("0.10")
    compte = Decimal("1900")


class DepenseRedditionFactory(DjangoModelFactory):
    class Meta:
        model = DepenseReddition

    reddition = factory.SubFactory(RedditionFactory)
    entente = factory.SelfAttribute("reddition.entente")
    organisation = factory.SelfAttribute("reddition.organisation")
    ligne = factory.SubFactory(LigneBudgetFactory, entente=factory.SelfAttribute("..reddition.entente"))
    montant = Decimal("1000")


class AvenantFactory(ObjetACycleFactory):
    class Meta:
        model = Avenant

    entente = factory.SubFactory(EntenteFactory, active=True)
    organisation = factory.SelfAttribute("entente.organisation")
    numero = factory.Sequence(lambda n: n + 1)
    etat = "ebauche"
    objet = "Prolonger l'entente"
    justification = "La demande est plus grande que prévu."
    effet_du = factory.LazyFunction(timezone.localdate)


class RevueFactory(ObjetACycleFactory):
    class Meta:
        model = Revue

    entente = factory.SubFactory(EntenteFactory, active=True)
    organisation = factory.SelfAttribute("entente.organisation")
    etat = "generee"
    prevue_le = factory.SelfAttribute("entente.revue_prevue_le")
    generee_le = factory.LazyFunction(timezone.now)


class ActionCorrectiveFactory(DjangoModelFactory):
    class Meta:
        model = ActionCorrective

    revue = factory.SubFactory(RevueFactory)
    entente = factory.SelfAttribute("revue.entente")
    organisation = factory.SelfAttribute("revue.organisation")
    description = "Ouvrir un groupe de plus"
    responsable = "partenaire"
    echeance = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))


class AnomalieFactory(DjangoModelFactory):
    class Meta:
        model = Anomalie

    reddition = factory.SubFactory(RedditionFactory)
    organisation = factory.SelfAttribute("reddition.organisation")
    regle = "montants_ronds"
    part = "coherence"
    gravite = "legere"
    cellules = ["depense:salaires", "depense:locaux"]
    cle = factory.Sequence(lambda n: f"cle-{n}")
    decouverte_le = factory.LazyFunction(timezone.now)


class TirageFactory(DjangoModelFactory):
    class Meta:
        model = TirageControles

    graine = 2026
    nombre = 1
    du = date(2026, 4, 1)
    au = date(2026, 9, 30)
    candidats: list = []
    tires: list = []
    empreinte = "0" * 64
    tire_le = factory.LazyFunction(timezone.now)
