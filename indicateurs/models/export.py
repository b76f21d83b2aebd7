"""Exports: who asked for which rows and why, what came out, until when it can be taken."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from indicateurs.states import EtatExport


class FormatExport(models.TextChoices):
    CSV = "csv", _("CSV")
    XLSX = "xlsx", _("Excel (XLSX)")
    PARQUET = "parquet", _("Parquet")


class Export(ObjetACycle):
    """One file asked for: its rows are chosen by `nature` and `filtre`."""

    CYCLE = "export"

    etat = models.CharField(_("état"), max_length=10, choices=EtatExport, default=EtatExport.DEMANDE)
    nature = models.SlugField(_("nature"), max_length=40)
    format = models.CharField(_("format"), max_length=8, choices=FormatExport)
    filtre = models.JSONField(_("filtre"), default=dict)
    motif = models.CharField(_("motif"), max_length=200)
    demandeur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    role = models.CharField(_("rôle"), max_length=32)
    demande_le = models.DateTimeField(_("demandé le"))
    lignes = models.PositiveBigIntegerField(_("lignes"), null=True)
    octets = models.PositiveBigIntegerField(_("taille"), null=True)
    sha256 = models.CharField(_("empreinte"), max_length=64, blank=True)
    chemin = models.CharField(max_length=120, blank=True)
    expire_le = models.DateTimeField(_("se télécharge jusqu’au"), null=True)

    class Meta:
        verbose_name = _("export")
        ordering = ("-demande_le",)
        constraints = [models.CheckConstraint(condition=~models.Q(motif=""), name="export_motive")]

    def __str__(self) -> str:
        return f"{self.nature}-{self.demande_le:%Y%m%d-%H%M}.{self.format}"

    @property
    def est_en_cours(self) -> bool:
        """True until the file is there or refused."""
        return self.etat in (EtatExport.DEMANDE, EtatExport.EN_COURS)

    @property
    def est_echoue(self) -> bool:
        """True when no file could be made."""
        return self.etat == EtatExport.ECHEC

    def est_telechargeable(self, *, le: datetime) -> bool:
        """True while the file can be taken."""
        return self.etat == EtatExport.PRET and self.expire_le is not None and le < self.expire_le

    def rattachement(self) -> dict[str, Any]:
        """An export is about nobody in particular."""
        return {}


class LectureExport(models.Model):
    """Each time the file was taken: by whom, when. Added to, never changed."""

    id = models.BigAutoField(primary_key=True)
    export = models.ForeignKey(Export, models.PROTECT, related_name="lectures")
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    le = models.DateTimeField(_("pris le"))

    class Meta:
        verbose_name = _("téléchargement")

    def __str__(self) -> str:
        return f"{self.export_id} {self.le:%Y-%m-%d}"
