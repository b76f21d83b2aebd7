"""A partner says it cannot receive a placed person; an adviser decides, the person never loses her rank."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from inscriptions.states_suites import EtatRefusAccueil


class RefusAccueilQuerySet(models.QuerySet["RefusAccueil"]):
    def a_decider(self) -> RefusAccueilQuerySet:
        """Waiting for an adviser."""
        return self.filter(etat=EtatRefusAccueil.SOUMIS)


class RefusAccueil(ObjetACycle):
    """One refusal of one seat, with its coded reason; at most one open per seat."""

    CYCLE = "refus_accueil"

    place = models.ForeignKey("inscriptions.Place", models.PROTECT, related_name="refus")
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, related_name="+")
    region = models.ForeignKey("guichet.Region", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    etat = models.CharField(_("état"), max_length=8, choices=EtatRefusAccueil, default=EtatRefusAccueil.SOUMIS)
    motif = models.ForeignKey("guichet.Motif", models.PROTECT, related_name="+")
    precision = models.TextField(_("précision"), blank=True)
    soumis_le = models.DateTimeField(_("soumis le"))
    soumis_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decide_le = models.DateTimeField(_("décidé le"), null=True, blank=True)

    objects = RefusAccueilQuerySet.as_manager()

    class Meta:
        verbose_name = _("refus d’accueil")
        verbose_name_plural = _("refus d’accueil")
        constraints = [
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(etat="soumis"),
                name="refus_accueil_un_ouvert",
                violation_error_message=_("Un refus est déjà à l’étude pour cette personne."),
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=["ecarte", "admis"]) | Q(decide_le__isnull=False),
                name="refus_accueil_decide_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}"
