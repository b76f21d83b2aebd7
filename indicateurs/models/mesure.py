"""Figures no event gives, summed by day: along every axis at once, and along each axis alone."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgregatMesure(models.Model):
    """Two amounts of one figure, per day and axis: their sums give the ratio. Of a delay: a value and how many."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(_("indicateur"), max_length=48)
    jour = models.DateField(_("jour"))
    region = models.CharField(_("région"), max_length=2, blank=True)
    statut = models.CharField(_("statut"), max_length=32, blank=True)
    categorie = models.CharField(_("catégorie"), max_length=32, blank=True)
    sexe = models.CharField(_("sexe"), max_length=1, blank=True)
    age = models.CharField(_("âge"), max_length=8, blank=True)
    pays = models.CharField(_("pays"), max_length=3, blank=True)
    langue = models.CharField(_("langue maternelle"), max_length=8, blank=True)
    scolarite = models.CharField(_("scolarité"), max_length=8, blank=True)
    arrivee = models.CharField(_("année d’arrivée"), max_length=4, blank=True)
    formule = models.CharField(_("formule"), max_length=32, blank=True)
    niveau = models.SmallIntegerField(_("niveau"), default=0)
    type_organisme = models.CharField(_("type d’organisme"), max_length=24, blank=True)
    organisation = models.CharField(_("organisme"), max_length=36, blank=True)
    # Of a distribution, the value these cases share.
    valeur = models.DecimalField(_("valeur"), max_digits=16, decimal_places=4, default=0)
    haut = models.DecimalField(_("numérateur"), max_digits=20, decimal_places=6)
    bas = models.DecimalField(_("dénominateur"), max_digits=20, decimal_places=6)

    class Meta:
        verbose_name = _("agrégat d’indicateur")
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "code",
                    "jour",
                    "region",
                    "statut",
                    "categorie",
                    "sexe",
                    "age",
                    "pays",
                    "langue",
                    "scolarite",
                    "arrivee",
                    "formule",
                    "niveau",
                    "type_organisme",
                    "organisation",
                    "valeur",
                ],
                name="agregatmesure_unique",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.jour}"


class AgregatMesureAxe(models.Model):
    """The same sums along one axis at most: what most readers ask, whatever the number of persons.

    `axe` is empty for the whole; then `cle` is empty too. An empty `cle` along an axis is of those nobody knows.
    """

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(_("indicateur"), max_length=48)
    axe = models.CharField(_("axe"), max_length=16, blank=True)
    cle = models.CharField(_("code"), max_length=36, blank=True)
    jour = models.DateField(_("jour"))
    valeur = models.DecimalField(_("valeur"), max_digits=16, decimal_places=4, default=0)
    haut = models.DecimalField(_("numérateur"), max_digits=20, decimal_places=6)
    bas = models.DecimalField(_("dénominateur"), max_digits=20, decimal_places=6)

    class Meta:
        verbose_name = _("agrégat d’indicateur par axe")
        constraints = [
            # A year of days by each organisation is summed in the index alone.
            models.UniqueConstraint(
                fields=["code", "axe", "cle", "jour", "valeur"], include=["haut", "bas"], name="agregatmesureaxe_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.jour} {self.axe} {self.cle}"
