"""The exits of the ledger as the journal tells them, and what was learnt later: a reason with its evidence."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.models.journal import NumeroDeTransaction
from inscriptions.pertes import EtapePerdue, Nature


class Preuve(models.TextChoices):
    APPEL = "appel", _("Note d’appel")
    MESSAGE = "message", _("Message de la personne")
    PIECE = "piece", _("Document au dossier")
    RENCONTRE = "rencontre", _("Rencontre")
    PARTENAIRE = "partenaire", _("Information de l’école")


class LigneDePerte(models.Model):
    """One exit as it was told from the journal, kept so that a year of them is read at once. Derived, rebuilt at will.

    The table lags behind the journal: it is read together with the steps taken since (queries/pertes_sql.py).
    """

    # The journal row of the exit.
    id = models.BigIntegerField(primary_key=True)
    le = models.DateTimeField(_("le"))
    inscription = models.ForeignKey("inscriptions.Inscription", models.PROTECT, related_name="+", db_index=False)
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, related_name="+")
    # As it was then.
    region = models.ForeignKey("guichet.Region", models.PROTECT, null=True, related_name="+", db_index=False)
    niveau = models.SmallIntegerField(_("niveau"), null=True)
    formule = models.CharField(_("formule"), max_length=32, blank=True)
    nature = models.CharField(_("nature"), max_length=16, choices=Nature)
    etape = models.CharField(_("étape"), max_length=16, choices=EtapePerdue)
    dit = models.CharField(_("raison dite"), max_length=48, blank=True)
    # The journal row whose words tell the reason.
    source = models.BigIntegerField(_("ligne de la raison"), null=True)
    # False: what came to light later says it was no loss.
    comptee = models.BooleanField(_("comptée"), default=True)

    class Meta:
        verbose_name = _("ligne du registre des pertes")
        indexes = [models.Index(fields=["le"], condition=Q(comptee=True), name="ligne_perte_le")]

    def __str__(self) -> str:
        return f"{self.nature} {self.le}"


class RepereRegistre(models.Model):
    """How far the journal was read for the exits kept: one row, at zero before the first reading."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    xid = NumeroDeTransaction()
    lu_le = models.DateTimeField(_("lu le"), null=True)
    # The rules they were told by: others tell everything again.
    version = models.CharField(_("version"), max_length=16, blank=True)

    class Meta:
        verbose_name = _("repère du registre des pertes")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="repere_registre_seul")]

    def __str__(self) -> str:
        return str(self.lu_le)


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
