"""What a rule doubts in what a partner reports, what the parties answered; draws of controls."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.vieprivee.historique import suivre
from partenaires.models.reddition import Reddition
from partenaires.qualite import faits, regles


class PartQualite(models.TextChoices):
    COMPLETUDE = faits.Part.COMPLETUDE.value, _("Complétude")
    PONCTUALITE = faits.Part.PONCTUALITE.value, _("Ponctualité")
    COHERENCE = faits.Part.COHERENCE.value, _("Cohérence")
    FAITS = faits.Part.FAITS.value, _("Distance aux faits")
    PRESENCES = faits.Part.PRESENCES.value, _("Présences")


class GraviteAnomalie(models.TextChoices):
    LEGERE = faits.Gravite.LEGERE.value, _("légère")
    MOYENNE = faits.Gravite.MOYENNE.value, _("moyenne")
    GRAVE = faits.Gravite.GRAVE.value, _("grave")


CELLULES = {
    "recit": _("Récit de la période"),
    "valeur": _("Valeur"),
    "depense": _("Dépense"),
    "soumise_le": _("Date de l’envoi"),
    "periode_au": _("Fin de la période"),
    "presences": _("Présences"),
}


class AnomalieQuerySet(models.QuerySet["Anomalie"]):
    def ouvertes(self) -> AnomalieQuerySet:
        """Those that count in the score: found, not lifted."""
        return self.filter(levee_le__isnull=True)

    def a_repondre(self) -> AnomalieQuerySet:
        """Contested, the ministry has not answered yet."""
        return self.ouvertes().filter(contestee_le__isnull=False, repondue_le__isnull=True)


@suivre()
class Anomalie(models.Model):
    """One doubt of one rule about some cells of a report: contested by the partner, answered by the manager.

    The answer lifts it or maintains it; a rule that no longer finds it lifts it too.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reddition = models.ForeignKey(Reddition, models.PROTECT, null=True, blank=True, related_name="anomalies")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="anomalies")
    regle = models.SlugField(_("règle"), max_length=48)
    part = models.CharField(_("part"), max_length=12, choices=PartQualite)
    gravite = models.CharField(_("gravité"), max_length=8, choices=GraviteAnomalie)
    cellules = models.JSONField(_("cellules"), default=list)
    # The cells as one text: the same doubt is one row.
    cle = models.CharField(_("clé"), max_length=64)
    detail = models.CharField(_("détail"), max_length=200, blank=True)
    decouverte_le = models.DateTimeField(_("découverte le"))
    contestation = models.TextField(_("contestation"), blank=True)
    contestee_le = models.DateTimeField(_("contestée le"), null=True, blank=True)
    contestee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reponse = models.TextField(_("réponse"), blank=True)
    repondue_le = models.DateTimeField(_("répondue le"), null=True, blank=True)
    repondue_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    maintenue = models.BooleanField(_("maintenue"), default=False)
    levee_le = models.DateTimeField(_("levée le"), null=True, blank=True)
    levee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AnomalieQuerySet.as_manager()

    class Meta:
        verbose_name = _("anomalie")
        ordering = ("-decouverte_le", "regle", "pk")
        indexes = [models.Index(fields=["organisation", "-decouverte_le"], name="anomalie_organisation")]
        constraints = [
            models.UniqueConstraint(
                fields=["reddition", "regle", "cle"], condition=Q(levee_le__isnull=True), name="anomalie_une_ouverte"
            ),
            models.CheckConstraint(
                condition=Q(contestee_le__isnull=True) | ~Q(contestation=""),
                name="anomalie_contestation_ecrite",
                violation_error_message=_("Une contestation a son texte."),
            ),
            models.CheckConstraint(
                condition=Q(repondue_le__isnull=True) | (~Q(reponse="") & Q(contestee_le__isnull=False)),
                name="anomalie_reponse_ecrite",
                violation_error_message=_("Une réponse a son texte, et répond à une contestation."),
            ),
            models.CheckConstraint(
                condition=~Q(maintenue=True, levee_le__isnull=False), name="anomalie_maintenue_ou_levee"
            ),
        ]

    def __str__(self) -> str:
        return str(self.libelle)

    @property
    def libelle(self) -> str:
        """The words of the rule."""
        return str(regles.LIBELLES.get(self.regle, self.regle))

    @property
    def cellules_lues(self) -> list[str]:
        """The cells in words: « Dépense : locaux »."""
        return [
            " : ".join((str(CELLULES.get(genre, genre)), code)) if code else str(CELLULES.get(genre, genre))
            for genre, _deux_points, code in (cellule.partition(":") for cellule in self.cellules)
        ]

    @property
    def est_contestable(self) -> bool:
        """True until it is contested or lifted."""
        return self.contestee_le is None and self.levee_le is None

    @property
    def attend_reponse(self) -> bool:
        """True while the ministry owes an answer."""
        return self.contestee_le is not None and self.repondue_le is None and self.levee_le is None


class TirageControles(models.Model):
    """A draw of reports to control: its seed, every candidate with its weight, those drawn. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    graine = models.BigIntegerField(_("graine"))
    nombre = models.PositiveSmallIntegerField(_("nombre à tirer"))
    du = models.DateField(_("redditions soumises du"))
    au = models.DateField(_("au"))
    candidats = models.JSONField(_("candidats et poids"))
    tires = models.JSONField(_("tirées"))
    empreinte = models.CharField(_("empreinte"), max_length=64)
    tire_le = models.DateTimeField(_("tiré le"))
    tire_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("tirage de contrôles")
        verbose_name_plural = _("tirages de contrôles")
        ordering = ("-tire_le",)

    def __str__(self) -> str:
        return f"{self.graine}"
