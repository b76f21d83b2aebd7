"""Days on which the clock of business days stands still."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .validite import Referentiel


class PorteeFerie(models.TextChoices):
    """Who is closed that day."""

    PUBLIC = "public", _("Jour férié au Québec")
    GOUVERNEMENT = "gouvernement", _("Férié pour l’administration seulement")


class JourFerie(Referentiel):
    """A holiday; both kinds stop the ministry's delays, only the public ones are promised to everyone."""

    date = models.DateField(_("date"), primary_key=True)
    nom = models.CharField(_("nom"), max_length=80)
    portee = models.CharField(_("portée"), max_length=12, choices=PorteeFerie.choices)

    class Meta(Referentiel.Meta):
        verbose_name = _("jour férié")
        verbose_name_plural = _("jours fériés")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.nom}"
