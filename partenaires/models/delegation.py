"""Up to how much someone may commit the ministry: powers delegated for a time, ended with a reason."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

PAR = settings.AUTH_USER_MODEL


class DelegationQuerySet(models.QuerySet["DelegationPouvoir"]):
    def en_vigueur(self, *, au: date) -> DelegationQuerySet:
        """Those that hold on that day; one that was ended holds no longer from that day on."""
        return self.filter(
            Q(valide_au__isnull=True) | Q(valide_au__gte=au),
            Q(finie_le__isnull=True) | Q(finie_le__date__gt=au),
            valide_du__lte=au,
        )

    def finies(self, *, au: date) -> DelegationQuerySet:
        """Those whose last day is past, and those that were ended."""
        return self.filter(Q(valide_au__lt=au) | Q(finie_le__isnull=False))


class DelegationPouvoir(models.Model):
    """Up to how much someone may commit the ministry, for a time; it ends, never vanishes.

    The database lets a row end once and change nothing else, and refuses an approval beyond it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    utilisateur = models.ForeignKey(PAR, models.PROTECT, related_name="delegations")
    montant_max = models.DecimalField(_("jusqu’à"), max_digits=14, decimal_places=2)
    valide_du = models.DateField(_("valide du"))
    valide_au = models.DateField(_("valide au"), null=True, blank=True)
    acte = models.CharField(_("acte de délégation"), max_length=300)
    accordee_le = models.DateTimeField(_("accordée le"))
    accordee_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    finie_le = models.DateTimeField(_("terminée le"), null=True, blank=True)
    finie_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    fin_motif = models.ForeignKey("guichet.Motif", models.PROTECT, null=True, blank=True, related_name="+")
    fin_precision = models.CharField(_("précision"), max_length=200, blank=True)

    objects: Any = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("délégation de pouvoir")
        verbose_name_plural = _("délégations de pouvoir")
        ordering = ("montant_max",)
        constraints = [
            models.CheckConstraint(condition=Q(montant_max__gt=0), name="delegation_montant_positif"),
            models.CheckConstraint(
                condition=Q(valide_au__isnull=True) | Q(valide_au__gte=F("valide_du")),
                name="delegation_dates_ordonnees",
                violation_error_message=_("La fin suit le début."),
            ),
            models.CheckConstraint(condition=~Q(acte=""), name="delegation_avec_acte"),
            models.CheckConstraint(
                condition=Q(accordee_par__isnull=True) | ~Q(accordee_par=F("utilisateur")),
                name="delegation_deux_personnes",
                violation_error_message=_("On ne s’accorde pas une délégation à soi-même."),
            ),
            models.CheckConstraint(
                condition=Q(finie_le__isnull=True, finie_par__isnull=True, fin_motif__isnull=True)
                | Q(finie_le__isnull=False, finie_par__isnull=False, fin_motif__isnull=False),
                name="delegation_fin_complete",
                violation_error_message=_("Une délégation finit avec sa date, sa personne et son motif."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.utilisateur}"
