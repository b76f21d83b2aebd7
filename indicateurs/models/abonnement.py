"""Subscriptions to a view of the dashboard, and what each due date sent."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from indicateurs.states_vues import EtatAbonnement


class Rythme(models.TextChoices):
    HEBDOMADAIRE = "hebdomadaire", _("Chaque lundi")
    MENSUEL = "mensuel", _("Le premier du mois")

    def suivante(self, jour: date) -> date:
        """The first due date after a day."""
        if self is Rythme.HEBDOMADAIRE:
            return jour + timedelta(days=7 - jour.weekday())
        return (jour.replace(day=28) + timedelta(days=4)).replace(day=1)


class Abonnement(ObjetACycle):
    """A person of the ministry receives a view, as her rights stand each time."""

    CYCLE = "abonnement"

    etat = models.CharField(_("état"), max_length=8, choices=EtatAbonnement, default=EtatAbonnement.ACTIF)
    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # The choice as the address writes it, and in words.
    vue = models.CharField(_("vue"), max_length=600, blank=True)
    titre = models.CharField(_("titre"), max_length=400)
    rythme = models.CharField(_("rythme"), max_length=12, choices=Rythme)
    prochain_le = models.DateField(_("prochain envoi"))
    motif_fin = models.CharField(_("motif de fin"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("abonnement à une vue")
        verbose_name_plural = _("abonnements aux vues")
        ordering = ("-cree_le",)
        constraints = [
            models.UniqueConstraint(
                fields=["utilisateur", "vue", "rythme"], condition=Q(etat="actif"), name="abonnement_actif_unique"
            )
        ]
        indexes = [models.Index(fields=["prochain_le"], condition=Q(etat="actif"), name="abonnement_du")]

    def __str__(self) -> str:
        return self.titre

    @property
    def est_actif(self) -> bool:
        """True while due dates send something."""
        return self.etat == EtatAbonnement.ACTIF

    def rattachement(self) -> dict[str, Any]:
        """A subscription is about no learner and no organisation."""
        return {}


class EnvoiVue(models.Model):
    """What one due date made: the document, kept as it was sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    abonnement = models.ForeignKey(Abonnement, models.PROTECT, related_name="envois")
    du_le = models.DateField(_("échéance"))
    fait_le = models.DateTimeField(_("fait le"))
    chemin = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("envoi d’une vue")
        verbose_name_plural = _("envois de vues")
        ordering = ("-du_le",)
        constraints = [models.UniqueConstraint(fields=["abonnement", "du_le"], name="envoivue_unique")]

    def __str__(self) -> str:
        return f"{self.abonnement} – {self.du_le}"
