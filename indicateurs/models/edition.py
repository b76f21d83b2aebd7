"""Frozen editions: figures as they were told, and what was corrected since. Rows are added, never changed."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.models.journal import NumeroDeTransaction


class Edition(models.Model):
    """The figures of a day: which facts they stand on, the definitions they follow, a digest of them all."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(_("code"), max_length=24, unique=True)
    # The day the calendar asks for; empty on demand.
    echeance = models.DateField(_("échéance"), null=True, blank=True, unique=True)
    au = models.DateField(_("chiffres au"))
    figee_le = models.DateTimeField(_("figée le"))
    figee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    motif = models.CharField(_("motif"), max_length=200, blank=True)
    # How far the journal had been read.
    xid = NumeroDeTransaction()
    journal_id = models.BigIntegerField(default=0)
    # Title, definition, kind, unit, source of each reference « code vN », as they read that day.
    definitions = models.JSONField(_("définitions"), default=dict)
    nb_chiffres = models.PositiveIntegerField(_("chiffres"), default=0)
    empreinte = models.CharField(_("empreinte"), max_length=64)

    class Meta:
        verbose_name = _("édition")
        ordering = ("-figee_le",)

    def __str__(self) -> str:
        return self.code


class ChiffreFige(models.Model):
    """One figure of an edition: exact for the ministry, and as the public reads it."""

    id = models.BigAutoField(primary_key=True)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="chiffres")
    mesure = models.CharField(_("indicateur"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version"))
    # What the figure is cut by: « », « region », « region+niveau », « mois ».
    coupe = models.CharField(_("coupe"), max_length=40, blank=True)
    du = models.DateField(_("du"))
    au = models.DateField(_("au"))
    axes = models.JSONField(_("critères"), default=dict)
    numerateur = models.BigIntegerField(null=True)
    denominateur = models.BigIntegerField(null=True)
    valeur = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    publie_haut = models.BigIntegerField(null=True)
    publie_bas = models.BigIntegerField(null=True)
    publie = models.DecimalField(max_digits=18, decimal_places=6, null=True)
    masque = models.CharField(_("raison du masque"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("chiffre figé")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["edition", "mesure", "coupe", "du", "axes"], name="chiffre_une_fois"),
            models.CheckConstraint(
                condition=models.Q(publie__isnull=False) | ~models.Q(masque=""), name="chiffre_masque_avec_raison"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.axes or ''}"

    @property
    def reference(self) -> str:
        """Code and version of the definition."""
        return f"{self.mesure} v{self.version}"


class MatiereFigee(models.Model):
    """What the figures of one definition were computed from, when the facts alone would not give them back."""

    id = models.BigAutoField(primary_key=True)
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="matieres")
    mesure = models.CharField(_("indicateur"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version"))
    # By figure: rows of a month, a case of the distribution, and the two amounts (indicateurs.queries.matieres).
    contenu = models.JSONField(_("contenu"), default=dict)

    class Meta:
        verbose_name = _("matière figée")
        verbose_name_plural = _("matières figées")
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=["edition", "mesure", "version"], name="matiere_une_fois")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.mesure} v{self.version}"


class CorrectionChiffre(models.Model):
    """What a figure becomes after a mistake was found: old and new, who, when, why. The figure itself stays."""

    id = models.BigAutoField(primary_key=True)
    chiffre = models.ForeignKey(ChiffreFige, models.PROTECT, related_name="corrections")
    le = models.DateTimeField(_("corrigé le"))
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    motif = models.CharField(_("motif"), max_length=200)
    # Columns of a figure, before and after.
    ancien = models.JSONField(_("avant"))
    nouveau = models.JSONField(_("après"))

    class Meta:
        verbose_name = _("correction")
        ordering = ("id",)
        constraints = [models.CheckConstraint(condition=~models.Q(motif=""), name="correction_motivee")]

    def __str__(self) -> str:
        return f"{self.chiffre_id} : {self.motif}"


class DemandeEdition(models.Model):
    """Figures asked for on demand: a worker freezes them, once; what kept it from doing so is written."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    motif = models.CharField(_("motif"), max_length=200)
    demandee_le = models.DateTimeField(_("demandée le"))
    demandee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    edition = models.OneToOneField(Edition, models.PROTECT, null=True, blank=True, related_name="demande")
    echec = models.CharField(_("échec"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("demande d’édition")
        verbose_name_plural = _("demandes d’édition")
        ordering = ("-demandee_le",)
        constraints = [
            # One edition is made at a time: a second click finds the first.
            models.UniqueConstraint(
                models.Value(1), condition=Q(edition__isnull=True, echec=""), name="demande_edition_une_en_cours"
            ),
            models.CheckConstraint(condition=~Q(motif=""), name="demande_edition_motivee"),
        ]

    def __str__(self) -> str:
        return self.motif
