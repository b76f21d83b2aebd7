"""What a request is judged on: documents given, notes, the recommendation."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.models import VerdictPiece
from guichet.vieprivee.historique import suivre
from partenaires.models.entente import Entente
from partenaires.models.exigences import CritereAnalyse

PAR = settings.AUTH_USER_MODEL


class DocumentEntenteQuerySet(models.QuerySet["DocumentEntente"]):
    def actifs(self) -> DocumentEntenteQuerySet:
        """Those not replaced by a later one."""
        return self.filter(retire_le__isnull=True)


class DocumentEntente(models.Model):
    """A document given with a request: quarantined until checked, then judged conform or not, with a reason.

    A new file for the same code replaces the former one, which keeps its row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entente = models.ForeignKey(Entente, models.PROTECT, related_name="documents")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+", db_index=False)
    code = models.SlugField(_("code"), max_length=32)
    nom_origine = models.CharField(_("nom du fichier"), max_length=160)
    type_mime = models.CharField(_("type"), max_length=80)
    taille = models.PositiveIntegerField(_("taille (octets)"))
    sha256 = models.CharField(max_length=64)
    chemin = models.CharField(max_length=120, unique=True)
    verdict = models.CharField(_("vérification"), max_length=16, choices=VerdictPiece, default="en_quarantaine")
    verifiee_le = models.DateTimeField(_("vérifiée le"), null=True, blank=True)
    depose_le = models.DateTimeField(_("déposé le"))
    depose_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    conforme = models.BooleanField(_("conforme"), null=True, blank=True)
    motif = models.CharField(_("motif"), max_length=300, blank=True)
    juge_le = models.DateTimeField(_("jugé le"), null=True, blank=True)
    juge_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    retire_le = models.DateTimeField(_("remplacé le"), null=True, blank=True)

    objects = DocumentEntenteQuerySet.as_manager()

    class Meta:
        verbose_name = _("document de l’entente")
        verbose_name_plural = _("documents de l’entente")
        ordering = ("code", "-depose_le")
        constraints = [
            models.UniqueConstraint(
                fields=["entente", "code"], condition=Q(retire_le__isnull=True), name="document_entente_unique"
            ),
            models.CheckConstraint(
                condition=Q(conforme__isnull=True) | Q(juge_le__isnull=False), name="document_entente_juge_le"
            ),
            models.CheckConstraint(
                condition=Q(conforme__isnull=True) | Q(conforme=True) | ~Q(motif=""),
                name="document_entente_non_conforme_motive",
                violation_error_message=_("Un document non conforme a son motif."),
            ),
            models.CheckConstraint(
                condition=Q(conforme__isnull=True) | Q(conforme=False) | Q(verdict="saine"),
                name="document_entente_conforme_verifie",
                violation_error_message=_("Un document conforme est d’abord vérifié."),
            ),
        ]

    def __str__(self) -> str:
        return self.nom_origine

    @property
    def est_sain(self) -> bool:
        """True once its check says it may be opened."""
        return self.verdict == VerdictPiece.SAINE

    @property
    def est_refuse(self) -> bool:
        """True when its check found something in it."""
        return self.verdict == VerdictPiece.REFUSEE


@suivre()
class NoteAnalyse(models.Model):
    """The note of one criterion, with its comment. The organisation never reads it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entente = models.ForeignKey(Entente, models.PROTECT, related_name="notes")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+", db_index=False)
    critere = models.ForeignKey(CritereAnalyse, models.PROTECT, related_name="notes")
    note = models.DecimalField(_("note"), max_digits=5, decimal_places=1)
    commentaire = models.TextField(_("commentaire"), blank=True)
    notee_le = models.DateTimeField(_("notée le"))
    notee_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("note d’analyse")
        verbose_name_plural = _("notes d’analyse")
        ordering = ("critere__code",)
        constraints = [
            models.UniqueConstraint(fields=["entente", "critere"], name="note_analyse_unique"),
            models.CheckConstraint(condition=Q(note__gte=0), name="note_analyse_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.note}"


@suivre()
class AvisEntente(models.Model):
    """The analyst's recommendation in words, with the score it rests on. The organisation never reads it."""

    entente = models.OneToOneField(Entente, models.PROTECT, primary_key=True, related_name="avis")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+", db_index=False)
    texte = models.TextField(_("recommandation"))
    score = models.DecimalField(_("score"), max_digits=4, decimal_places=3, null=True, blank=True)
    montant = models.DecimalField(_("montant recommandé"), max_digits=12, decimal_places=2)
    le = models.DateTimeField(_("le"))
    par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("recommandation")
        constraints = [models.CheckConstraint(condition=Q(montant__gt=0) & ~Q(texte=""), name="avis_entente_complet")]

    def __str__(self) -> str:
        return self.texte[:60]
