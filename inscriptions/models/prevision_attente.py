"""The forecast of each wait as last made, the nights it was made, and the editions of the back-test it leans on."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class RaisonSansPrevision(models.TextChoices):
    PEU_DE_DEPARTS = "peu_de_departs", _("Trop peu de débuts de cours semblables")
    TROP_LOIN = "trop_loin", _("Attente trop longue pour être prévue")


class EtalonnageAttente(models.Model):
    """One edition of the back-test: what past forecasts held, and the correction they give the next ones. No person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    jour = models.DateField(_("jour"), unique=True)
    methode = models.CharField(_("méthode"), max_length=24)
    calcule_le = models.DateTimeField(_("calculé le"))
    # {"0.5": {region: factor}, "0.8": …}
    facteurs = models.JSONField(_("corrections"))
    # Usual queue by "region|formula": one count per band of seniority.
    files = models.JSONField(_("files habituelles"))
    # [{region, departs, personnes, p80, p50, brute, naive}, …] and [{jour, p80, naive}, …]
    regions = models.JSONField(_("couverture par région"))
    jours = models.JSONField(_("couverture par jour"))

    class Meta:
        verbose_name = _("étalonnage de l’attente")
        verbose_name_plural = _("étalonnages de l’attente")
        ordering = ("-jour",)

    def __str__(self) -> str:
        return f"{self.jour} ({self.methode})"


class NuitAttente(models.Model):
    """One night's forecasts: when, by which method, after which edition of the back-test."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    jour = models.DateField(_("jour"), unique=True)
    methode = models.CharField(_("méthode"), max_length=24)
    calculee_le = models.DateTimeField(_("calculée le"))
    etalonnage = models.ForeignKey(EtalonnageAttente, models.PROTECT, related_name="nuits")
    personnes = models.PositiveIntegerField(_("personnes en attente"), default=0)
    montrees = models.PositiveIntegerField(_("prévisions montrées"), default=0)

    class Meta:
        verbose_name = _("nuit de prévision de l’attente")
        ordering = ("-jour",)

    def __str__(self) -> str:
        return str(self.jour)


class PrevisionAttente(models.Model):
    """How much longer one person may wait: business days within which 5, then 8 persons in 10 alike have started."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inscription = models.OneToOneField("inscriptions.Inscription", models.PROTECT, related_name="prevision_attente")
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, related_name="+")
    region = models.ForeignKey("guichet.Region", models.PROTECT, related_name="+")
    nuit = models.ForeignKey(NuitAttente, models.PROTECT, related_name="previsions")
    jours_p50 = models.PositiveSmallIntegerField(_("jours ouvrables, 5 sur 10"), null=True)
    jours_p80 = models.PositiveSmallIntegerField(_("jours ouvrables, 8 sur 10"), null=True)
    # Why nothing is shown; empty when something is.
    raison = models.CharField(_("raison"), max_length=16, choices=RaisonSansPrevision, blank=True)
    departs = models.PositiveIntegerField(_("débuts de cours observés"))

    class Meta:
        verbose_name = _("prévision d’une attente")
        verbose_name_plural = _("prévisions d’attente")
        constraints = [
            models.CheckConstraint(
                condition=Q(raison="", jours_p50__isnull=False, jours_p80__gte=F("jours_p50"))
                | (~Q(raison="") & Q(jours_p50__isnull=True, jours_p80__isnull=True)),
                name="prevision_attente_montree_ou_raison",
                violation_error_message=_("Une prévision a ses deux bornes dans l’ordre, ou la raison de son absence."),
            )
        ]

    def __str__(self) -> str:
        return self.raison or f"{self.jours_p50} – {self.jours_p80}"
