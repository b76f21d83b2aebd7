"""Teachers and rooms that the groups of a declaration share."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.vieprivee.historique import suivre
from partenaires.models.declaration import DeclarationCapacite


class GenreRessource(models.TextChoices):
    ENSEIGNANT = "enseignant", _("Enseignante ou enseignant")
    LOCAL = "local", _("Local")


class RessourceQuerySet(models.QuerySet["Ressource"]):
    def actives(self) -> RessourceQuerySet:
        """Those still counted on."""
        return self.filter(retiree_le__isnull=True)


@suivre()
class Ressource(models.Model):
    """A teacher or a room, or `nombre` of them that are interchangeable, free at some cells of the week.

    In each cell at most `nombre` groups use it at once; over the week at most `nombre × heures_max` hours.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    declaration = models.ForeignKey(DeclarationCapacite, models.PROTECT, related_name="ressources")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    # The partner's own name for it, the same from one file to the next.
    reference = models.CharField(_("référence"), max_length=24)
    genre = models.CharField(_("genre"), max_length=12, choices=GenreRessource)
    nom = models.CharField(_("nom"), max_length=80)
    nombre = models.PositiveSmallIntegerField(_("nombre"), default=1)
    cellules = ArrayField(models.CharField(max_length=8), verbose_name=_("moments libres"))
    # Nothing written: no weekly limit but its free cells.
    heures_max = models.DecimalField(
        _("heures par semaine au plus"), max_digits=4, decimal_places=1, null=True, blank=True
    )
    # A room's seats; nothing written: no limit.
    places = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    retiree_le = models.DateTimeField(_("retirée le"), null=True, blank=True)

    objects = RessourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("ressource")
        ordering = ("genre", "nom")
        constraints = [
            models.UniqueConstraint(fields=["id", "declaration", "organisation"], name="ressource_rattachement"),
            models.UniqueConstraint(
                fields=["declaration", "reference"],
                condition=Q(retiree_le__isnull=True),
                name="ressource_reference_unique",
                violation_error_message=_("Cette référence est déjà utilisée."),
            ),
            models.CheckConstraint(condition=Q(nombre__gte=1), name="ressource_nombre_positif"),
            models.CheckConstraint(condition=Q(cellules__len__gte=1), name="ressource_libre_un_moment"),
            models.CheckConstraint(
                condition=Q(heures_max__isnull=True) | Q(heures_max__gt=0), name="ressource_heures_positives"
            ),
            models.CheckConstraint(
                condition=Q(places__isnull=True) | Q(places__gte=1), name="ressource_places_positives"
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def est_un_local(self) -> bool:
        """True for a room."""
        return self.genre == GenreRessource.LOCAL
