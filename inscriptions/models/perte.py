"""What was learnt later about an exit: a reason with its evidence, beside the journal, which never changes."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Preuve(models.TextChoices):
    APPEL = "appel", _("Note d’appel")
    MESSAGE = "message", _("Message de la personne")
    PIECE = "piece", _("Document au dossier")
    RENCONTRE = "rencontre", _("Rencontre")
    PARTENAIRE = "partenaire", _("Information de l’école")


class ComplementDePerte(models.Model):
    """One dated addition to one exit; the latest counts, the earlier ones stay."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The journal row of the exit.
    sortie = models.BigIntegerField(_("ligne du journal"))
    inscription = models.ForeignKey("inscriptions.Inscription", models.PROTECT, related_name="complements_de_perte")
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, related_name="+")
    region = models.ForeignKey("guichet.Region", models.PROTECT, null=True, related_name="+")
    motif = models.ForeignKey("guichet.Motif", models.PROTECT, related_name="+")
    preuve = models.CharField(_("preuve"), max_length=12, choices=Preuve)
    piece = models.ForeignKey("guichet.Piece", models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(_("note"), max_length=500, blank=True)
    le = models.DateTimeField(_("le"))
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    par_libelle = models.CharField(_("par"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("complément d’une perte")
        verbose_name_plural = _("compléments de pertes")
        ordering = ("le", "id")
        indexes = [models.Index(fields=["sortie", "-le"], name="complement_sortie")]
        constraints = [
            models.CheckConstraint(
                condition=Q(preuve="piece", piece__isnull=False) | (~Q(preuve="piece") & ~Q(note="")),
                name="complement_prouve",
                violation_error_message=_("Joignez un document du dossier ou écrivez ce qui a été dit."),
            )
        ]

    def __str__(self) -> str:
        return str(self.motif)
