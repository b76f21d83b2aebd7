"""Dated parameters: amounts, delays and thresholds that change without a new version of the code."""

from decimal import Decimal

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from .validite import PeriodeDeValidite, Referentiel


class NatureParametre(models.TextChoices):
    """How the stored value is read."""

    ENTIER = "entier", _("Nombre entier")
    DECIMAL = "decimal", _("Nombre décimal")
    TEXTE = "texte", _("Texte")
    LISTE = "liste", _("Liste")
    BOOLEEN = "booleen", _("Oui ou non")


class Parametre(Referentiel):
    """The value of one parameter during one period; to change it, close the period and open another."""

    cle = models.SlugField(_("clé"), max_length=60)
    libelle = models.CharField(_("libellé"), max_length=200)
    nature = models.CharField(_("nature"), max_length=8, choices=NatureParametre.choices)
    valeur = models.JSONField(_("valeur"), help_text=_('Un nombre décimal s’écrit entre guillemets : "205.00".'))
    unite = models.CharField(_("unité"), max_length=40, blank=True)

    class Meta(Referentiel.Meta):
        verbose_name = _("paramètre")
        verbose_name_plural = _("paramètres")
        ordering = ["cle", "valide_du"]
        constraints = [
            *Referentiel.Meta.constraints,
            ExclusionConstraint(
                name="parametre_sans_chevauchement",
                expressions=[("cle", RangeOperators.EQUAL), (PeriodeDeValidite(), RangeOperators.OVERLAPS)],
                violation_error_message=_(
                    "Ce paramètre a déjà une valeur pendant cette période. Fermez d’abord la période en cours."
                ),
            ),
        ]
        triggers = [pgtrigger.ReadOnly(name="valeur_figee", fields=["cle", "nature", "valeur", "valide_du"])]

    def __str__(self) -> str:
        return self.cle

    @property
    def valeur_typee(self) -> int | Decimal | str | list | bool:
        """The value, a decimal number being a `Decimal`."""
        return Decimal(self.valeur) if self.nature == NatureParametre.DECIMAL else self.valeur
