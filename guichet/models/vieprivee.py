"""Consents given, files read, documents kept: what the law asks us to be able to show."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import Role


class Consentement(models.Model):
    """One answer to one purpose, in the words that were shown; a withdrawal ends it, a new answer is a new row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, related_name="consentements")
    region = models.ForeignKey("guichet.Region", models.PROTECT, null=True, related_name="+")
    finalite = models.CharField(_("finalité"), max_length=48)
    version = models.CharField(_("version du texte"), max_length=16)
    accorde = models.BooleanField(_("accordé"))
    le = models.DateTimeField(_("le"))
    retire_le = models.DateTimeField(_("retiré le"), null=True, blank=True)

    class Meta:
        verbose_name = _("consentement")
        constraints = [
            models.UniqueConstraint(
                fields=["personne", "finalite"], condition=Q(retire_le__isnull=True), name="consentement_un_actif"
            )
        ]

    def __str__(self) -> str:
        return self.finalite


class LectureDossier(models.Model):
    """Someone opened a person's file: who, as what, which page, when. The person can read these rows."""

    id = models.BigAutoField(primary_key=True)
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, related_name="lectures")
    region = models.ForeignKey("guichet.Region", models.PROTECT, null=True, related_name="+", db_index=False)
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, null=True, related_name="+")
    lecteur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lecteur_role = models.CharField(_("rôle"), max_length=32, choices=Role)
    lecteur_libelle = models.CharField(_("lecteur"), max_length=120, blank=True)
    page = models.CharField(_("page"), max_length=80)
    requete_id = models.CharField(_("requête"), max_length=64, blank=True)
    le = models.DateTimeField(_("le"))

    class Meta:
        verbose_name = _("lecture de dossier")
        verbose_name_plural = _("lectures de dossiers")
        indexes = [models.Index(fields=["personne", "-le"], name="lecture_personne")]

    def __str__(self) -> str:
        return f"{self.lecteur_libelle} – {self.page}"


class VerdictPiece(models.TextChoices):
    EN_QUARANTAINE = "en_quarantaine", _("En vérification")
    SAINE = "saine", _("Vérifiée")
    REFUSEE = "refusee", _("Refusée")


class Piece(models.Model):
    """A private file: kept under a random name, downloadable only once its check says it is clean."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, related_name="pieces")
    region = models.ForeignKey("guichet.Region", models.PROTECT, null=True, related_name="+")
    genre = models.CharField(_("genre"), max_length=32)
    nom_origine = models.CharField(_("nom du fichier"), max_length=160)
    type_mime = models.CharField(_("type"), max_length=80)
    taille = models.PositiveIntegerField(_("taille (octets)"))
    sha256 = models.CharField(max_length=64)
    chemin = models.CharField(max_length=120, unique=True)
    verdict = models.CharField(_("vérification"), max_length=16, choices=VerdictPiece, default="en_quarantaine")
    verifiee_le = models.DateTimeField(_("vérifiée le"), null=True, blank=True)
    conserver_jusqu_au = models.DateField(_("à conserver jusqu’au"), null=True, blank=True)
    deposee_le = models.DateTimeField(_("déposée le"))
    retiree_le = models.DateTimeField(_("retirée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("pièce")

    def __str__(self) -> str:
        return self.nom_origine
