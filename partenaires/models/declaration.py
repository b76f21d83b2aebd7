"""What a partner could open in one session: its declaration of capacity."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from guichet.vieprivee.historique import suivre
from partenaires.states import EtatDeclaration


class DeclarationCapaciteQuerySet(models.QuerySet["DeclarationCapacite"]):
    def deposees(self) -> DeclarationCapaciteQuerySet:
        """Those the ministry counts on."""
        return self.filter(etat=EtatDeclaration.DEPOSEE)

    def ouvertes(self) -> DeclarationCapaciteQuerySet:
        """Not closed yet: drafts and withdrawn ones included."""
        return self.exclude(etat=EtatDeclaration.CLOSE)


@suivre()
class DeclarationCapacite(ObjetACycle):
    """One partner, one session: hours available, deadline, then provisional groups, pools and shared resources."""

    CYCLE = "declaration_capacite"

    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="declarations")
    session = models.ForeignKey("inscriptions.SessionCours", models.PROTECT, related_name="declarations")
    etat = models.CharField(_("état"), max_length=12, choices=EtatDeclaration, default=EtatDeclaration.BROUILLON)
    # Teaching hours of the whole session; the entente will give them once it exists.
    heures_disponibles = models.DecimalField(
        _("heures disponibles"), max_digits=8, decimal_places=1, null=True, blank=True
    )
    # The last day on which the ministry may keep a group of this declaration.
    decision_le = models.DateField(_("date limite de décision"), null=True, blank=True)
    deposee_le = models.DateTimeField(_("déposée le"), null=True, blank=True)
    deposee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = DeclarationCapaciteQuerySet.as_manager()

    class Meta:
        verbose_name = _("déclaration de capacité")
        verbose_name_plural = _("déclarations de capacité")
        ordering = ("session__debut",)
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "session"],
                name="declaration_une_par_session",
                violation_error_message=_("Une déclaration existe déjà pour cette session."),
            ),
            models.UniqueConstraint(fields=["id", "organisation"], name="declaration_rattachement"),
            models.CheckConstraint(
                condition=Q(heures_disponibles__isnull=True) | Q(heures_disponibles__gt=0),
                name="declaration_heures_positives",
                violation_error_message=_("Les heures disponibles sont plus grandes que zéro."),
            ),
            models.CheckConstraint(
                condition=~Q(etat="deposee")
                | Q(deposee_le__isnull=False, heures_disponibles__isnull=False, decision_le__isnull=False),
                name="declaration_deposee_complete",
                violation_error_message=_("Une déclaration déposée a ses heures et sa date limite."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.session}"

    @property
    def est_modifiable(self) -> bool:
        """True while the partner may change what it contains."""
        return self.etat == EtatDeclaration.BROUILLON

    @property
    def est_deposee(self) -> bool:
        """True while the ministry counts on it."""
        return self.etat == EtatDeclaration.DEPOSEE

    def est_echue(self, au: date) -> bool:
        """True once its deadline is past."""
        return self.decision_le is not None and self.decision_le < au
