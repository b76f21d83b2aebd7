"""Changes of a group's capacity, and the seats a raise adds: each is offered once, like a seat that came back."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ChangementCapacite(models.Model):
    """One decision: from how many seats to how many, by whom and why; never changed afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    groupe = models.ForeignKey("inscriptions.Groupe", models.PROTECT, related_name="changements_capacite")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    avant = models.PositiveSmallIntegerField(_("capacité avant"))
    apres = models.PositiveSmallIntegerField(_("capacité après"))
    motif = models.ForeignKey("guichet.Motif", models.PROTECT, related_name="+")
    le = models.DateTimeField(_("le"))
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    par_libelle = models.CharField(_("par"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("changement de capacité")
        verbose_name_plural = _("changements de capacité")
        ordering = ("-le",)
        constraints = [
            models.CheckConstraint(condition=~Q(avant=F("apres")), name="capacite_vraiment_changee"),
            models.UniqueConstraint(fields=["id", "groupe", "organisation"], name="capacite_rattachement"),
        ]

    def __str__(self) -> str:
        return f"{self.avant} → {self.apres}"


class SiegeAjouteQuerySet(models.QuerySet["SiegeAjoute"]):
    def a_offrir(self) -> SiegeAjouteQuerySet:
        """Neither offered nor taken back."""
        return self.filter(offre__isnull=True, retire_le__isnull=True)


class SiegeAjoute(models.Model):
    """One seat that a raise opened, and the first offer it went to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    changement = models.ForeignKey(ChangementCapacite, models.PROTECT, related_name="sieges")
    groupe = models.ForeignKey("inscriptions.Groupe", models.PROTECT, related_name="sieges_ajoutes")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    ajoute_le = models.DateTimeField(_("ajouté le"))
    offre = models.OneToOneField("inscriptions.OffreDePlace", models.PROTECT, null=True, related_name="siege_ajoute")
    retire_le = models.DateTimeField(_("retiré le"), null=True, blank=True)

    objects = SiegeAjouteQuerySet.as_manager()

    class Meta:
        verbose_name = _("siège ajouté")
        verbose_name_plural = _("sièges ajoutés")
        indexes = [
            models.Index(
                fields=["groupe"],
                condition=Q(offre__isnull=True, retire_le__isnull=True),
                name="siege_ajoute_a_offrir",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(offre__isnull=True) | Q(retire_le__isnull=True), name="siege_ajoute_offert_ou_retire"
            )
        ]

    def __str__(self) -> str:
        return str(self.groupe)
