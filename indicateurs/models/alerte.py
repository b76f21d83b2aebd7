"""Alerts: a figure has left its corridor, and someone answers for it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import Role
from guichet.cycle.modele import ObjetACycle
from guichet.mesure.definition import MESURES, Mesure
from indicateurs.states import EtatAlerte


class Borne(models.TextChoices):
    BASSE = "basse", _("sous la borne basse")
    HAUTE = "haute", _("au-dessus de la borne haute")


class AlerteQuerySet(models.QuerySet["Alerte"]):
    def ouvertes(self) -> AlerteQuerySet:
        """Those nobody has closed."""
        return self.exclude(etat=EtatAlerte.FERMEE)

    def en_cours_de_sortie(self) -> AlerteQuerySet:
        """The figure has not come back since: the same exit opens no second one."""
        return self.filter(Q(revenue_le__isnull=True) | ~Q(etat=EtatAlerte.FERMEE))


class Alerte(ObjetACycle):
    """One exit of one figure from its corridor; `role` answers for it, and closes it with a reason."""

    CYCLE = "alerte"

    code = models.SlugField(_("indicateur"), max_length=48)
    version = models.PositiveSmallIntegerField(_("version"))
    etat = models.CharField(_("état"), max_length=16, choices=EtatAlerte, default=EtatAlerte.OUVERTE)
    role = models.CharField(_("responsable"), max_length=32, choices=Role)
    borne = models.CharField(_("sortie"), max_length=8, choices=Borne)
    seuil = models.DecimalField(_("borne"), max_digits=14, decimal_places=4)
    valeur = models.DecimalField(_("valeur"), max_digits=20, decimal_places=6)
    du = models.DateField(_("du"))
    au = models.DateField(_("au"))
    prise_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    fermee_le = models.DateTimeField(_("fermée le"), null=True, blank=True)
    # The day the figure was seen inside its corridor again.
    revenue_le = models.DateField(_("revenue le"), null=True, blank=True)

    objects = AlerteQuerySet.as_manager()

    class Meta:
        verbose_name = _("alerte")
        ordering = ("-cree_le",)
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(etat="fermee"), name="alerte_une_ouverte"),
            models.CheckConstraint(condition=~Q(etat="fermee") | Q(fermee_le__isnull=False), name="alerte_fermee_le"),
        ]

    def __str__(self) -> str:
        return str(self.mesure.titre)

    @property
    def mesure(self) -> Mesure:
        """The definition it is about."""
        return MESURES[self.code]

    def rattachement(self) -> dict[str, Any]:
        """An alert is about nobody."""
        return {}
