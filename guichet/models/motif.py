"""Coded reasons: why a person declined, left, was absent. Dated lists, never constants."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from guichet.models.referentiels.validite import Referentiel, ReferentielQuerySet


class MotifQuerySet(ReferentielQuerySet):
    def pour(self, domaine: str, *, au: date) -> MotifQuerySet:
        """The reasons offered for a step (`offre.decliner`) on that day, in their order."""
        return self.filter(domaine=domaine).en_vigueur(au=au)


class Motif(Referentiel):
    """One reason of one step."""

    code = models.CharField(_("code"), max_length=48, primary_key=True)
    domaine = models.CharField(_("pas"), max_length=64)
    libelle = models.CharField(_("libellé"), max_length=160)
    ordre = models.PositiveSmallIntegerField(_("ordre"), default=0)

    objects = MotifQuerySet.as_manager()

    class Meta(Referentiel.Meta):
        verbose_name = _("motif")
        ordering = ("domaine", "ordre", "libelle")

    def __str__(self) -> str:
        return self.libelle
