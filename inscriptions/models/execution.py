"""A run of the placement engine: a proposal an adviser confirms, with its proof and what it says to each person."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from inscriptions.states import EtatExecution

TITRES = {
    "aucun_groupe": _("Aucun cours ouvert ne vous convient"),
    "places": _("Toutes les places sont prises par des personnes servies avant"),
    "premier_choix": _("Une place, mais pas dans votre premier choix"),
}


class ExecutionPlacement(ObjetACycle):
    """What is asked and what came of it; the snapshot, the result and its certificate are in its `dossier`."""

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


class DossierExecution(models.Model):
    """The long pieces of a run, compressed: nobody who lists the runs has to carry them.

    `personnes` and `reseau` are arrays (`queries.archives`); `demandes` and `cours` say in words what they number.
    """

    execution = models.OneToOneField(ExecutionPlacement, models.PROTECT, primary_key=True, related_name="dossier")
    instance = models.BinaryField(_("instance canonique"))
    resultat = models.BinaryField(_("résultat canonique"), default=bytes)
    personnes = models.BinaryField(_("personnes"))
    reseau = models.BinaryField(_("réseau"))
    demandes = models.BinaryField(_("demandes"))
    cours = models.BinaryField(_("cours"))
    # For each group of the run: id, free seats then, persons placed.
    groupes = models.JSONField(_("groupes"), default=list)

    class Meta:
        verbose_name = _("dossier d’exécution")
        verbose_name_plural = _("dossiers d’exécution")

    def __str__(self) -> str:
        return str(self.execution)


class PartieExecution(models.Model):
    """A lot of connected components, solved by whichever worker takes it; its solution is found, never lost."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    execution = models.ForeignKey(ExecutionPlacement, models.PROTECT, related_name="parties")
    numero = models.PositiveSmallIntegerField(_("numéro"))
    nb_personnes = models.PositiveIntegerField(_("personnes"))
    probleme = models.BinaryField(_("problème"))
    solution = models.BinaryField(_("solution"), null=True)
    resolue_le = models.DateTimeField(_("résolue le"), null=True, blank=True)

    class Meta:
        verbose_name = _("partie d’exécution")
        verbose_name_plural = _("parties d’exécution")
        ordering = ("numero",)
        constraints = [models.UniqueConstraint(fields=["execution", "numero"], name="partie_numero_unique")]

    def __str__(self) -> str:
        return f"{self.execution} / {self.numero}"


class NonPlacement(models.Model):
    """What one person was not given in one run, a seat or her first choice: what decided, what would have helped."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    execution = models.ForeignKey(ExecutionPlacement, models.PROTECT, related_name="non_placements")
    inscription = models.ForeignKey("inscriptions.Inscription", models.PROTECT, related_name="non_placements")
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, related_name="+")
    region = models.ForeignKey("guichet.Region", models.PROTECT, related_name="+")
    contrainte = models.CharField(_("contrainte"), max_length=32)
    explication = models.TextField(_("explication"))
    changement = models.TextField(_("changement qui aurait aidé"), blank=True)
    details = models.JSONField(_("détails"), default=dict)
    # Empty until someone asks what would have helped: that is computed for one person, when it is read.
    expliquee_le = models.DateTimeField(_("expliquée le"), null=True, blank=True)
    # Set when an adviser confirms the run: until then it is a proposal, and the person reads nothing of it.
    publiee_le = models.DateTimeField(_("publiée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("personne non placée")
        verbose_name_plural = _("personnes non placées")
        constraints = [models.UniqueConstraint(fields=["execution", "inscription"], name="non_placement_unique")]

    def __str__(self) -> str:
        return self.contrainte

    @property
    def titre(self) -> str:
        """What decided, in a few words for the person."""
        return str(TITRES.get(self.contrainte, _("La situation a changé depuis le calcul")))
