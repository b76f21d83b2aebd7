"""A seat a person holds in a group, from acceptance to the end of the class."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from guichet.vieprivee.historique import suivre
from inscriptions.states import PLACES_OCCUPEES, EtatPlace


class PlaceQuerySet(models.QuerySet["Place"]):
    def occupees(self) -> PlaceQuerySet:
        """Seats that count against the group's capacity."""
        return self.filter(etat__in=PLACES_OCCUPEES)

    def actives(self) -> PlaceQuerySet:
        """Confirmed or running: the person is expected in class."""
        return self.filter(etat__in=(EtatPlace.CONFIRMEE, EtatPlace.COMMENCEE))


@suivre()
class Place(ObjetACycle):
    """One person in one group, born of an accepted offer."""

    CYCLE = "place"

    offre = models.OneToOneField("inscriptions.OffreDePlace", models.PROTECT, related_name="place")
    # Composite keys check request and group with their tenant (migration 0002): the simple ones would check it twice.
    inscription = models.ForeignKey(
        "inscriptions.Inscription", models.PROTECT, db_constraint=False, related_name="places"
    )
    personne = models.ForeignKey(
        "guichet.Personne", models.PROTECT, db_constraint=False, db_index=False, related_name="places"
    )
    region = models.ForeignKey("guichet.Region", models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    groupe = models.ForeignKey(
        "inscriptions.Groupe", models.PROTECT, db_constraint=False, db_index=False, related_name="places"
    )
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, db_constraint=False, related_name="+")
    etat = models.CharField(_("état"), max_length=20, choices=EtatPlace, default=EtatPlace.CONFIRMEE)
    niveau = models.PositiveSmallIntegerField(_("niveau"))
    formule = models.CharField(_("formule"), max_length=16)
    confirmee_le = models.DateTimeField(_("confirmée le"))
    commencee_le = models.DateTimeField(_("commencée le"), null=True, blank=True)
    finie_le = models.DateTimeField(_("finie le"), null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        indexes = [
            models.Index(fields=["personne", "organisation"], name="place_personne_organisation"),
            models.Index(fields=["groupe", "etat"], name="place_groupe_etat"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["inscription"], condition=Q(etat__in=["confirmee", "commencee"]), name="place_une_active"
            ),
            models.UniqueConstraint(fields=["id", "personne", "organisation", "region"], name="place_rattachement"),
            models.CheckConstraint(
                condition=~Q(etat__in=["commencee", "terminee", "abandonnee"]) | Q(commencee_le__isnull=False),
                name="place_commencee_datee",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.groupe} – {self.personne}"

    @property
    def est_active(self) -> bool:
        """True while the person is expected in class."""
        return self.etat in (EtatPlace.CONFIRMEE, EtatPlace.COMMENCEE)
