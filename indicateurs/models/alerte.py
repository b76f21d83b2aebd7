"""Alerts: a figure has left its corridor, and someone answers for it."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import Acteur, Role
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
    # The person named to answer, of that role or not; empty: whoever holds the role.
    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
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

    def revient_a(self, acteur: Acteur) -> bool:
        """True for the person named, and for her role: someone away does not hold an alert."""
        return acteur.role == self.role or (
            self.utilisateur_id is not None and acteur.utilisateur_id == self.utilisateur_id
        )

    @property
    def mesure(self) -> Mesure:
        """The definition it is about."""
        return MESURES[self.code]

    def rattachement(self) -> dict[str, Any]:
        """An alert is about nobody."""
        return {}


class VeilleurIndicateur(models.Model):
    """Who answers for the alerts of a figure: a role, sometimes a person; another designation ends this one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(_("indicateur"), max_length=48)
    role = models.CharField(_("rôle"), max_length=32, choices=Role)
    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    motif = models.CharField(_("motif"), max_length=200)
    designe_le = models.DateTimeField(_("désigné le"))
    designe_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    fini_le = models.DateTimeField(_("fini le"), null=True, blank=True)

    class Meta:
        verbose_name = _("veilleur d’un indicateur")
        verbose_name_plural = _("veilleurs des indicateurs")
        ordering = ("-designe_le",)
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=Q(fini_le__isnull=True), name="veilleur_un_a_la_fois"),
            models.CheckConstraint(condition=~Q(motif=""), name="veilleur_motive"),
        ]

    def __str__(self) -> str:
        return f"{self.code} – {self.get_role_display()}"
