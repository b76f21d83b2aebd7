"""The redesign of the offer: what is proposed, on which evidence, what was decided, what it gave."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from guichet.referentiels.formules import Formule
from partenaires.models.programme import VersionProgramme
from partenaires.states_refontes import EtatRefonte

PAR = settings.AUTH_USER_MODEL


class NaturePreuve(models.TextChoices):
    """What a proposal rests on; each is named by its key, and the page that joins them resolves it to a link."""

    SONDAGE = "sondage", _("Sondage")
    BESOIN = "besoin", _("Besoin du terrain")
    CONSTAT = "constat", _("Constat d’un groupe témoin")
    INDICATEUR = "indicateur", _("Indicateur")
    SCENARIO = "scenario", _("Scénario : effet simulé")
    CONSULTATION = "consultation", _("Consultation")


class SuiteRefonte(models.TextChoices):
    GARDER = "garder", _("Garder")
    AJUSTER = "ajuster", _("Ajuster")
    ARRETER = "arreter", _("Arrêter")


class RefonteQuerySet(models.QuerySet["Refonte"]):
    def a_faire_avancer(self, *, au: date) -> RefonteQuerySet:
        """Those whose effective day or evaluation day has come and is not noted."""
        return self.filter(
            Q(etat=EtatRefonte.APPROUVEE, en_vigueur_le__lte=au) | Q(etat=EtatRefonte.EN_VIGUEUR, evaluer_le__lte=au)
        )

    def a_evaluer(self) -> RefonteQuerySet:
        """Those whose evaluation is due."""
        return self.filter(etat=EtatRefonte.A_EVALUER)


class Refonte(ObjetACycle):
    """A proposal for one formula of courses or one version of a programme, from its draft to its evaluation."""

    CYCLE = "refonte"

    numero = models.CharField(_("numéro"), max_length=16, unique=True)
    titre = models.CharField(_("titre"), max_length=160)
    etat = models.CharField(_("état"), max_length=16, choices=EtatRefonte, default=EtatRefonte.EBAUCHE)
    formule = models.CharField(_("formule"), max_length=32, choices=Formule, blank=True)
    version = models.ForeignKey(VersionProgramme, models.PROTECT, null=True, blank=True, related_name="refontes")
    constat = models.TextField(_("ce qui ne va pas"))
    changement = models.TextField(_("ce qui changerait"))
    effet_attendu = models.TextField(_("effet attendu"))
    auteur = models.ForeignKey(PAR, models.PROTECT, null=True, related_name="+")
    soumise_le = models.DateTimeField(_("soumise le"), null=True, blank=True)
    decidee_le = models.DateTimeField(_("décidée le"), null=True, blank=True)
    decidee_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    en_vigueur_le = models.DateField(_("en vigueur le"), null=True, blank=True)
    evaluer_le = models.DateField(_("à évaluer le"), null=True, blank=True)
    evaluee_le = models.DateTimeField(_("évaluée le"), null=True, blank=True)
    bilan = models.TextField(_("ce que cela a donné"), blank=True)
    suite = models.CharField(_("suite"), max_length=8, choices=SuiteRefonte, blank=True)

    objects = RefonteQuerySet.as_manager()

    class Meta:
        verbose_name = _("refonte de l’offre")
        verbose_name_plural = _("refontes de l’offre")
        ordering = ("-cree_le",)
        constraints = [
            models.CheckConstraint(
                condition=(~Q(formule="") & Q(version__isnull=True)) | (Q(formule="") & Q(version__isnull=False)),
                name="refonte_formule_ou_version",
                violation_error_message=_("Une refonte porte sur une formule ou sur une version de programme."),
            ),
            models.CheckConstraint(
                condition=Q(decidee_par__isnull=True) | ~Q(decidee_par=F("auteur")),
                name="refonte_deux_personnes",
                violation_error_message=_("On ne décide pas de sa propre proposition."),
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=["adoptee", "en_vigueur", "a_evaluer", "conclue"])
                | Q(
                    decidee_le__isnull=False,
                    en_vigueur_le__isnull=False,
                    evaluer_le__isnull=False,
                    evaluer_le__gt=F("en_vigueur_le"),
                ),
                name="refonte_decidee_datee",
                violation_error_message=_("L’évaluation suit l’entrée en vigueur."),
            ),
            models.CheckConstraint(
                condition=~Q(etat="conclue") | (~Q(bilan="") & ~Q(suite="") & Q(evaluee_le__isnull=False)),
                name="refonte_evaluee_avec_bilan",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.numero} – {self.titre}"

    def rattachement(self) -> dict[str, Any]:
        """A proposal is about nobody."""
        return {}

    @property
    def objet(self) -> str:
        """What it is about, in words."""
        return str(self.get_formule_display()) if self.formule else str(self.version)

    @property
    def est_modifiable(self) -> bool:
        """True while its words may change."""
        return self.etat == EtatRefonte.EBAUCHE

    @property
    def peut_recevoir_des_preuves(self) -> bool:
        """True until a decision is taken."""
        return self.etat in (EtatRefonte.EBAUCHE, EtatRefonte.EN_CONSULTATION)

    @property
    def est_a_decider(self) -> bool:
        """True while a decision is awaited."""
        return self.etat == EtatRefonte.SOUMISE

    @property
    def est_a_evaluer(self) -> bool:
        """True when the day to say what it gave has come."""
        return self.etat == EtatRefonte.A_EVALUER


class PreuveQuerySet(models.QuerySet["PreuveRefonte"]):
    def en_place(self) -> PreuveQuerySet:
        """Those not taken out."""
        return self.filter(retiree_le__isnull=True)


class PreuveRefonte(models.Model):
    """One thing a proposal rests on: its nature and its key, never a row of another part."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    refonte = models.ForeignKey(Refonte, models.PROTECT, related_name="preuves")
    nature = models.CharField(_("nature"), max_length=12, choices=NaturePreuve)
    cle = models.CharField(_("référence"), max_length=64)
    note = models.CharField(_("ce que cela montre"), max_length=400)
    ajoutee_le = models.DateTimeField(_("ajoutée le"))
    ajoutee_par = models.ForeignKey(PAR, models.PROTECT, null=True, related_name="+")
    retiree_le = models.DateTimeField(_("retirée le"), null=True, blank=True)
    retiree_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    motif_retrait = models.CharField(_("motif du retrait"), max_length=200, blank=True)

    objects = PreuveQuerySet.as_manager()

    class Meta:
        verbose_name = _("preuve d’une refonte")
        verbose_name_plural = _("preuves d’une refonte")
        ordering = ("nature", "ajoutee_le")
        constraints = [
            models.UniqueConstraint(
                fields=["refonte", "nature", "cle"],
                condition=Q(retiree_le__isnull=True),
                name="preuve_refonte_unique",
                violation_error_message=_("Cette preuve est déjà là."),
            ),
            models.CheckConstraint(
                condition=Q(retiree_le__isnull=True) | ~Q(motif_retrait=""), name="preuve_refonte_retiree_motivee"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} {self.cle}"
