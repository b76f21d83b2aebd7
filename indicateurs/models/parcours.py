"""Journeys kept: what became of each request, so that a year of them is counted at once."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from indicateurs.models.fait import Dimensions


class ParcoursTenu(Dimensions):
    """One request and the steps that followed it, cut by what was known when it was sent. Derived from the facts."""

    # The journal row of the request; plain numbers: the facts outlive an archived journal.
    origine_id = models.BigIntegerField(primary_key=True)
    jour = models.DateField(_("jour"))
    personne_id = models.UUIDField()
    # Ranks of the steps, then each move from one to the next (fonctions_parcours.py), and the day of the last.
    chemin = ArrayField(models.SmallIntegerField(), verbose_name=_("chemin"))
    pas = ArrayField(models.IntegerField(), default=list, verbose_name=_("pas"))
    depuis = models.DateField(_("depuis"))
    # A fact touched her journey since: it is told again from the facts.
    a_refaire = models.BooleanField(_("à refaire"), default=True)

    class Meta:
        verbose_name = _("parcours tenu")
        indexes = [
            models.Index(fields=["jour"], name="parcours_jour"),
            models.Index(fields=["personne_id"], name="parcours_personne"),
            models.Index(fields=["personne_id"], condition=models.Q(a_refaire=True), name="parcours_a_refaire"),
        ]

    def __str__(self) -> str:
        return f"{self.jour} {self.chemin}"
