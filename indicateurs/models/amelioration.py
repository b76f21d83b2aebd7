"""Continuous improvement: what was found, why, what is tried, what it was to change, what it changed, what follows."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from guichet.mesure.definition import MESURES, Mesure
from indicateurs.states_amelioration import OUVERTES, EtatAmelioration

PAR = settings.AUTH_USER_MODEL


class OrigineConstat(models.TextChoices):
    ENQUETE = "enquete", _("Enquête")
    ALERTE = "alerte", _("Alerte d’un indicateur")
    REVUE = "revue", _("Revue de mi-parcours")
    AUDIT = "audit", _("Audit")
    PLAINTE = "plainte", _("Plainte")
    BESOIN = "besoin", _("Prise de besoins")
    GROUPE = "groupe_temoin", _("Groupe témoin")


class SensEffet(models.TextChoices):
    HAUSSE = "hausse", _("Une hausse")
    BAISSE = "baisse", _("Une baisse")


class MethodeEffet(models.TextChoices):
    AVANT_APRES = "avant_apres", _("Avant et après")
    COMPARAISON = "comparaison", _("Par rapport à des régions semblables")


class Conclusion(models.TextChoices):
    GARDER = "garder", _("Garder la mesure")
    AJUSTER = "ajuster", _("Ajuster la mesure")
    ARRETER = "arreter", _("Arrêter la mesure")


# What was expected is written before the measure starts, and stays.
ATTENDU = (
    "indicateur",
    "version",
    "sens",
    "ampleur",
    "effet_attendu_le",
    "methode",
    "regions",
    "regions_temoins",
    "mois_prevus",
    "nombre_prevu",
    "mise_en_place_le",
)


class AmeliorationQuerySet(models.QuerySet["Amelioration"]):
    def ouvertes(self) -> AmeliorationQuerySet:
        """Those nobody has concluded nor closed."""
        return self.filter(etat__in=[str(etat) for etat in OUVERTES])

    def a_conclure(self, *, au: date) -> AmeliorationQuerySet:
        """The measure is in place and the day its effect was expected by is past."""
        return self.filter(etat=EtatAmelioration.EN_PLACE, effet_attendu_le__lt=au)


class Amelioration(ObjetACycle):
    """One line of the register. `origine_cle` names softly where the finding comes from (guichet.origines).

    `ampleur` is in the indicator's own unit (a share is between 0 and 1); `regions` are those the measure touches,
    empty for the whole province; `regions_temoins` those it is compared with.
    """

    CYCLE = "amelioration"

    etat = models.CharField(_("état"), max_length=12, choices=EtatAmelioration, default=EtatAmelioration.CONSTATEE)
    titre = models.CharField(_("titre"), max_length=160)
    constat = models.TextField(_("constat"))
    origine = models.CharField(_("origine"), max_length=16, choices=OrigineConstat)
    origine_cle = models.CharField(_("référence"), max_length=80, blank=True)
    constatee_le = models.DateField(_("constaté le"))
    consignee_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    ligne = models.ForeignKey(
        "partenaires.LigneDePlan", models.PROTECT, null=True, blank=True, related_name="ameliorations"
    )
    suite_de = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="suites")
    cause = models.TextField(_("cause"), blank=True)
    mesure_prise = models.TextField(_("mesure"), blank=True)
    responsable = models.CharField(_("responsable"), max_length=120, blank=True)
    indicateur = models.SlugField(_("indicateur"), max_length=48, blank=True)
    version = models.PositiveSmallIntegerField(_("version"), null=True, blank=True)
    sens = models.CharField(_("effet attendu"), max_length=8, choices=SensEffet, blank=True)
    ampleur = models.DecimalField(_("ampleur attendue"), max_digits=14, decimal_places=4, null=True, blank=True)
    effet_attendu_le = models.DateField(_("effet attendu d’ici le"), null=True, blank=True)
    methode = models.CharField(_("comparaison"), max_length=12, choices=MethodeEffet, blank=True)
    regions: Any = ArrayField(models.CharField(max_length=2), default=list, blank=True, verbose_name=_("régions"))
    regions_temoins: Any = ArrayField(
        models.CharField(max_length=2), default=list, blank=True, verbose_name=_("régions de comparaison")
    )
    mois_prevus: Any = models.PositiveSmallIntegerField(_("mois à mesurer"), null=True, blank=True)
    nombre_prevu: Any = models.PositiveIntegerField(_("nombre minimal compté"), null=True, blank=True)
    mise_en_place_le: Any = models.DateField(_("mise en place le"), null=True, blank=True)
    conclusion = models.CharField(_("conclusion"), max_length=8, choices=Conclusion, blank=True)
    conclusion_motif = models.TextField(_("motif de la conclusion"), blank=True)
    conclue_le = models.DateTimeField(_("conclue le"), null=True, blank=True)

    objects: Any = AmeliorationQuerySet.as_manager()

    class Meta:
        verbose_name = _("amélioration")
        ordering = ("-cree_le",)
        constraints = [
            models.CheckConstraint(
                condition=Q(etat__in=["constatee", "sans_suite"]) | ~Q(cause=""), name="amelioration_cause_dite"
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=["planifiee", "en_place", "conclue"])
                | Q(
                    ampleur__isnull=False,
                    ampleur__gt=0,
                    version__isnull=False,
                    effet_attendu_le__isnull=False,
                    mois_prevus__isnull=False,
                    mois_prevus__gte=2,
                    nombre_prevu__isnull=False,
                    nombre_prevu__gte=1,
                )
                & ~Q(indicateur="")
                & ~Q(sens="")
                & ~Q(methode="")
                & ~Q(mesure_prise="")
                & ~Q(responsable=""),
                name="amelioration_effet_attendu",
            ),
            models.CheckConstraint(
                condition=Q(methode="comparaison", regions__len__gt=0, regions_temoins__len__gt=0)
                | ~Q(methode="comparaison"),
                name="amelioration_deux_cotes",
            ),
            models.CheckConstraint(
                condition=~Q(regions__overlap=F("regions_temoins")), name="amelioration_cotes_distincts"
            ),
            models.CheckConstraint(
                condition=~Q(etat__in=["en_place", "conclue"]) | Q(mise_en_place_le__isnull=False),
                name="amelioration_mise_en_place_datee",
            ),
            models.CheckConstraint(
                condition=Q(etat="conclue", conclue_le__isnull=False) & ~Q(conclusion="") & ~Q(conclusion_motif="")
                | ~Q(etat="conclue") & Q(conclue_le__isnull=True, conclusion="", conclusion_motif=""),
                name="amelioration_conclue_motivee",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="amelioration_attendu_fige",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.etat IN ('en_place', 'conclue', 'sans_suite') AND "
                    f"({', '.join(f'OLD.{nom}' for nom in ATTENDU)}) IS DISTINCT FROM "
                    f"({', '.join(f'NEW.{nom}' for nom in ATTENDU)})"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    @property
    def mesure(self) -> Mesure:
        """The definition whose change is expected."""
        return MESURES[self.indicateur]

    @property
    def est_ouverte(self) -> bool:
        """True until it is concluded or closed."""
        return self.etat in OUVERTES

    @property
    def est_en_place(self) -> bool:
        """True while the measure runs and its effect is waited for."""
        return self.etat == EtatAmelioration.EN_PLACE

    @property
    def est_par_comparaison(self) -> bool:
        """True when other regions are looked at beside those of the measure."""
        return self.methode == MethodeEffet.COMPARAISON

    def est_en_retard(self, *, au: date) -> bool:
        """True when the day its effect was expected by is past and nobody has concluded."""
        return self.est_en_place and self.effet_attendu_le is not None and self.effet_attendu_le < au

    def rattachement(self) -> dict[str, Any]:
        """A line of the register is about nobody."""
        return {}


class EffetMesure(models.Model):
    """One measurement of the effect, never changed: the last one counts, the others tell how it was before.

    `serie` keeps the months it was computed from: [month, above, below, counted] by side and period.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    amelioration = models.ForeignKey(Amelioration, models.PROTECT, related_name="effets")
    calcule_le = models.DateTimeField(_("calculé le"))
    calcule_par = models.ForeignKey(PAR, models.PROTECT, null=True, blank=True, related_name="+")
    reference = models.CharField(_("indicateur et version"), max_length=60)
    confiance = models.DecimalField(_("confiance"), max_digits=4, decimal_places=3)
    avant = models.DecimalField(_("avant"), max_digits=20, decimal_places=6)
    apres = models.DecimalField(_("après"), max_digits=20, decimal_places=6)
    temoin_avant = models.DecimalField(_("témoin, avant"), max_digits=20, decimal_places=6, null=True)
    temoin_apres = models.DecimalField(_("témoin, après"), max_digits=20, decimal_places=6, null=True)
    effet = models.DecimalField(_("effet"), max_digits=20, decimal_places=6)
    bas = models.DecimalField(_("borne basse"), max_digits=20, decimal_places=6)
    haut = models.DecimalField(_("borne haute"), max_digits=20, decimal_places=6)
    mois_avant = models.PositiveSmallIntegerField(_("mois avant"))
    mois_apres = models.PositiveSmallIntegerField(_("mois après"))
    nombre = models.BigIntegerField(_("comptés, au moins"))
    serie = models.JSONField(_("mois"), default=dict)

    class Meta:
        verbose_name = _("effet mesuré")
        verbose_name_plural = _("effets mesurés")
        ordering = ("-calcule_le",)
        constraints = [
            models.CheckConstraint(
                condition=Q(bas__lte=F("effet"), haut__gte=F("effet")), name="effet_dans_son_intervalle"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} : {self.effet}"
