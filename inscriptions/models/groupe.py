"""Groups: a partner's class, with its level, place, times and seats."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from guichet.referentiels.formules import Filiere, Formule, Mode
from guichet.vieprivee.historique import suivre
from inscriptions.states import GROUPES_OUVERTS, EtatGroupe


class SessionCours(models.Model):
    """A term: the dates between which groups run."""

    code = models.CharField(_("code"), max_length=12, primary_key=True)
    nom = models.CharField(_("nom"), max_length=60)
    debut = models.DateField(_("début"))
    fin = models.DateField(_("fin"))

    class Meta:
        verbose_name = _("session")
        ordering = ("debut",)
        constraints = [
            models.CheckConstraint(condition=Q(fin__gt=F("debut")), name="session_dates_ordonnees"),
        ]

    def __str__(self) -> str:
        return self.nom


class Lieu(models.Model):
    """Where a partner teaches."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="lieux")
    nom = models.CharField(_("nom"), max_length=120)
    adresse = models.CharField(_("adresse"), max_length=200, blank=True)
    code_postal = models.CharField(_("code postal"), max_length=7, blank=True)
    region = models.ForeignKey("guichet.Region", models.PROTECT, related_name="+")
    acces_mobilite = models.BooleanField(_("accessible à mobilité réduite"), default=False)

    class Meta:
        verbose_name = _("lieu")
        constraints = [models.UniqueConstraint(fields=["id", "organisation"], name="lieu_rattachement")]

    def __str__(self) -> str:
        return self.nom


class GroupeQuerySet(models.QuerySet["Groupe"]):
    def ouverts(self) -> GroupeQuerySet:
        """Groups that placement may fill."""
        return self.filter(etat__in=GROUPES_OUVERTS)

    def avec_places_libres(self) -> GroupeQuerySet:
        """Groups with at least one free seat."""
        return self.filter(places_prises__lt=F("capacite"))


@suivre(exclure=("places_prises",))
class Groupe(ObjetACycle):
    """A class. `places_prises` counts open offers and occupied seats; the database refuses to pass the capacity."""

    CYCLE = "groupe"

    numero = models.CharField(_("numéro"), max_length=20, unique=True)
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="groupes")
    lieu = models.ForeignKey(Lieu, models.PROTECT, null=True, blank=True, related_name="groupes")
    region = models.ForeignKey("guichet.Region", models.PROTECT, related_name="+")
    session = models.ForeignKey(SessionCours, models.PROTECT, related_name="groupes")
    etat = models.CharField(_("état"), max_length=12, choices=EtatGroupe, default=EtatGroupe.ENVISAGE)
    niveau = models.PositiveSmallIntegerField(_("niveau"))
    niveau_max = models.PositiveSmallIntegerField(_("niveau le plus élevé"))
    filiere = models.CharField(_("filière"), max_length=16, choices=Filiere, default=Filiere.REGULIERE)
    formule = models.CharField(_("formule"), max_length=16, choices=Formule)
    mode = models.CharField(_("mode"), max_length=12, choices=Mode)
    # Cells of the week the class meets in: « lun_soir », « mer_soir ».
    horaire = ArrayField(models.CharField(max_length=8), verbose_name=_("horaire"))
    heures_par_semaine = models.DecimalField(_("heures par semaine"), max_digits=4, decimal_places=1)
    garde = models.BooleanField(_("garde d’enfants sur place"), default=False)
    enseignant = models.ForeignKey("guichet.Adhesion", models.PROTECT, null=True, blank=True, related_name="groupes")
    capacite = models.PositiveSmallIntegerField(_("capacité"))
    minimum = models.PositiveSmallIntegerField(_("minimum"))
    places_prises = models.PositiveSmallIntegerField(_("places prises"), default=0, editable=False)
    debut = models.DateField(_("début"))
    fin = models.DateField(_("fin"))

    objects = GroupeQuerySet.as_manager()

    class Meta:
        verbose_name = _("groupe")
        indexes = [
            models.Index(fields=["session", "region", "etat"], name="groupe_session_region"),
            models.Index(fields=["organisation", "etat"], name="groupe_organisation_etat"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["id", "organisation"], name="groupe_rattachement"),
            models.CheckConstraint(
                condition=Q(places_prises__lte=F("capacite")),
                name="groupe_jamais_survendu",
                violation_error_message=_("Ce groupe est complet."),
            ),
            models.CheckConstraint(
                condition=Q(minimum__lte=F("capacite"), capacite__gte=1),
                name="groupe_minimum_sous_capacite",
                violation_error_message=_("Le minimum ne dépasse pas la capacité."),
            ),
            models.CheckConstraint(
                condition=Q(fin__gt=F("debut")),
                name="groupe_dates_ordonnees",
                violation_error_message=_("La fin suit le début."),
            ),
            models.CheckConstraint(
                condition=Q(niveau__gte=1, niveau_max__lte=12, niveau_max__gte=F("niveau")),
                name="groupe_niveaux_valides",
                violation_error_message=_("Le niveau va de 1 à 12, et le plus élevé vient en second."),
            ),
        ]

    def __str__(self) -> str:
        return self.numero

    @property
    def places_libres(self) -> int:
        """Seats nobody holds."""
        return self.capacite - self.places_prises

    @property
    def est_complet(self) -> bool:
        """True when no seat is free."""
        return self.places_libres <= 0

    @property
    def est_multiniveau(self) -> bool:
        """True when the class takes two levels or more."""
        return self.niveau_max > self.niveau

    def a_commence(self, au: date) -> bool:
        """True from the first day."""
        return au >= self.debut
