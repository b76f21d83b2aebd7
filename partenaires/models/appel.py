"""A call for projects: a volet, an envelope, dates."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from partenaires.models.programme import VersionProgramme, Volet
from partenaires.states_programmes import EtatAppel


class AppelProjetsQuerySet(models.QuerySet["AppelProjets"]):
    def ouverts(self, *, au: date) -> AppelProjetsQuerySet:
        """Those an organisation may answer on that day."""
        return self.filter(etat=EtatAppel.OUVERT, ouvre_le__lte=au, ferme_le__gte=au)

    def a_clore(self, *, au: date) -> AppelProjetsQuerySet:
        """Open ones whose last day is past."""
        return self.filter(etat=EtatAppel.OUVERT, ferme_le__lt=au)


class AppelProjets(ObjetACycle):
    """What the ministry calls for: under which version and volet, in which regions, with how much, until when."""

    CYCLE = "appel_projets"

    numero = models.CharField(_("numéro"), max_length=24, unique=True)
    titre = models.CharField(_("titre"), max_length=160)
    description = models.TextField(_("description"), blank=True)
    version = models.ForeignKey(VersionProgramme, models.PROTECT, related_name="appels")
    volet = models.ForeignKey(Volet, models.PROTECT, related_name="appels")
    etat = models.CharField(_("état"), max_length=12, choices=EtatAppel, default=EtatAppel.EBAUCHE)
    regions = ArrayField(models.CharField(max_length=2), default=list, blank=True, verbose_name=_("régions"))
    enveloppe = models.DecimalField(_("enveloppe"), max_digits=14, decimal_places=2)
    ouvre_le = models.DateField(_("ouvre le"))
    ferme_le = models.DateField(_("ferme le"))
    debut = models.DateField(_("début des ententes"))
    fin = models.DateField(_("fin des ententes"))

    objects = AppelProjetsQuerySet.as_manager()

    class Meta:
        verbose_name = _("appel de projets")
        verbose_name_plural = _("appels de projets")
        ordering = ("-ouvre_le", "numero")
        constraints = [
            models.CheckConstraint(condition=Q(enveloppe__gt=0), name="appel_enveloppe_positive"),
            models.CheckConstraint(
                condition=Q(ferme_le__gte=F("ouvre_le")),
                name="appel_dates_ordonnees",
                violation_error_message=_("L’appel ferme après son ouverture."),
            ),
            models.CheckConstraint(
                condition=Q(fin__gt=F("debut")),
                name="appel_periode_ordonnee",
                violation_error_message=_("Les ententes finissent après leur début."),
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    @property
    def est_modifiable(self) -> bool:
        """True while nobody outside the ministry has seen it."""
        return self.etat == EtatAppel.EBAUCHE

    def accepte_des_demandes(self, *, au: date) -> bool:
        """True on the days an organisation may answer it."""
        return self.etat == EtatAppel.OUVERT and self.ouvre_le <= au <= self.ferme_le
