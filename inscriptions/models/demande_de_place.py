"""Requests for a seat in a sought-after group: one row each, closed once, never changed after, never deleted."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import Acteur, Role
from inscriptions.models.choix import RefusDePlace


class DemandeDePlaceQuerySet(models.QuerySet["DemandeDePlace"]):
    def ouvertes(self) -> DemandeDePlaceQuerySet:
        """Not answered yet."""
        return self.filter(traitee_le__isnull=True)

    def dans_l_ordre(self) -> DemandeDePlaceQuerySet:
        """Priority class, date of the complete file, public draw: the order of placement, never of arrival."""
        return self.order_by("classe_priorite", "complete_le", "tirage")


class DemandeDePlace(models.Model):
    """What a person asked while many asked for the same group, her rank then, and the answer she got.

    It has no life cycle: nobody decides on it. It is written once, answered once, and a trigger keeps it so.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Composite keys check request and group with their tenant: the simple ones would check it twice.
    inscription = models.ForeignKey(
        "inscriptions.Inscription", models.PROTECT, db_constraint=False, related_name="demandes_de_place"
    )
    personne = models.ForeignKey(
        "guichet.Personne", models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    region = models.ForeignKey("guichet.Region", models.PROTECT, db_constraint=False, db_index=False, related_name="+")
    groupe = models.ForeignKey(
        "inscriptions.Groupe", models.PROTECT, db_constraint=False, db_index=False, related_name="demandes_de_place"
    )
    organisation = models.ForeignKey(
        "guichet.Organisation", models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    # Her rank when she asked: an index gives the next hundred without sorting the rush again.
    classe_priorite = models.PositiveSmallIntegerField(_("classe de priorité"))
    complete_le = models.DateTimeField(_("dossier complet le"))
    tirage = models.BinaryField(_("tirage public"))
    # In whose name the seat will be taken.
    acteur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    acteur_role = models.CharField(_("rôle"), max_length=32, choices=Role)
    acteur_libelle = models.CharField(_("acteur"), max_length=120, blank=True)
    requete_id = models.CharField(_("requête"), max_length=64, blank=True)
    demandee_le = models.DateTimeField(_("demandée le"))
    traitee_le = models.DateTimeField(_("traitée le"), null=True, blank=True)
    offre = models.ForeignKey(
        "inscriptions.OffreDePlace", models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    refus = models.CharField(_("raison du refus"), max_length=16, choices=RefusDePlace, blank=True)

    objects = DemandeDePlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("demande de place")
        verbose_name_plural = _("demandes de place")
        indexes = [
            models.Index(
                fields=["groupe", "classe_priorite", "complete_le", "tirage"],
                condition=Q(traitee_le__isnull=True),
                name="demande_de_place_file",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["inscription"], condition=Q(traitee_le__isnull=True), name="demande_de_place_une_ouverte"
            ),
            models.CheckConstraint(
                condition=Q(traitee_le__isnull=True, offre__isnull=True, refus="")
                | Q(traitee_le__isnull=False, offre__isnull=False, refus="")
                | (Q(traitee_le__isnull=False, offre__isnull=True) & ~Q(refus="")),
                name="demande_de_place_une_reponse",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.groupe} – {self.inscription}"

    @property
    def est_ouverte(self) -> bool:
        """True until the answer."""
        return self.traitee_le is None

    @property
    def est_accordee(self) -> bool:
        """True when the seat is hers."""
        return self.offre_id is not None

    @property
    def raison(self) -> str:
        """Why not, said to the person; empty while open or when the seat is hers."""
        return RefusDePlace(self.refus).a_la_personne if self.refus else ""

    @property
    def garde_son_rang(self) -> bool:
        """True when the person still waits after a refusal."""
        return self.refus not in ("", RefusDePlace.PLUS_EN_ATTENTE)

    def acteur_de_la_demande(self) -> Acteur:
        """Who asked, as the journal will name her."""
        return Acteur(
            role=Role(self.acteur_role),
            utilisateur_id=self.acteur_id,
            personne_id=self.personne_id,
            requete_id=self.requete_id,
            libelle=self.acteur_libelle,
        )
