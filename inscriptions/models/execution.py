"""A run of the placement engine: a proposal an adviser confirms, with its proof and what it says to each person."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from inscriptions.states import EtatExecution


class ExecutionPlacement(ObjetACycle):
    """The snapshot, the result, its certificate and the verdict of the independent verifier."""

    CYCLE = "execution"

    session = models.ForeignKey("inscriptions.SessionCours", models.PROTECT, related_name="executions")
    regions = ArrayField(models.CharField(max_length=2), verbose_name=_("régions"))
    etat = models.CharField(_("état"), max_length=12, choices=EtatExecution, default=EtatExecution.DEMANDEE)
    demandee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    demandee_le = models.DateTimeField(_("demandée le"))
    graine = models.BigIntegerField(_("graine"))
    # The dispatch order the snapshot was classed by.
    regle_priorite = models.ForeignKey(
        "inscriptions.RegleDePriorite", models.PROTECT, null=True, blank=True, related_name="executions"
    )
    instance = models.JSONField(_("instance"), default=dict)
    resultat = models.JSONField(_("résultat"), default=dict)
    empreinte = models.CharField(_("empreinte"), max_length=64, blank=True)
    manquements = models.JSONField(_("manquements relevés"), default=list)
    nb_personnes = models.PositiveIntegerField(_("personnes en attente"), default=0)
    nb_places = models.PositiveIntegerField(_("places offertes"), default=0)
    nb_placees = models.PositiveIntegerField(_("personnes placées"), default=0)
    cout = models.PositiveIntegerField(_("coût"), default=0)
    duree_ms = models.PositiveIntegerField(_("durée (ms)"), default=0)

    class Meta:
        verbose_name = _("exécution du placement")
        verbose_name_plural = _("exécutions du placement")
        ordering = ("-demandee_le",)

    def __str__(self) -> str:
        return f"{self.session} – {self.demandee_le:%Y-%m-%d %H:%M}"

    @property
    def est_en_calcul(self) -> bool:
        """True until the worker gives a result."""
        return self.etat == EtatExecution.DEMANDEE

    @property
    def est_a_confirmer(self) -> bool:
        """True while an adviser must decide."""
        return self.etat == EtatExecution.PROPOSEE

    @property
    def est_echouee(self) -> bool:
        """True when the result did not pass verification."""
        return self.etat == EtatExecution.ECHOUEE

    @property
    def est_confirmee(self) -> bool:
        """True once the offers leave."""
        return self.etat == EtatExecution.CONFIRMEE


class NonPlacement(models.Model):
    """Why one person got no seat in one run: the binding constraint and the change that would have helped."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    execution = models.ForeignKey(ExecutionPlacement, models.PROTECT, related_name="non_placements")
    inscription = models.ForeignKey("inscriptions.Inscription", models.PROTECT, related_name="non_placements")
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, related_name="+")
    region = models.ForeignKey("guichet.Region", models.PROTECT, related_name="+")
    contrainte = models.CharField(_("contrainte"), max_length=32)
    explication = models.TextField(_("explication"))
    changement = models.TextField(_("changement qui aurait aidé"), blank=True)
    details = models.JSONField(_("détails"), default=dict)
    # Set when an adviser confirms the run: until then it is a proposal, and the person reads nothing of it.
    publiee_le = models.DateTimeField(_("publiée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("personne non placée")
        verbose_name_plural = _("personnes non placées")
        constraints = [models.UniqueConstraint(fields=["execution", "inscription"], name="non_placement_unique")]

    def __str__(self) -> str:
        return self.contrainte
