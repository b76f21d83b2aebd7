"""Action plans and audits: what was found, what was promised, until when, and what shows that it was done."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from partenaires.states_plan import OUVERTES, EtatLigne

PAR = settings.AUTH_USER_MODEL


class GenrePlan(models.TextChoices):
    PLAN = "plan", _("Plan d’action")
    AUDIT = "audit", _("Rapport d’audit")


class GenreLigne(models.TextChoices):
    CONSTAT = "constat", _("Constat")
    PRINCIPE = "principe", _("Principe")
    ACTION = "action", _("Action")
    RECOMMANDATION = "recommandation", _("Recommandation")


class VoletPlan(models.TextChoices):
    COMMUN = "commun", _("Francisation et intégration")
    FRANCISATION = "francisation", _("Francisation")
    INTEGRATION = "integration", _("Intégration")


class GenrePreuve(models.TextChoices):
    ECRAN = "ecran", _("Écran du portail")
    INDICATEUR = "indicateur", _("Indicateur")


# What someone carries out; a finding and a principle are answered by these.
GENRES_A_REALISER = (GenreLigne.ACTION, GenreLigne.RECOMMANDATION)


class PlanAction(models.Model):
    """One plan or one audit report, by its code; what it says is in its lines."""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    genre = models.CharField(_("nature"), max_length=8, choices=GenrePlan, default=GenrePlan.PLAN)
    titre = models.CharField(_("titre"), max_length=200)
    presentation = models.TextField(_("présentation"), blank=True)
    source = models.CharField(_("source"), max_length=300)
    publie_le = models.DateField(_("publié le"))
    # As the source writes its date, when it gives a season.
    publie_texte = models.CharField(_("date, comme écrite"), max_length=60, blank=True)
    # Delivered with the portal: its words follow the file, its states never do.
    est_fourni = models.BooleanField(_("fourni avec le portail"), default=False)
    cree_le = models.DateTimeField(_("créé le"), auto_now_add=True)
    cree_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("plan d’action")
        verbose_name_plural = _("plans d’action")
        ordering = ("-publie_le", "code")

    def __str__(self) -> str:
        return self.titre


class LigneDePlanQuerySet(models.QuerySet["LigneDePlan"]):
    def ouvertes(self) -> LigneDePlanQuerySet:
        """Those not yet carried out nor given up."""
        return self.filter(etat__in=[str(etat) for etat in OUVERTES])

    def a_realiser(self) -> LigneDePlanQuerySet:
        """Actions and recommendations: what someone carries out."""
        return self.filter(genre__in=GENRES_A_REALISER)

    def engageables(self) -> LigneDePlanQuerySet:
        """What a commitment may still be bound to."""
        return self.a_realiser().ouvertes()

    def en_retard(self, *, au: date) -> LigneDePlanQuerySet:
        """What should have been carried out before that day."""
        return self.engageables().filter(echeance_le__lt=au)


class LigneDePlan(ObjetACycle):
    """One line of a plan: a finding, a principle, an action or a recommendation.

    `repond_a` names the findings and principles an action answers; `parent` the action it is a part of.
    """

    CYCLE = "ligne_de_plan"

    plan = models.ForeignKey(PlanAction, models.PROTECT, related_name="lignes")
    code = models.CharField(_("code"), max_length=16)
    genre = models.CharField(_("genre"), max_length=16, choices=GenreLigne)
    volet = models.CharField(_("volet"), max_length=16, choices=VoletPlan, default=VoletPlan.COMMUN)
    etat = models.CharField(_("état"), max_length=16, choices=EtatLigne, default=EtatLigne.A_ENTREPRENDRE)
    titre = models.CharField(_("titre"), max_length=120)
    texte = models.TextField(_("texte"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parties")
    repond_a: Any = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="reponses", verbose_name=_("répond à")
    )
    responsable = models.CharField(_("responsable"), max_length=120, blank=True)
    echeance = models.CharField(_("échéance, comme écrite"), max_length=120, blank=True)
    echeance_le = models.DateField(_("dernier jour"), null=True, blank=True)
    finie_le = models.DateTimeField(_("finie le"), null=True, blank=True, editable=False)
    ordre = models.PositiveSmallIntegerField(_("ordre"), default=0)
    est_fournie = models.BooleanField(_("fournie avec le portail"), default=False)
    cree_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")

    objects: Any = LigneDePlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("ligne de plan")
        verbose_name_plural = _("lignes de plan")
        ordering = ("plan", "ordre", "code")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "code"],
                name="ligne_de_plan_code",
                violation_error_message=_("Ce plan a déjà une ligne de ce code."),
            ),
            models.CheckConstraint(condition=~Q(code="") & ~Q(texte=""), name="ligne_de_plan_ecrite"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="ligne_de_plan_pas_sous_elle_meme"
            ),
            models.CheckConstraint(
                condition=Q(etat__in=["realisee", "abandonnee"], finie_le__isnull=False)
                | Q(etat__in=["a_entreprendre", "en_realisation"], finie_le__isnull=True),
                name="ligne_de_plan_finie_datee",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} – {self.titre}"

    @property
    def est_a_realiser(self) -> bool:
        """True for what someone carries out."""
        return self.genre in GENRES_A_REALISER

    @property
    def est_ouverte(self) -> bool:
        """True until it is carried out or given up."""
        return self.etat in OUVERTES

    @property
    def est_realisee(self) -> bool:
        """True once carried out."""
        return self.etat == EtatLigne.REALISEE

    def est_en_retard(self, *, au: date) -> bool:
        """True when it should have been carried out before that day."""
        return self.est_a_realiser and self.est_ouverte and self.echeance_le is not None and self.echeance_le < au

    def rattachement(self) -> dict[str, Any]:
        """A line is about nobody."""
        return {}


class PreuveDePlanQuerySet(models.QuerySet["PreuveDePlan"]):
    def en_place(self) -> PreuveDePlanQuerySet:
        """Those not taken back."""
        return self.filter(retiree_le__isnull=True)


class PreuveDePlan(models.Model):
    """What shows a line's progress: a screen of the portal by its address, or an indicator by its code."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ligne = models.ForeignKey(LigneDePlan, models.PROTECT, related_name="preuves")
    genre = models.CharField(_("nature"), max_length=12, choices=GenrePreuve)
    # The path of a screen (« /pertes/ ») or the code of an indicator.
    cle = models.CharField(_("adresse ou code"), max_length=200)
    libelle = models.CharField(_("ce qu’on y voit"), max_length=160, blank=True)
    ordre = models.PositiveSmallIntegerField(_("ordre"), default=0)
    est_fournie = models.BooleanField(_("fournie avec le portail"), default=False)
    ajoutee_le = models.DateTimeField(_("ajoutée le"))
    ajoutee_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    retiree_le = models.DateTimeField(_("retirée le"), null=True, blank=True)
    retiree_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    retrait_motif = models.CharField(_("motif du retrait"), max_length=300, blank=True)

    objects: Any = PreuveDePlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("preuve")
        ordering = ("genre", "ordre", "ajoutee_le")
        constraints = [
            models.UniqueConstraint(
                fields=["ligne", "cle"],
                condition=Q(retiree_le__isnull=True),
                name="preuve_de_plan_une_fois",
                violation_error_message=_("Cette preuve est déjà jointe à la ligne."),
            ),
            models.CheckConstraint(
                condition=Q(retiree_le__isnull=True, retrait_motif="")
                | Q(retiree_le__isnull=False) & ~Q(retrait_motif=""),
                name="preuve_de_plan_retrait_motive",
                violation_error_message=_("Une preuve retirée a son motif."),
            ),
        ]

    def __str__(self) -> str:
        return self.libelle or self.cle
