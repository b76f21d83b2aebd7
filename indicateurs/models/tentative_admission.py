"""Attempts to reach an admitted person who never registered: channel, outcome, author; withdrawn, never deleted."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inscriptions.models import CanalContact


class TentativeAdmission(models.Model):
    """One attempt about one admission; it hangs on the source's own key, as links and outcomes do."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cle = models.CharField(_("clé de la source"), max_length=60)
    region = models.ForeignKey(
        "guichet.Region", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    canal = models.CharField(_("moyen"), max_length=12, choices=CanalContact, default=CanalContact.TELEPHONE)
    motif = models.ForeignKey("guichet.Motif", models.PROTECT, db_index=False, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)
    prochaine_le = models.DateField(_("prochaine tentative le"), null=True, blank=True)
    le = models.DateTimeField(_("le"))
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    par_libelle = models.CharField(_("par"), max_length=120, blank=True)
    retire_le = models.DateTimeField(_("retirée le"), null=True, blank=True)
    retire_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    retire_motif = models.CharField(_("motif du retrait"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("tentative de joindre une personne admise")
        verbose_name_plural = _("tentatives de joindre les personnes admises")
        ordering = ("-le",)
        indexes = [models.Index(fields=["cle", "-le"], name="tentative_admission_cle")]
        constraints = [
            models.CheckConstraint(
                condition=Q(retire_le__isnull=True) | ~Q(retire_motif=""), name="tentative_admission_retrait_motive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cle} {self.motif}"
