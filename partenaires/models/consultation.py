"""What was heard when a programme is redesigned, and what follows from it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partenaires.models.programme import ElementDeNorme, SectionDeNorme, VersionProgramme


class SourceConsultation(models.TextChoices):
    SONDAGE = "sondage", _("Sondage")
    GROUPE_TEMOIN = "groupe_temoin", _("Groupe témoin")
    TERRAIN = "terrain", _("Visite sur le terrain")
    CONSULTATION = "consultation", _("Consultation écrite")


class ResultatConsultation(ElementDeNorme):
    """One thing heard about a proposed version: from whom, when, about which section, and what follows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(VersionProgramme, models.PROTECT, related_name="consultations")
    source = models.CharField(_("source"), max_length=16, choices=SourceConsultation)
    tenue_le = models.DateField(_("date"))
    participants = models.PositiveIntegerField(_("nombre de participants"))
    section = models.CharField(_("section concernée"), max_length=16, choices=SectionDeNorme)
    entendu = models.TextField(_("ce qui a été entendu"))
    suite = models.TextField(_("ce qui en découle"), blank=True)
    notee_le = models.DateTimeField(_("notée le"))
    notee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("résultat de consultation")
        verbose_name_plural = _("résultats de consultation")
        ordering = ("version", "-tenue_le", "-notee_le")
        constraints = [
            models.CheckConstraint(condition=~Q(entendu=""), name="consultation_dit_quelque_chose"),
            models.CheckConstraint(
                condition=Q(participants__gt=0),
                name="consultation_a_des_participants",
                violation_error_message=_("Une consultation a au moins un participant."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()}, {self.tenue_le}"
