"""Targets of figures: what is aimed at during a period, and the corridor a figure should not leave."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .validite import PeriodeDeValidite, Referentiel


class CibleMesure(Referentiel):
    """The target of one figure during one period; to change it, close the period and open another."""

    code = models.SlugField(_("indicateur"), max_length=48)
    cible = models.DecimalField(_("cible"), max_digits=14, decimal_places=4)
    borne_basse = models.DecimalField(_("borne basse"), max_digits=14, decimal_places=4, null=True, blank=True)
    borne_haute = models.DecimalField(_("borne haute"), max_digits=14, decimal_places=4, null=True, blank=True)

    class Meta(Referentiel.Meta):
        verbose_name = _("cible d’un indicateur")
        verbose_name_plural = _("cibles des indicateurs")
        ordering = ["code", "valide_du"]
        constraints = [
            *Referentiel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(borne_basse__isnull=True)
                | Q(borne_haute__isnull=True)
                | Q(borne_haute__gte=F("borne_basse")),
                name="ciblemesure_bornes_ordonnees",
                violation_error_message=_("La borne haute vient après la borne basse."),
            ),
            ExclusionConstraint(
                name="ciblemesure_sans_chevauchement",
                expressions=[("code", RangeOperators.EQUAL), (PeriodeDeValidite(), RangeOperators.OVERLAPS)],
                violation_error_message=_(
                    "Cet indicateur a déjà une cible pendant cette période. Fermez d’abord la période en cours."
                ),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="cible_figee", fields=["code", "cible", "borne_basse", "borne_haute", "valide_du"])
        ]

    def __str__(self) -> str:
        return self.code
