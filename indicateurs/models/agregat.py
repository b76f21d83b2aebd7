"""Roll-ups: counts without a person, the only rows the analyst's database login can read."""

from django.db import models
from django.utils.translation import gettext_lazy as _

SANS_DELAI = -1


class AgregatJour(models.Model):
    """How many of one event, per day, region, level, formula and delay in days (−1: none)."""

    id = models.BigAutoField(primary_key=True)
    jour = models.DateField(_("jour"))
    evenement = models.CharField(_("événement"), max_length=32)
    region_id = models.CharField(_("région"), max_length=2, blank=True)
    niveau = models.SmallIntegerField(_("niveau"))
    formule = models.CharField(_("formule"), max_length=32, blank=True)
    delai_jours = models.IntegerField(_("délai (jours)"), default=SANS_DELAI)
    nb = models.IntegerField(_("nombre"))

    class Meta:
        verbose_name = _("agrégat par jour")
        constraints = [
            models.UniqueConstraint(
                fields=["evenement", "jour", "region_id", "niveau", "formule", "delai_jours"], name="agregatjour_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.evenement} {self.jour} : {self.nb}"


class AgregatAttente(models.Model):
    """How many persons wait now, by the day they began to wait."""

    id = models.BigAutoField(primary_key=True)
    depuis = models.DateField(_("depuis"))
    region_id = models.CharField(_("région"), max_length=2, blank=True)
    niveau = models.SmallIntegerField(_("niveau"))
    formule = models.CharField(_("formule"), max_length=32, blank=True)
    nb = models.IntegerField(_("personnes"))

    class Meta:
        verbose_name = _("agrégat d'attente")
        constraints = [
            models.UniqueConstraint(fields=["depuis", "region_id", "niveau", "formule"], name="agregatattente_unique")
        ]

    def __str__(self) -> str:
        return f"{self.depuis} : {self.nb}"
