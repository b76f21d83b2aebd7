"""The forecast of demand as it was made each night: counts by cell, no person."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class PrevisionDemande(models.Model):
    """One night's reading: rates, noise and season to come, and who waited then; past ones stay to be judged."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Everything up to the eve of this day was read.
    jour = models.DateField(_("jour"), unique=True)
    methode = models.CharField(_("méthode"), max_length=24)
    calculee_le = models.DateTimeField(_("calculée le"))
    semaines = models.PositiveSmallIntegerField(_("semaines d’histoire"))
    arrivees = models.PositiveIntegerField(_("arrivées observées"))
    dispersion = models.FloatField(_("dispersion"))
    # [[weeks ahead, relative variance], …]
    erreurs = models.JSONField(_("erreurs par horizon"))
    # Ordinary weeks each week to come is worth.
    saison = models.JSONField(_("saison"))
    # [[region, level, formula, slot, waiting, arrivals per week, relative variance of that rate], …]
    cellules = models.JSONField(_("cellules"))

    class Meta:
        verbose_name = _("prévision de la demande")
        ordering = ("-jour",)

    def __str__(self) -> str:
        return f"{self.jour} ({self.methode})"
