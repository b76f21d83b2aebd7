"""A pool: « up to N groups like this, levels a to b, at these times »."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guichet.referentiels.formules import Filiere, Formule, Mode
from guichet.vieprivee.historique import suivre
from partenaires.models.declaration import DeclarationCapacite


class BassinQuerySet(models.QuerySet["Bassin"]):
    def actifs(self) -> BassinQuerySet:
        """Those still counted on."""
        return self.filter(retire_le__isnull=True)


@suivre()
class Bassin(models.Model):
    """Groups the partner could open without saying yet which: any level of the range, any of the timetables.

    `horaires` holds timetables, each its cells joined by a space: « lun_soir mer_soir ». A group taken from it is a
    `GroupePropose` that names it; the pool then offers one group less.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    declaration = models.ForeignKey(DeclarationCapacite, models.PROTECT, related_name="bassins")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    reference = models.CharField(_("référence"), max_length=24)
    nombre = models.PositiveSmallIntegerField(_("nombre de groupes"))
    niveau = models.PositiveSmallIntegerField(_("du niveau"))
    niveau_max = models.PositiveSmallIntegerField(_("au niveau"))
    filiere = models.CharField(_("filière"), max_length=16, choices=Filiere, default=Filiere.REGULIERE)
    formule = models.CharField(_("formule"), max_length=16, choices=Formule)
    mode = models.CharField(_("mode"), max_length=12, choices=Mode)
    lieu = models.ForeignKey("inscriptions.Lieu", models.PROTECT, null=True, blank=True, related_name="+")
    region = models.ForeignKey("guichet.Region", models.PROTECT, related_name="+")
    horaires = ArrayField(models.CharField(max_length=200), verbose_name=_("horaires"))
    heures_par_semaine = models.DecimalField(_("heures par semaine"), max_digits=4, decimal_places=1)
    garde = models.BooleanField(_("garde d’enfants sur place"), default=False)
    capacite = models.PositiveSmallIntegerField(_("capacité"))
    minimum = models.PositiveSmallIntegerField(_("minimum"))
    debut = models.DateField(_("début"))
    fin = models.DateField(_("fin"))
    cout = models.DecimalField(_("coût par groupe"), max_digits=9, decimal_places=2)
    decision_le = models.DateField(_("date limite de décision"))
    retire_le = models.DateTimeField(_("retiré le"), null=True, blank=True)

    objects = BassinQuerySet.as_manager()

    # Groups not taken yet, counted by the queries that offer pools.
    restants: int = 0

    class Meta:
        verbose_name = _("bassin")
        ordering = ("formule", "niveau", "reference")
        constraints = [
            models.UniqueConstraint(fields=["id", "declaration", "organisation"], name="bassin_rattachement"),
            models.UniqueConstraint(
                fields=["declaration", "reference"],
                condition=Q(retire_le__isnull=True),
                name="bassin_reference_unique",
                violation_error_message=_("Cette référence est déjà utilisée."),
            ),
            models.CheckConstraint(condition=Q(nombre__gte=1), name="bassin_nombre_positif"),
            models.CheckConstraint(
                condition=Q(niveau__gte=1, niveau_max__lte=12, niveau_max__gte=F("niveau")),
                name="bassin_niveaux_valides",
            ),
            models.CheckConstraint(
                condition=Q(minimum__lte=F("capacite"), capacite__gte=1), name="bassin_minimum_sous_capacite"
            ),
            models.CheckConstraint(condition=Q(fin__gt=F("debut")), name="bassin_dates_ordonnees"),
            models.CheckConstraint(condition=Q(decision_le__lt=F("debut")), name="bassin_decision_avant_debut"),
            models.CheckConstraint(condition=Q(horaires__len__gte=1), name="bassin_un_horaire"),
            models.CheckConstraint(condition=Q(cout__gte=0), name="bassin_cout_positif"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def semaines_types(self) -> list[list[str]]:
        """Each timetable as its cells."""
        return [horaire.split() for horaire in self.horaires]
