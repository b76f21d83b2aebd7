"""Roll-ups of the capacity board: counts only, no organisation and no person; refreshed by a routine."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from guichet.referentiels.formules import Formule
from inscriptions.horaires import CRENEAUX


class Case(models.Model):
    """One cell of the board."""

    region = models.ForeignKey("guichet.Region", models.PROTECT, related_name="+")
    niveau = models.PositiveSmallIntegerField(_("niveau"))
    formule = models.CharField(_("formule"), max_length=16, choices=Formule)
    creneau = models.CharField(_("créneau"), max_length=16, choices=list(CRENEAUX.items()))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.region_id} {self.niveau} {self.formule} {self.creneau}"


class AgregatAttente(Case):
    """Persons waiting, each in the formula she prefers and in her main slot: nobody is counted twice."""

    personnes = models.PositiveIntegerField(_("personnes"))

    class Meta:
        verbose_name = _("attente par case")
        constraints = [
            models.UniqueConstraint(fields=["region", "niveau", "formule", "creneau"], name="attente_case_unique")
        ]


class AgregatCapacite(Case):
    """Seats of a session: promised by provisional groups and pools, and free in announced groups.

    A group of several levels shares its seats between them; `semaines_…` are seats × weeks.
    """

    session = models.ForeignKey("inscriptions.SessionCours", models.PROTECT, related_name="+")
    groupes_envisages = models.PositiveIntegerField(_("groupes envisagés"), default=0)
    places_envisagees = models.PositiveIntegerField(_("places envisagées"), default=0)
    places_bassins = models.PositiveIntegerField(_("places de bassins"), default=0)
    places_annoncees = models.PositiveIntegerField(_("places annoncées libres"), default=0)
    semaines_declarees = models.PositiveIntegerField(_("personnes-semaines déclarées"), default=0)
    semaines_annoncees = models.PositiveIntegerField(_("personnes-semaines annoncées"), default=0)

    class Meta:
        verbose_name = _("capacité par case")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "region", "niveau", "formule", "creneau"], name="capacite_case_unique"
            )
        ]


class FraicheurCapacite(models.Model):
    """When the roll-ups were last made, and up to which line of the journal."""

    quoi = models.CharField(_("agrégat"), max_length=16, primary_key=True)
    le = models.DateTimeField(_("calculé le"))
    journal = models.BigIntegerField(_("dernière ligne du journal"), default=0)

    class Meta:
        verbose_name = _("fraîcheur")

    def __str__(self) -> str:
        return self.quoi
