"""Regions of Québec and the ways to find one: postal prefix, municipality; school service centres."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .validite import Certitude, Referentiel, TrieParNom


class Region(Referentiel):
    """One of the 17 administrative regions."""

    code = models.CharField(_("code"), max_length=2, primary_key=True)
    nom = models.CharField(_("nom"), max_length=60)
    population_2021 = models.PositiveIntegerField(_("population en 2021"))
    statut_population = models.CharField(_("certitude de la population"), max_length=12, choices=Certitude.choices)

    class Meta(Referentiel.Meta):
        verbose_name = _("région")
        verbose_name_plural = _("régions")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.nom


class PrefixePostal(Referentiel):
    """First three characters of a postal code (RTA), and the region they lie in."""

    rta = models.CharField(_("préfixe postal"), max_length=3, primary_key=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="prefixes_postaux")
    chevauche = models.BooleanField(
        _("chevauche plusieurs régions"),
        default=False,
        help_text=_("La région indiquée est celle de la majorité des adresses; la municipalité décide."),
    )

    class Meta(Referentiel.Meta):
        verbose_name = _("préfixe postal")
        verbose_name_plural = _("préfixes postaux")
        ordering = ["rta"]

    def __str__(self) -> str:
        return self.rta


class PrefixeMunicipal(Referentiel):
    """First two digits of a municipality's geographic code, and their region."""

    prefixe = models.CharField(_("préfixe"), max_length=2, primary_key=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="prefixes_municipaux")

    class Meta(Referentiel.Meta):
        verbose_name = _("préfixe municipal")
        verbose_name_plural = _("préfixes municipaux")
        ordering = ["prefixe"]

    def __str__(self) -> str:
        return self.prefixe


class Municipalite(TrieParNom, Referentiel):
    """A municipality, by its five-digit geographic code."""

    code = models.CharField(
        _("code géographique"),
        max_length=5,
        primary_key=True,
        validators=[RegexValidator(r"^\d{5}$", _("Écrivez les 5 chiffres du code géographique."))],
    )
    nom = models.CharField(_("nom"), max_length=100)
    cle_tri = models.CharField(_("clé de tri"), max_length=100, editable=False, db_index=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="municipalites")

    class Meta(Referentiel.Meta):
        verbose_name = _("municipalité")
        verbose_name_plural = _("municipalités")
        ordering = ["cle_tri"]

    def __str__(self) -> str:
        return self.nom


class CategorieCentre(models.TextChoices):
    """Kinds of school bodies."""

    CENTRE = "centre de services scolaire", _("Centre de services scolaire")
    ANGLOPHONE = "commission scolaire anglophone", _("Commission scolaire anglophone")
    PARTICULIER = "commission scolaire à statut particulier", _("Commission scolaire à statut particulier")


class CentreServices(Referentiel):
    """A *centre de services scolaire* or *commission scolaire*, by its ministry code."""

    code = models.CharField(_("code"), max_length=6, primary_key=True)
    nom = models.CharField(_("nom"), max_length=80)
    categorie = models.CharField(_("catégorie"), max_length=45, choices=CategorieCentre.choices)
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="centres_de_services"
    )

    class Meta(Referentiel.Meta):
        verbose_name = _("centre de services scolaire")
        verbose_name_plural = _("centres de services scolaires")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.nom
