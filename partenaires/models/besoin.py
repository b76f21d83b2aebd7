"""Field needs: what partners and regional staff hear, brought together when it is the same."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from partenaires.models.programme import Clientele
from partenaires.states_besoins import EtatBesoin

PAR = settings.AUTH_USER_MODEL
# The coded, dated list of themes: field needs and findings of focus groups share it.
DOMAINE_THEMES = "besoin.theme"


class SourceBesoin(models.TextChoices):
    PERSONNES = "personnes", _("Des personnes en francisation")
    EQUIPE = "equipe", _("Notre équipe")
    MILIEU = "milieu", _("Un organisme du milieu")
    EMPLOYEUR = "employeur", _("Un employeur")
    TABLE = "table", _("Une table ou un comité")
    AUTRE = "autre", _("Une autre source")


class UrgenceBesoin(models.TextChoices):
    HAUTE = "haute", _("Haute : des personnes perdent leur place ou leur chance")
    MOYENNE = "moyenne", _("Moyenne : à régler dans l’année")
    BASSE = "basse", _("Basse : à garder en tête")


class RegroupementBesoins(models.Model):
    """Needs that a person judged to be the same one; it ends when the last but one is taken out."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    region = models.ForeignKey("guichet.Region", models.PROTECT, related_name="+")
    theme = models.ForeignKey("guichet.Motif", models.PROTECT, related_name="+")
    cree_le = models.DateTimeField(_("créé le"))
    cree_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    defait_le = models.DateTimeField(_("défait le"), null=True, blank=True)
    defait_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("regroupement de besoins")
        verbose_name_plural = _("regroupements de besoins")
        ordering = ("-cree_le",)

    def __str__(self) -> str:
        return f"{self.theme}, {self.region_id}"


class BesoinTerrainQuerySet(models.QuerySet["BesoinTerrain"]):
    def ouverts(self) -> BesoinTerrainQuerySet:
        """Those that wait for something from the ministry."""
        return self.exclude(etat__in=(EtatBesoin.REPONDU, EtatBesoin.ECARTE))

    def comptes(self, *, du: date, au: date) -> BesoinTerrainQuerySet:
        """Those heard between these days, both included; what was set aside counts no more."""
        return self.filter(entendu_le__range=(du, au)).exclude(etat=EtatBesoin.ECARTE)


class BesoinTerrain(ObjetACycle):
    """What was heard, once: where, about what, for whom, how many.

    `envoi` is made by the device that sends: the same one received again is no second need.
    """

    CYCLE = "besoin_terrain"

    numero = models.CharField(_("numéro"), max_length=16, unique=True)
    envoi = models.UUIDField(_("envoi"), editable=False)
    etat = models.CharField(_("état"), max_length=16, choices=EtatBesoin, default=EtatBesoin.RECU)
    # None: written by the ministry's regional staff.
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey("guichet.Region", models.PROTECT, related_name="+", verbose_name=_("région"))
    theme = models.ForeignKey("guichet.Motif", models.PROTECT, related_name="+", verbose_name=_("thème"))
    clientele = models.CharField(_("clientèle"), max_length=24, choices=Clientele)
    nb_personnes = models.PositiveIntegerField(_("personnes concernées"))
    entendu = models.TextField(_("ce qui a été entendu"))
    entendu_le = models.DateField(_("entendu le"))
    source = models.CharField(_("source"), max_length=12, choices=SourceBesoin)
    urgence = models.CharField(_("urgence"), max_length=8, choices=UrgenceBesoin)
    recu_le = models.DateTimeField(_("reçu le"))
    saisi_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    regroupement = models.ForeignKey(RegroupementBesoins, models.PROTECT, null=True, blank=True, related_name="besoins")
    reponse = models.TextField(_("réponse"), blank=True)
    repondu_le = models.DateTimeField(_("répondu le"), null=True, blank=True)

    objects = BesoinTerrainQuerySet.as_manager()

    class Meta:
        verbose_name = _("besoin du terrain")
        verbose_name_plural = _("besoins du terrain")
        ordering = ("-recu_le",)
        indexes = [
            models.Index(fields=["region", "theme"], name="besoin_region_theme"),
            GinIndex(fields=["entendu"], opclasses=["gin_trgm_ops"], name="besoin_ressemblance"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["saisi_par", "organisation", "envoi"], nulls_distinct=False, name="besoin_un_par_envoi"
            ),
            models.CheckConstraint(condition=~Q(entendu=""), name="besoin_dit_quelque_chose"),
            models.CheckConstraint(
                condition=Q(nb_personnes__gt=0),
                name="besoin_concerne_quelqu_un",
                violation_error_message=_("Un besoin concerne au moins une personne."),
            ),
            models.CheckConstraint(
                condition=~Q(etat="repondu") | (~Q(reponse="") & Q(repondu_le__isnull=False)),
                name="besoin_repondu_avec_reponse",
            ),
            models.CheckConstraint(
                condition=~Q(etat="regroupe") | Q(regroupement__isnull=False), name="besoin_regroupe_quelque_part"
            ),
        ]

    def __str__(self) -> str:
        return self.numero

    @property
    def est_repondu(self) -> bool:
        """True once the ministry answered."""
        return self.etat == EtatBesoin.REPONDU

    @property
    def est_a_regrouper(self) -> bool:
        """True while it may still be brought together with others."""
        return self.etat in (EtatBesoin.RECU, EtatBesoin.REGROUPE)
