"""The file a closed group opens: one row per person touched, followed until each has an outcome."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from inscriptions.states_suites import EtatDossierReplacement, EtatReplacement


class DossierReplacementQuerySet(models.QuerySet["DossierReplacement"]):
    def ouverts(self) -> DossierReplacementQuerySet:
        """Someone still waits for an outcome."""
        return self.filter(etat=EtatDossierReplacement.OUVERT)


class DossierReplacement(ObjetACycle):
    """The re-placement of everyone who held a seat in a group that closed; it ends when each has an outcome."""

    CYCLE = "dossier_replacement"

    groupe = models.OneToOneField("inscriptions.Groupe", models.PROTECT, related_name="dossier_replacement")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    region = models.ForeignKey("guichet.Region", models.PROTECT, related_name="+")
    etat = models.CharField(
        _("état"), max_length=8, choices=EtatDossierReplacement, default=EtatDossierReplacement.OUVERT
    )
    ouvert_le = models.DateTimeField(_("ouvert le"))
    # Written when the file opens: a later change of the parameter moves no promise already made.
    echeance = models.DateField(_("à replacer avant le"))
    clos_le = models.DateTimeField(_("clos le"), null=True, blank=True)

    objects = DossierReplacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier de replacement")
        verbose_name_plural = _("dossiers de replacement")
        indexes = [models.Index(fields=["echeance"], condition=Q(etat="ouvert"), name="dossier_replacement_echeance")]
        constraints = [
            models.UniqueConstraint(fields=["id", "organisation"], name="dossier_replacement_rattachement"),
            models.CheckConstraint(
                condition=~Q(etat="clos") | Q(clos_le__isnull=False), name="dossier_replacement_clos"
            ),
        ]

    def __str__(self) -> str:
        return str(self.groupe)

    @property
    def est_ouvert(self) -> bool:
        """True while someone is to be followed."""
        return self.etat == EtatDossierReplacement.OUVERT

    def est_en_retard(self, au: date) -> bool:
        """True past the promised day, while the file is open."""
        return self.est_ouvert and self.echeance < au


class ReplacementQuerySet(models.QuerySet["Replacement"]):
    def a_replacer(self) -> ReplacementQuerySet:
        """Still without an outcome."""
        return self.filter(etat=EtatReplacement.A_REPLACER)


class Replacement(ObjetACycle):
    """One person of the closed group: the seat she lost, and what became of her."""

    CYCLE = "replacement"

    dossier = models.ForeignKey(DossierReplacement, models.PROTECT, related_name="replacements")
    place = models.OneToOneField("inscriptions.Place", models.PROTECT, related_name="replacement")
    inscription = models.ForeignKey("inscriptions.Inscription", models.PROTECT, related_name="replacements")
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, related_name="+")
    region = models.ForeignKey("guichet.Region", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    etat = models.CharField(_("état"), max_length=12, choices=EtatReplacement, default=EtatReplacement.A_REPLACER)
    niveau = models.PositiveSmallIntegerField(_("niveau"))
    formule = models.CharField(_("formule"), max_length=16)
    nouvelle_place = models.OneToOneField("inscriptions.Place", models.PROTECT, null=True, related_name="+")
    finie_le = models.DateTimeField(_("suite connue le"), null=True, blank=True)

    objects = ReplacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("replacement")
        indexes = [
            models.Index(fields=["inscription"], condition=Q(etat="a_replacer"), name="replacement_a_suivre"),
            models.Index(fields=["dossier", "etat"], name="replacement_dossier_etat"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["id", "personne", "region"], name="replacement_rattachement"),
            models.CheckConstraint(
                condition=~Q(etat__in=["placee", "transferee"]) | Q(nouvelle_place__isnull=False),
                name="replacement_avec_place",
            ),
            models.CheckConstraint(
                condition=Q(etat="a_replacer") | Q(finie_le__isnull=False), name="replacement_suite_datee"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} – {self.personne}"

    @property
    def est_a_replacer(self) -> bool:
        """True while nothing came of it yet."""
        return self.etat == EtatReplacement.A_REPLACER
