"""A question put to a table, and what each member organisation answers."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from guichet.vieprivee.historique import suivre
from partenaires.models.concertation import TableConcertation
from partenaires.states_concertation import EtatConsultation

PAR = settings.AUTH_USER_MODEL


class ConsultationTable(ObjetACycle):
    """Asked between two days; closed with what the ministry does about it, in writing."""

    CYCLE = "consultation_table"

    table = models.ForeignKey(TableConcertation, models.PROTECT, related_name="consultations")
    region = models.ForeignKey("guichet.Region", models.PROTECT, null=True, blank=True, related_name="+")
    etat = models.CharField(_("état"), max_length=20, choices=EtatConsultation, default=EtatConsultation.PREPAREE)
    question = models.CharField(_("question"), max_length=240)
    contexte = models.TextField(_("contexte"))
    du = models.DateField(_("premier jour"))
    au = models.DateField(_("dernier jour"))
    ouverte_le = models.DateTimeField(_("ouverte le"), null=True, blank=True)
    suite = models.TextField(_("suite donnée"), blank=True)
    close_le = models.DateTimeField(_("close le"), null=True, blank=True)
    close_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("consultation d’une table")
        verbose_name_plural = _("consultations d’une table")
        ordering = ("-au",)
        constraints = [
            models.UniqueConstraint(fields=["id", "table"], name="consultation_table_rattachement"),
            models.CheckConstraint(
                condition=Q(au__gte=F("du")),
                name="consultation_table_dates_ordonnees",
                violation_error_message=_("Le dernier jour suit le premier."),
            ),
            models.CheckConstraint(condition=~Q(question=""), name="consultation_table_pose_une_question"),
            models.CheckConstraint(
                condition=~Q(etat__in=["ouverte", "close"]) | Q(ouverte_le__isnull=False),
                name="consultation_table_ouverte_datee",
            ),
            models.CheckConstraint(
                condition=~Q(etat="close") | (Q(close_le__isnull=False) & ~Q(suite="")),
                name="consultation_table_close_avec_suite",
                violation_error_message=_("Une consultation se clôt avec la suite donnée, par écrit."),
            ),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def est_close(self) -> bool:
        """True once its follow-up is written."""
        return self.etat == EtatConsultation.CLOSE

    def recoit(self, *, au: date) -> bool:
        """True on the days a member may give or change its position."""
        return self.etat == EtatConsultation.OUVERTE and self.du <= au <= self.au


class GenrePosition(models.TextChoices):
    POUR = "pour", _("Pour")
    AMENDE = "amende", _("Pour, avec modifications")
    CONTRE = "contre", _("Contre")


@suivre()
class PositionMembre(models.Model):
    """What one member organisation answers, and why; it may change while the question is open, its history stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    table = models.ForeignKey(TableConcertation, models.PROTECT, related_name="+", db_index=False)
    consultation = models.ForeignKey(ConsultationTable, models.PROTECT, related_name="positions")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    position = models.CharField(_("position"), max_length=8, choices=GenrePosition)
    raisons = models.TextField(_("raisons"))
    donnee_le = models.DateTimeField(_("donnée le"))
    donnee_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("position d’un membre")
        verbose_name_plural = _("positions des membres")
        ordering = ("organisation__nom",)
        constraints = [
            models.UniqueConstraint(fields=["consultation", "organisation"], name="position_une_par_membre"),
            models.CheckConstraint(
                condition=~Q(raisons=""),
                name="position_motivee",
                violation_error_message=_("Une position a ses raisons."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_position_display()
