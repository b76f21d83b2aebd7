"""What every reference row has: a period, a source, and how sure we are of it."""

from datetime import date
from typing import Any, Self

from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from guichet.referentiels.tri import cle_tri


class Certitude(models.TextChoices):
    """How sure a reference value is; a screen that shows a value can show this too."""

    VERIFIE = "verifie", _("Vérifié")
    A_VERIFIER = "a_verifier", _("À vérifier")
    SYNTHETIQUE = "synthetique", _("Synthétique")


class PeriodeDeValidite(Func):
    """The validity of a row as a date range, both ends included, an empty end being open."""

    function = "DATERANGE"
    output_field = DateRangeField()

    def __init__(self, *expressions, **extra):
        super().__init__(*(expressions or (F("valide_du"), F("valide_au"), Value("[]"))), **extra)


class ReferentielQuerySet(models.QuerySet):
    """Reference rows, chosen by the day they must be true."""

    def en_vigueur(self, *, au: date) -> Self:
        """Rows valid on this day, first and last day included."""
        return self.filter(
            Q(valide_du__isnull=True) | Q(valide_du__lte=au),
            Q(valide_au__isnull=True) | Q(valide_au__gte=au),
        )


class Referentiel(models.Model):
    """A row of reference data."""

    valide_du = models.DateField(_("valide du"), null=True, blank=True)
    valide_au = models.DateField(_("valide jusqu’au"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    certitude = models.CharField(_("certitude"), max_length=12, choices=Certitude.choices, default=Certitude.A_VERIFIER)

    fournie = models.BooleanField(
        _("fournie avec le portail"),
        default=False,
        editable=False,
        help_text=_("Une ligne modifiée à la main devient locale : le chargement ne la touche plus."),
    )

    objects = ReferentielQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_periode_dans_l_ordre",
                condition=Q(valide_du__isnull=True) | Q(valide_au__isnull=True) | Q(valide_au__gte=F("valide_du")),
                violation_error_message=_("La fin de validité vient avant le début. Corrigez l’une des deux dates."),
            ),
        ]

    def save(self, *args, **kwargs) -> None:
        """Save a row edited by hand: it is local from now on. Loading writes in bulk and does not pass here."""
        self.fournie = False
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "fournie"}
        super().save(*args, **kwargs)

    def est_en_vigueur(self, *, au: date) -> bool:
        """Whether this row is valid on this day."""
        return (self.valide_du is None or self.valide_du <= au) and (self.valide_au is None or self.valide_au >= au)


class TrieParNom(models.Model):
    """A row whose sort key follows its name."""

    nom: Any

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        """Save the row with the sort key of its name."""
        self.cle_tri = cle_tri(self.nom)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "cle_tri"}
        super().save(*args, **kwargs)
