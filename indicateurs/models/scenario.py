"""Scenarios: a frozen queue without names, what an analyst changed, what came of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from indicateurs.states import EtatScenario


class OrigineInstantane(models.TextChoices):
    FILE = "file", _("File et groupes du moment")
    EXECUTION = "execution", _("Placement passé")


class InstantaneQuerySet(models.QuerySet["Instantane"]):
    def prets(self) -> InstantaneQuerySet:
        """Those whose content was frozen, the newest first; the content itself is left out."""
        return self.filter(fige_le__isnull=False).defer("donnees").order_by("-demande_le")


class Instantane(models.Model):
    """The queue and the groups of one session, frozen at one moment, each person under a draw."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    origine = models.CharField(_("origine"), max_length=12, choices=OrigineInstantane, default=OrigineInstantane.FILE)
    session = models.ForeignKey("inscriptions.SessionCours", models.PROTECT, related_name="+")
    regions = ArrayField(models.CharField(max_length=2), verbose_name=_("régions"))
    execution = models.ForeignKey(
        "inscriptions.ExecutionPlacement", models.PROTECT, null=True, blank=True, related_name="+"
    )
    demande_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    demande_le = models.DateTimeField(_("demandé le"))
    fige_le = models.DateTimeField(_("figé le"), null=True, blank=True)
    version_ordre = models.PositiveIntegerField(_("version de l’ordre d’attribution"), null=True, blank=True)
    norme = models.PositiveSmallIntegerField(_("norme (jours ouvrables)"), null=True, blank=True)
    nb_personnes = models.PositiveIntegerField(_("personnes"), default=0)
    nb_groupes = models.PositiveIntegerField(_("groupes"), default=0)
    nb_places = models.PositiveIntegerField(_("places libres"), default=0)
    donnees = models.JSONField(_("contenu"), default=dict)

    objects = InstantaneQuerySet.as_manager()

    class Meta:
        verbose_name = _("instantané")
        ordering = ("-demande_le",)

    def __str__(self) -> str:
        return _("%(session)s, figé le %(jour)s") % {
            "session": self.session.nom,
            "jour": f"{self.demande_le:%Y-%m-%d %H:%M}",
        }

    @property
    def est_pret(self) -> bool:
        """True once the content is frozen."""
        return self.fige_le is not None


class Scenario(ObjetACycle):
    """One question: this frozen queue, with these changes."""

    CYCLE = "scenario"

    nom = models.CharField(_("nom"), max_length=120)
    etat = models.CharField(_("état"), max_length=10, choices=EtatScenario, default=EtatScenario.DEMANDE)
    instantane = models.ForeignKey(Instantane, models.PROTECT, related_name="scenarios")
    parametres = models.JSONField(_("paramètres"), default=dict)
    auteur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    demande_le = models.DateTimeField(_("demandé le"))
    copie_de = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="copies")
    duree_ms = models.PositiveIntegerField(_("durée (ms)"), default=0)

    class Meta:
        verbose_name = _("scénario")
        ordering = ("-demande_le",)

    def __str__(self) -> str:
        return self.nom

    @property
    def est_en_calcul(self) -> bool:
        """True until the worker gives a result."""
        return self.etat == EtatScenario.DEMANDE

    @property
    def est_echoue(self) -> bool:
        """True when no figure could be given."""
        return self.etat == EtatScenario.ECHOUE

    def rattachement(self) -> dict[str, Any]:
        """A scenario is about nobody."""
        return {}


class ResultatScenario(models.Model):
    """Both sides of a scenario and their difference: the one table the scenarios' login writes."""

    scenario = models.OneToOneField(Scenario, models.PROTECT, primary_key=True, related_name="resultat")
    resultat = models.JSONField(_("résultat"))
    calcule_le = models.DateTimeField(_("calculé le"))

    class Meta:
        verbose_name = _("résultat de scénario")

    def __str__(self) -> str:
        return str(self.scenario_id)
