"""Roll-ups: counts without a person, the only rows the analyst's database login can read (docs/mesure.md)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

SANS_DELAI = -1
# What the tables by region and by level count.
COUPES = ("demande", "offre", "debut", "abandon", "fin")
# In `AgregatAxe.region`: every region together.
PARTOUT = "*"


class AgregatAxe(models.Model):
    """How many of one event, per month, one axis (or none) and region (or all)."""

    id = models.BigAutoField(primary_key=True)
    evenement = models.CharField(_("événement"), max_length=32)
    axe = models.CharField(_("axe"), max_length=16, blank=True)
    valeur = models.CharField(_("valeur"), max_length=40, blank=True)
    region = models.CharField(_("région"), max_length=2, blank=True)
    mois = models.DateField(_("mois"))
    nb = models.IntegerField(_("nombre"))

    class Meta:
        verbose_name = _("agrégat par axe")
        constraints = [
            models.UniqueConstraint(
                fields=["evenement", "axe", "valeur", "region", "mois"], include=["nb"], name="agregataxe_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.evenement} {self.mois} : {self.nb}"


class AgregatAxeNiveau(models.Model):
    """How many of one event that tables cut by level, per month, one axis and level: every region together."""

    id = models.BigAutoField(primary_key=True)
    evenement = models.CharField(_("événement"), max_length=32)
    axe = models.CharField(_("axe"), max_length=16)
    valeur = models.CharField(_("valeur"), max_length=40, blank=True)
    niveau = models.SmallIntegerField(_("niveau"))
    mois = models.DateField(_("mois"))
    nb = models.IntegerField(_("nombre"))

    class Meta:
        verbose_name = _("agrégat par axe et niveau")
        constraints = [
            models.UniqueConstraint(
                fields=["evenement", "axe", "valeur", "niveau", "mois"], include=["nb"], name="agregataxeniveau_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.evenement} {self.mois} : {self.nb}"


class AgregatDelai(models.Model):
    """How many of one event that keeps its delays, per month, one axis (or none) and days (−1: unknown)."""

    id = models.BigAutoField(primary_key=True)
    evenement = models.CharField(_("événement"), max_length=32)
    axe = models.CharField(_("axe"), max_length=16, blank=True)
    valeur = models.CharField(_("valeur"), max_length=40, blank=True)
    mois = models.DateField(_("mois"))
    delai_jours = models.IntegerField(_("délai (jours)"), default=SANS_DELAI)
    nb = models.IntegerField(_("nombre"))

    class Meta:
        verbose_name = _("agrégat par délai")
        constraints = [
            models.UniqueConstraint(
                fields=["evenement", "axe", "valeur", "mois", "delai_jours"], include=["nb"], name="agregatdelai_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.evenement} {self.mois} : {self.nb}"


class AgregatMois(models.Model):
    """How many of one event, per month, region, status, level, formula and delay: for two of these chosen at once."""

    id = models.BigAutoField(primary_key=True)
    evenement = models.CharField(_("événement"), max_length=32)
    mois = models.DateField(_("mois"))
    region = models.CharField(_("région"), max_length=2, blank=True)
    statut = models.CharField(_("statut"), max_length=40, blank=True)
    niveau = models.SmallIntegerField(_("niveau"))
    formule = models.CharField(_("formule"), max_length=32, blank=True)
    delai_jours = models.IntegerField(_("délai (jours)"), default=SANS_DELAI)
    nb = models.IntegerField(_("nombre"))

    class Meta:
        verbose_name = _("agrégat par mois")
        indexes = [
            models.Index(
                fields=["evenement", "niveau", "formule", "mois"],
                include=["region", "delai_jours", "nb"],
                name="agregatmois_formule",
            ),
            models.Index(
                fields=["evenement", "statut", "formule", "mois"],
                include=["region", "delai_jours", "nb"],
                name="agregatmois_statut",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["evenement", "statut", "niveau", "formule", "region", "mois", "delai_jours"],
                include=["nb"],
                name="agregatmois_unique",
            )
        ]

    def __str__(self) -> str:
        return f"{self.evenement} {self.mois} : {self.nb}"


class AgregatAttente(models.Model):
    """How many persons are in a queue now, by the day they entered it."""

    id = models.BigAutoField(primary_key=True)
    # Event of entry: its code names the queue.
    evenement = models.CharField(_("événement"), max_length=32)
    depuis = models.DateField(_("depuis"))
    region = models.CharField(_("région"), max_length=2, blank=True)
    statut = models.CharField(_("statut"), max_length=40, blank=True)
    niveau = models.SmallIntegerField(_("niveau"))
    formule = models.CharField(_("formule"), max_length=32, blank=True)
    nb = models.IntegerField(_("personnes"))

    class Meta:
        verbose_name = _("agrégat d’attente")
        constraints = [
            models.UniqueConstraint(
                fields=["evenement", "depuis", "region", "statut", "niveau", "formule"], name="agregatattente_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.depuis} : {self.nb}"
