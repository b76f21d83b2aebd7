"""How much a programme may spend in a fiscal year; a new amount ends the former one."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partenaires.exercices import libelle_exercice
from partenaires.models.programme import Programme


class EnveloppeQuerySet(models.QuerySet["Enveloppe"]):
    def en_vigueur(self, *, au: date) -> EnveloppeQuerySet:
        """The amounts that hold at the end of that day."""
        return self.filter(Q(fin_le__isnull=True) | Q(fin_le__date__gt=au), debut_le__date__lte=au)


class Enveloppe(models.Model):
    """The envelope of one fiscal year (named by the calendar year of its 1 April), in dollars.

    The database lets a row end and change nothing else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="enveloppes")
    exercice = models.PositiveSmallIntegerField(_("exercice financier"))
    montant = models.DecimalField(_("montant"), max_digits=14, decimal_places=2)
    motif = models.CharField(_("motif"), max_length=300)
    debut_le = models.DateTimeField(_("en vigueur depuis"))
    fin_le = models.DateTimeField(_("en vigueur jusqu’à"), null=True, blank=True)
    fixee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = EnveloppeQuerySet.as_manager()

    class Meta:
        verbose_name = _("enveloppe")
        ordering = ("programme", "exercice", "-debut_le")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "exercice"], condition=Q(fin_le__isnull=True), name="enveloppe_une_en_vigueur"
            ),
            models.CheckConstraint(condition=Q(montant__gt=0), name="enveloppe_positive"),
            models.CheckConstraint(
                condition=Q(fin_le__isnull=True) | Q(fin_le__gte=F("debut_le")), name="enveloppe_dates_ordonnees"
            ),
            models.CheckConstraint(condition=~Q(motif=""), name="enveloppe_motivee"),
        ]

    def __str__(self) -> str:
        return f"{self.programme}, {libelle_exercice(self.exercice)}"
