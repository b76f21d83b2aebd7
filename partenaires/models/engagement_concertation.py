"""What was promised at a table: who answers for it, by when, what it should move, and what shows that it was kept."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import Role
from guichet.cycle.modele import ObjetACycle
from partenaires.models.concertation import TableConcertation
from partenaires.models.entente import Entente
from partenaires.models.plan import LigneDePlan
from partenaires.models.rencontre import DecisionRencontre, DocumentTable, Rencontre
from partenaires.states_concertation import OUVERTS, RESPONSABLES, EtatEngagement

PAR = settings.AUTH_USER_MODEL


class EngagementConcertationQuerySet(models.QuerySet["EngagementConcertation"]):
    def ouverts(self) -> EngagementConcertationQuerySet:
        """Those neither kept nor given up."""
        return self.filter(etat__in=OUVERTS)

    def comptes(self) -> EngagementConcertationQuerySet:
        """Each promise once: one that another table took over counts there."""
        return self.filter(reprise__isnull=True)

    def en_retard(self, *, au: date) -> EngagementConcertationQuerySet:
        """Open ones whose day is past."""
        return self.ouverts().filter(echeance__lt=au)


class EngagementConcertation(ObjetACycle):
    """A promise is never rewritten: it is kept with its evidence, or given up with a coded reason.

    The database holds both: constraints below, and `partenaires.gardes_concertation`. `origine_genre` and `origine_cle`
    name softly what it comes from (`partenaires.origines`).
    """

    CYCLE = "engagement_concertation"

    table = models.ForeignKey(TableConcertation, models.PROTECT, related_name="engagements")
    # That of the table, kept here for the journal and for figures.
    region = models.ForeignKey("guichet.Region", models.PROTECT, null=True, blank=True, related_name="+")
    rencontre = models.ForeignKey(Rencontre, models.PROTECT, null=True, blank=True, related_name="engagements")
    decision = models.ForeignKey(DecisionRencontre, models.PROTECT, null=True, blank=True, related_name="engagements")
    etat = models.CharField(_("état"), max_length=12, choices=EtatEngagement, default=EtatEngagement.PRIS)
    titre = models.CharField(_("ce qui est promis"), max_length=240)
    description = models.TextField(_("précisions"), blank=True)
    organisation = models.ForeignKey(
        "guichet.Organisation", models.PROTECT, null=True, blank=True, related_name="engagements_de_concertation"
    )
    role = models.CharField(
        _("rôle du ministère"), max_length=32, choices=[(r.value, r.label) for r in RESPONSABLES], blank=True
    )
    pris_le = models.DateField(_("pris le"))
    echeance = models.DateField(_("échéance"))
    indicateur = models.SlugField(_("indicateur"), max_length=48, blank=True)
    entente = models.ForeignKey(Entente, models.PROTECT, null=True, blank=True, related_name="engagements_lies")
    ligne_de_plan = models.ForeignKey(LigneDePlan, models.PROTECT, null=True, blank=True, related_name="engagements")
    origine_genre = models.CharField(_("origine"), max_length=24, blank=True)
    origine_cle = models.CharField(_("référence de l’origine"), max_length=120, blank=True)
    preuve = models.TextField(_("ce qui le montre"), blank=True)
    preuve_lien = models.URLField(_("lien"), blank=True)
    preuve_document = models.ForeignKey(DocumentTable, models.PROTECT, null=True, blank=True, related_name="+")
    preuve_valeur = models.DecimalField(_("chiffre"), max_digits=14, decimal_places=4, null=True, blank=True)
    tenu_le = models.DateTimeField(_("tenu le"), null=True, blank=True)
    tenu_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    abandonne_le = models.DateTimeField(_("abandonné le"), null=True, blank=True)
    abandonne_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    abandon_motif = models.ForeignKey("guichet.Motif", models.PROTECT, null=True, blank=True, related_name="+")
    abandon_precision = models.CharField(_("précision"), max_length=200, blank=True)
    pris_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    # The one it takes over, from a table that closed; it keeps its words, its owner and its day.
    suite_de = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reprise")

    objects = EngagementConcertationQuerySet.as_manager()

    class Meta:
        verbose_name = _("engagement de concertation")
        verbose_name_plural = _("engagements de concertation")
        ordering = ("echeance", "titre")
        indexes = [models.Index(fields=["region", "pris_le"], name="engagement_region_pris_le")]
        constraints = [
            models.UniqueConstraint(fields=["id", "table"], name="engagement_rattachement"),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, role="") | (Q(organisation__isnull=True) & ~Q(role="")),
                name="engagement_un_responsable",
                violation_error_message=_("Un engagement a un responsable : une organisation ou un rôle du ministère."),
            ),
            models.CheckConstraint(
                condition=~Q(indicateur="") | Q(entente__isnull=False) | Q(ligne_de_plan__isnull=False),
                name="engagement_rattache",
                violation_error_message=_(
                    "Rattachez l’engagement à un indicateur, à une entente ou à une ligne de plan."
                ),
            ),
            models.CheckConstraint(
                condition=Q(origine_genre="", origine_cle="") | (~Q(origine_genre="") & ~Q(origine_cle="")),
                name="engagement_origine_entiere",
            ),
            models.CheckConstraint(
                condition=Q(echeance__gte=F("pris_le")),
                name="engagement_echeance_apres",
                violation_error_message=_("L’échéance suit le jour de l’engagement."),
            ),
            models.CheckConstraint(
                condition=(Q(tenu_le__isnull=True) & ~Q(etat="tenu"))
                | (
                    Q(etat="tenu", tenu_le__isnull=False)
                    & ~Q(preuve="")
                    & (
                        Q(preuve_document__isnull=False)
                        | ~Q(preuve_lien="")
                        | (Q(preuve_valeur__isnull=False) & ~Q(indicateur=""))
                    )
                ),
                name="engagement_tenu_prouve",
                violation_error_message=_("Un engagement tenu a sa preuve : un document, un lien ou un chiffre."),
            ),
            models.CheckConstraint(
                condition=(Q(abandonne_le__isnull=True, abandon_motif__isnull=True) & ~Q(etat="abandonne"))
                | Q(etat="abandonne", abandonne_le__isnull=False, abandon_motif__isnull=False),
                name="engagement_abandon_motive",
                violation_error_message=_("Un engagement abandonné a sa date et son motif."),
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    @property
    def est_ouvert(self) -> bool:
        """True until it is kept or given up."""
        return self.etat in OUVERTS

    @property
    def est_tenu(self) -> bool:
        """True once it was shown to be kept."""
        return self.etat == EtatEngagement.TENU

    def est_en_retard(self, *, au: date) -> bool:
        """True when it is open and its day is past."""
        return self.est_ouvert and self.echeance < au

    @property
    def responsable(self) -> str:
        """Who answers for it, in words."""
        return str(self.organisation) if self.organisation_id else str(Role(self.role).label)
