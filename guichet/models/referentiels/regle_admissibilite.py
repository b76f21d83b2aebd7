"""Dated eligibility rules: which status gives right to which formula, and what the person is told."""

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from guichet.referentiels.admissibilite import Critere, Decision
from guichet.referentiels.formules import FormuleDeRegle

from .immigration import StatutImmigration
from .validite import PeriodeDeValidite, Referentiel


class RegleAdmissibilite(Referentiel):
    """What one rule decides during one period; an earlier decision keeps the rule it was taken with."""

    code = models.CharField(_("code"), max_length=40)
    critere = models.CharField(_("critère"), max_length=12, choices=Critere.choices)
    statut = models.ForeignKey(
        StatutImmigration,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="regles",
        help_text=_("Vide : la règle vaut pour tous les statuts."),
    )
    formule = models.CharField(
        _("formule"),
        max_length=20,
        choices=FormuleDeRegle.choices,
        blank=True,
        help_text=_("Vide : la règle vaut pour toutes les formules."),
    )
    decision = models.CharField(_("décision"), max_length=14, choices=Decision.choices)
    motif = models.TextField(_("motif"))
    remede = models.TextField(_("ce que la personne peut faire"), blank=True)
    avertissement = models.TextField(_("avertissement"), blank=True)

    class Meta(Referentiel.Meta):
        verbose_name = _("règle d’admissibilité")
        verbose_name_plural = _("règles d’admissibilité")
        ordering = ["code", "statut", "formule", "valide_du"]
        constraints = [
            *Referentiel.Meta.constraints,
            models.CheckConstraint(
                name="regleadmissibilite_statut_selon_critere",
                condition=(Q(critere=Critere.STATUT) & Q(statut__isnull=False) & ~Q(formule=""))
                | (~Q(critere=Critere.STATUT) & Q(statut__isnull=True)),
                violation_error_message=_(
                    "Une règle de statut nomme un statut et une formule; les autres, aucun statut."
                ),
            ),
            ExclusionConstraint(
                name="regleadmissibilite_sans_chevauchement",
                expressions=[
                    ("critere", RangeOperators.EQUAL),
                    (Coalesce("statut", Value("")), RangeOperators.EQUAL),
                    ("formule", RangeOperators.EQUAL),
                    (PeriodeDeValidite(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "Une autre règle décide déjà de ce cas pendant cette période. Fermez-la d’abord."
                ),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="regle_figee",
                fields=["code", "critere", "statut", "formule", "decision", "motif", "valide_du"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.version})"

    @property
    def version(self) -> str:
        """The first day of the rule, which tells its versions apart."""
        return self.valide_du.isoformat() if self.valide_du else "origine"
