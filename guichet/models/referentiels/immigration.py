"""Immigration statuses and categories: what a person declares and proves."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .validite import Referentiel


class FamilleStatut(models.TextChoices):
    """Families of statuses, used to group the list on the form and in indicators."""

    CITOYEN = "citoyen", _("Citoyenneté")
    PERMANENT = "permanent", _("Résidence permanente")
    EN_DEMARCHE = "en_demarche", _("En démarche de résidence permanente")
    PROTECTION = "protection", _("Protection et asile")
    TEMPORAIRE = "temporaire", _("Séjour temporaire")


class StatutImmigration(Referentiel):
    """A status a person may hold in Canada or Québec on a given day."""

    code = models.CharField(_("code"), max_length=40, primary_key=True)
    libelle = models.CharField(_("libellé"), max_length=120)
    famille = models.CharField(_("catégorie de statut"), max_length=12, choices=FamilleStatut.choices)
    preuve = models.CharField(_("preuve demandée"), max_length=300)
    a_une_fin = models.BooleanField(
        _("document à durée limitée"), default=False, help_text=_("Le document porte une date de fin à déclarer.")
    )
    avertissement = models.TextField(_("avertissement"), blank=True)
    ordre = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta(Referentiel.Meta):
        verbose_name = _("statut d’immigration")
        verbose_name_plural = _("statuts d’immigration")
        ordering = ["ordre"]

    def __str__(self) -> str:
        return self.libelle


class CategorieImmigration(Referentiel):
    """An immigration category: under which programme a person was admitted; distinct from the status."""

    code = models.CharField(_("code"), max_length=40, primary_key=True)
    libelle = models.CharField(_("libellé"), max_length=120)
    ordre = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta(Referentiel.Meta):
        verbose_name = _("catégorie d’immigration")
        verbose_name_plural = _("catégories d’immigration")
        ordering = ["ordre"]

    def __str__(self) -> str:
        return self.libelle
