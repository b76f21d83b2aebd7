"""How both parties come to the text they sign: comments on a clause or a figure, numbered versions of the terms."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partenaires.models.entente import Entente

PAR = settings.AUTH_USER_MODEL


class PartieEntente(models.TextChoices):
    ORGANISME = "organisme", _("Organisme")
    MINISTERE = "ministere", _("Ministère")


class CommentaireQuerySet(models.QuerySet["Commentaire"]):
    def ouverts(self) -> CommentaireQuerySet:
        """Questions not resolved yet; answers are no questions."""
        return self.filter(parent__isnull=True, resolu_le__isnull=True)


class Commentaire(models.Model):
    """A question on one clause or figure (`cible`, as « clause:objet » or « activite:cours:prix »), or an answer to it.

    Open, it keeps the entente from being signed; either party may resolve it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entente = models.ForeignKey(Entente, models.PROTECT, related_name="commentaires")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+", db_index=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="reponses")
    cible = models.CharField(_("sujet"), max_length=120)
    texte = models.TextField(_("commentaire"))
    auteur = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    auteur_libelle = models.CharField(_("auteur"), max_length=120, blank=True)
    partie = models.CharField(_("partie"), max_length=12, choices=PartieEntente)
    ouvert_le = models.DateTimeField(_("ouvert le"))
    resolu_le = models.DateTimeField(_("réglé le"), null=True, blank=True)
    resolu_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    resolu_par_libelle = models.CharField(_("réglé par"), max_length=120, blank=True)

    objects = CommentaireQuerySet.as_manager()

    class Meta:
        verbose_name = _("commentaire")
        ordering = ("ouvert_le", "id")
        indexes = [models.Index(fields=["entente", "ouvert_le"], name="commentaire_entente")]
        constraints = [
            models.CheckConstraint(condition=~Q(texte=""), name="commentaire_ecrit"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | Q(resolu_le__isnull=True), name="commentaire_reponse_ouverte"
            ),
        ]

    def __str__(self) -> str:
        return self.cible

    @property
    def est_ouvert(self) -> bool:
        """True until one of the parties resolves it."""
        return self.resolu_le is None


class VersionEntente(models.Model):
    """All the terms as one party proposed them, numbered; never changed afterwards."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entente = models.ForeignKey(Entente, models.PROTECT, related_name="versions_proposees")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+", db_index=False)
    numero = models.PositiveSmallIntegerField(_("version"))
    contenu = models.JSONField(_("contenu"))
    resume = models.CharField(_("ce qui change"), max_length=200, blank=True)
    partie = models.CharField(_("partie"), max_length=12, choices=PartieEntente)
    auteur = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    auteur_libelle = models.CharField(_("auteur"), max_length=120, blank=True)
    proposee_le = models.DateTimeField(_("proposée le"))
    retenue_le = models.DateTimeField(_("retenue le"), null=True, blank=True)

    class Meta:
        verbose_name = _("version de l’entente")
        verbose_name_plural = _("versions de l’entente")
        ordering = ("numero",)
        constraints = [models.UniqueConstraint(fields=["entente", "numero"], name="version_entente_unique")]

    def __str__(self) -> str:
        return f"{self.numero}"
