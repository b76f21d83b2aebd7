"""Languages (ISO 639-3) and countries (ISO 3166), with their French names."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .validite import Referentiel, TrieParNom


class Langue(TrieParNom, Referentiel):
    """A language; the most declared ones come first."""

    code = models.CharField(_("code ISO 639-3"), max_length=3, primary_key=True)
    nom = models.CharField(_("nom"), max_length=100)
    nom_natif = models.CharField(_("nom dans la langue"), max_length=100, blank=True)
    code_court = models.CharField(
        _("étiquette de langue"), max_length=12, help_text=_("Pour l’attribut « lang » des pages.")
    )
    de_droite_a_gauche = models.BooleanField(_("s’écrit de droite à gauche"), default=False)
    ordre = models.PositiveSmallIntegerField(_("ordre"), default=999)
    cle_tri = models.CharField(_("clé de tri"), max_length=100, editable=False)

    class Meta(Referentiel.Meta):
        verbose_name = _("langue")
        verbose_name_plural = _("langues")
        ordering = ["ordre", "cle_tri"]

    def __str__(self) -> str:
        return self.nom


class Pays(TrieParNom, Referentiel):
    """A country or territory."""

    code = models.CharField(_("code ISO à 3 lettres"), max_length=3, primary_key=True)
    code_alpha2 = models.CharField(_("code ISO à 2 lettres"), max_length=2, unique=True)
    nom = models.CharField(_("nom"), max_length=100)
    cle_tri = models.CharField(_("clé de tri"), max_length=100, editable=False)

    class Meta(Referentiel.Meta):
        verbose_name = _("pays")
        verbose_name_plural = _("pays")
        ordering = ["cle_tri"]

    def __str__(self) -> str:
        return self.nom
