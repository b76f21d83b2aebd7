"""Tables of concertation, the organisations that sit at them for a time, and the calendars they subscribe to."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now, TruncDate
from django.utils.translation import gettext_lazy as _

from guichet.models.referentiels.validite import PeriodeDeValidite

PAR = settings.AUTH_USER_MODEL


class TableConcertationQuerySet(models.QuerySet["TableConcertation"]):
    def ouvertes(self) -> TableConcertationQuerySet:
        """Those nobody closed."""
        return self.filter(fermee_le__isnull=True)


class TableConcertation(models.Model):
    """A standing table: the national one, or the one of a region; closed once, another may open for the same region."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nom = models.CharField(_("nom"), max_length=120)
    # None: the national table.
    region = models.ForeignKey("guichet.Region", models.PROTECT, null=True, blank=True, related_name="+")
    mandat = models.TextField(_("mandat de la table"))
    ouverte_le = models.DateTimeField(_("ouverte le"))
    ouverte_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    fermee_le = models.DateTimeField(_("fermée le"), null=True, blank=True)
    fermee_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    fermeture_motif = models.ForeignKey("guichet.Motif", models.PROTECT, null=True, blank=True, related_name="+")
    fermeture_precision = models.CharField(_("précision"), max_length=200, blank=True)

    objects: Any = TableConcertationQuerySet.as_manager()

    class Meta:
        verbose_name = _("table de concertation")
        verbose_name_plural = _("tables de concertation")
        ordering = (F("region").asc(nulls_first=True),)
        constraints = [
            models.UniqueConstraint(
                fields=["region"],
                condition=Q(fermee_le__isnull=True),
                name="table_une_par_region",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=~Q(nom="") & ~Q(mandat=""), name="table_nommee"),
            models.CheckConstraint(
                condition=Q(fermee_le__isnull=True, fermee_par__isnull=True, fermeture_motif__isnull=True)
                | Q(fermee_le__isnull=False, fermee_par__isnull=False, fermeture_motif__isnull=False),
                name="table_fermeture_complete",
                violation_error_message=_("Une table ferme avec sa date, sa personne et son motif."),
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def est_fermee(self) -> bool:
        """True once management closed it: nothing new begins there."""
        return self.fermee_le is not None


class MandatQuerySet(models.QuerySet["MandatTable"]):
    def en_vigueur(self, *, au: date | Any) -> MandatQuerySet:
        """Those that hold on that day; one that was ended holds no longer from that day on."""
        return self.filter(
            Q(au__isnull=True) | Q(au__gte=au), Q(fini_le__isnull=True) | Q(fini_le__date__gt=au), du__lte=au
        )

    def du_jour(self) -> MandatQuerySet:
        """Those that hold on the day of the database's clock, as row-level security reads them."""
        return self.en_vigueur(au=TruncDate(Now()))


class MandatTable(models.Model):
    """An organisation sits at a table, for what and with whom, between two days; it ends, never vanishes.

    The database lets a row end once and change nothing else.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    table = models.ForeignKey(TableConcertation, models.PROTECT, related_name="mandats")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="mandats_de_concertation")
    titre = models.CharField(_("au titre de"), max_length=160)
    representant = models.CharField(_("personne qui la représente"), max_length=120)
    du = models.DateField(_("premier jour"))
    au = models.DateField(_("dernier jour"), null=True, blank=True)
    donne_le = models.DateTimeField(_("donné le"))
    donne_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    fini_le = models.DateTimeField(_("terminé le"), null=True, blank=True)
    fini_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    fin_motif = models.ForeignKey("guichet.Motif", models.PROTECT, null=True, blank=True, related_name="+")
    fin_precision = models.CharField(_("précision"), max_length=200, blank=True)

    objects: Any = MandatQuerySet.as_manager()

    class Meta:
        verbose_name = _("mandat à une table")
        verbose_name_plural = _("mandats à une table")
        ordering = ("organisation__nom", "du")
        constraints = [
            models.CheckConstraint(
                condition=Q(au__isnull=True) | Q(au__gte=F("du")),
                name="mandat_dates_ordonnees",
                violation_error_message=_("Le dernier jour suit le premier."),
            ),
            models.CheckConstraint(condition=~Q(titre="") & ~Q(representant=""), name="mandat_nomme"),
            models.CheckConstraint(
                condition=Q(fini_le__isnull=True, fini_par__isnull=True, fin_motif__isnull=True)
                | Q(fini_le__isnull=False, fini_par__isnull=False, fin_motif__isnull=False),
                name="mandat_fin_complete",
                violation_error_message=_("Un mandat finit avec sa date, sa personne et son motif."),
            ),
            ExclusionConstraint(
                name="mandat_un_a_la_fois",
                expressions=[
                    ("table", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    (PeriodeDeValidite(F("du"), F("au"), Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=Q(fini_le__isnull=True),
                violation_error_message=_("Cette organisation a déjà un mandat à cette table pendant cette période."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}, {self.titre}"


class AbonnementCalendrier(models.Model):
    """A calendar another program reads by a secret address, with the eyes of one membership; revoked, never deleted.

    Only the digest of the secret is kept. Row-level security shows these rows to the portal alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    adhesion = models.ForeignKey("guichet.Adhesion", models.PROTECT, related_name="+")
    empreinte = models.CharField(max_length=64, unique=True)
    cree_le = models.DateTimeField(_("créé le"))
    revoque_le = models.DateTimeField(_("révoqué le"), null=True, blank=True)
    revoque_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("abonnement au calendrier")
        verbose_name_plural = _("abonnements au calendrier")
        constraints = [
            models.UniqueConstraint(
                fields=["adhesion"], condition=Q(revoque_le__isnull=True), name="abonnement_calendrier_un_actif"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.adhesion_id}"
