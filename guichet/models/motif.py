"""Coded reasons: why a person declined, left, was absent. Dated lists, never constants."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MotifQuerySet(models.QuerySet["Motif"]):
    def pour(self, domaine: str, *, au: date) -> MotifQuerySet:
        """The reasons offered for a step (`offre.decliner`) on that day, in their order."""
        return self.filter(Q(valide_au__isnull=True) | Q(valide_au__gte=au), domaine=domaine, valide_du__lte=au)


class Motif(models.Model):
    """One reason of one step."""

    code = models.CharField(_("code"), max_length=48, primary_key=True)
    domaine = models.CharField(_("pas"), max_length=64)
    libelle = models.CharField(_("libellé"), max_length=160)
    ordre = models.PositiveSmallIntegerField(_("ordre"), default=0)
    valide_du = models.DateField(_("valide du"))
    valide_au = models.DateField(_("valide au"), null=True, blank=True)

    objects = MotifQuerySet.as_manager()

    class Meta:
        verbose_name = _("motif")
        ordering = ("domaine", "ordre", "libelle")

    def __str__(self) -> str:
        return self.libelle
