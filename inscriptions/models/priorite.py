"""A version of the dispatch order: its classes, its date, its author and its reason; frozen once published."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from guichet.models.referentiels.validite import Certitude
from inscriptions.priorites import ClasseDePriorite, lire_classes
from inscriptions.states_priorite import EtatRegle


class RegleQuerySet(models.QuerySet["RegleDePriorite"]):
    def annoncees(self) -> RegleQuerySet:
        """Published and not yet in force, the nearest first."""
        return self.filter(etat=EtatRegle.PUBLIEE).order_by("en_vigueur_le", "numero")


class RegleDePriorite(ObjetACycle):
    """One version of « who is served before whom ». Exactly one is in force; the queue is classed by it."""

    CYCLE = "regle_priorite"

    numero = models.PositiveIntegerField(_("numéro"), unique=True, editable=False)
    nom = models.CharField(_("nom"), max_length=120)
    etat = models.CharField(_("état"), max_length=12, choices=EtatRegle, default=EtatRegle.BROUILLON)
    # A list of `ClasseDePriorite` as data: a version is read, copied and frozen whole.
    classes = models.JSONField(_("classes"), default=list)
    pourquoi = models.TextField(_("pourquoi cette version"))
    certitude = models.CharField(_("certitude"), max_length=12, choices=Certitude, default=Certitude.SYNTHETIQUE)
    en_vigueur_le = models.DateField(_("en vigueur le"), null=True, blank=True)
    redigee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    publiee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    publiee_le = models.DateTimeField(_("publiée le"), null=True, blank=True)
    appliquee_le = models.DateTimeField(_("appliquée le"), null=True, blank=True)
    nb_reclassees = models.PositiveIntegerField(_("demandes qui ont changé de classe"), null=True, blank=True)

    objects = RegleQuerySet.as_manager()

    class Meta:
        verbose_name = _("règle de priorité")
        verbose_name_plural = _("règles de priorité")
        ordering = ("-numero",)
        constraints = [
            models.UniqueConstraint(fields=["etat"], condition=Q(etat="en_vigueur"), name="regle_une_en_vigueur"),
            models.UniqueConstraint(
                fields=["en_vigueur_le"],
                condition=Q(etat="publiee"),
                name="regle_une_par_jour",
                violation_error_message=_("Une autre version est déjà annoncée pour ce jour."),
            ),
            models.CheckConstraint(
                condition=Q(etat__in=["brouillon", "annulee"])
                | Q(en_vigueur_le__isnull=False, publiee_le__isnull=False),
                name="regle_publiee_datee",
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=["en_vigueur", "remplacee"]) | Q(appliquee_le__isnull=False),
                name="regle_appliquee_datee",
            ),
        ]

    def __str__(self) -> str:
        return _("Version %(numero)d – %(nom)s") % {"numero": self.numero, "nom": self.nom}

    @property
    def ordre(self) -> tuple[ClasseDePriorite, ...]:
        """The classes, first served first."""
        return lire_classes(self.classes)

    @property
    def est_brouillon(self) -> bool:
        """True while its author may still change it."""
        return self.etat == EtatRegle.BROUILLON

    @property
    def est_annoncee(self) -> bool:
        """True between its publication and its first day."""
        return self.etat == EtatRegle.PUBLIEE

    @property
    def est_synthetique(self) -> bool:
        """True when the order is the product's own, until the ministry gives its own."""
        return self.certitude == Certitude.SYNTHETIQUE

    def rattachement(self) -> dict[str, Any]:
        """The order is the province's: nobody's row in particular."""
        return {}
