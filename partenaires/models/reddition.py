"""Accounts given by a partner: occurrences made at signature, values counted by the portal, expenses declared."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from guichet.vieprivee.historique import suivre
from partenaires.attentes import Attente, attente_de
from partenaires.models.contenu_entente import GenreLivrable, LigneBudget, Livrable
from partenaires.models.entente import Entente
from partenaires.states_ententes import EtatReddition

ATTENDUES = (EtatReddition.A_PRODUIRE, EtatReddition.BROUILLON, EtatReddition.A_CORRIGER)


class RedditionQuerySet(models.QuerySet["Reddition"]):
    def attendues(self) -> RedditionQuerySet:
        """Those the organisation has the ball on."""
        return self.filter(etat__in=ATTENDUES)

    def en_retard(self, *, au: date) -> RedditionQuerySet:
        """Not given on a day after the due one."""
        return self.filter(etat__in=(EtatReddition.A_PRODUIRE, EtatReddition.BROUILLON), due_le__lt=au)

    def a_examiner(self) -> RedditionQuerySet:
        """Those the ministry has the ball on."""
        return self.filter(etat=EtatReddition.SOUMISE)


@suivre()
class Reddition(ObjetACycle):
    """One account of one period; its due day was written at signature and never drifts."""

    CYCLE = "reddition"

    entente = models.ForeignKey(Entente, models.PROTECT, related_name="redditions")
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="redditions")
    livrable = models.OneToOneField(Livrable, models.PROTECT, related_name="reddition")
    numero = models.PositiveSmallIntegerField(_("numéro"))
    genre = models.CharField(_("genre"), max_length=24, choices=GenreLivrable)
    etat = models.CharField(_("état"), max_length=12, choices=EtatReddition, default=EtatReddition.A_PRODUIRE)
    periode_du = models.DateField(_("période du"))
    periode_au = models.DateField(_("période au"))
    due_le = models.DateField(_("due le"))
    calculee_le = models.DateTimeField(_("préremplie le"), null=True, blank=True)
    recit = models.TextField(_("récit de la période"), blank=True)
    soumise_le = models.DateTimeField(_("soumise le"), null=True, blank=True)
    soumise_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    acceptee_le = models.DateTimeField(_("acceptée le"), null=True, blank=True)
    acceptee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = RedditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("reddition de comptes")
        verbose_name_plural = _("redditions de comptes")
        ordering = ("due_le", "numero")
        indexes = [models.Index(fields=["etat", "due_le"], name="reddition_etat_due")]
        constraints = [
            models.UniqueConstraint(fields=["entente", "numero"], name="reddition_numero_unique"),
            models.UniqueConstraint(fields=["id", "entente", "organisation"], name="reddition_rattachement"),
            models.CheckConstraint(condition=Q(periode_au__gte=F("periode_du")), name="reddition_periode_ordonnee"),
            models.CheckConstraint(
                condition=~Q(etat__in=("soumise", "a_corriger", "acceptee")) | Q(soumise_le__isnull=False),
                name="reddition_soumise_le",
            ),
            models.CheckConstraint(
                condition=~Q(etat="acceptee") | Q(acceptee_le__isnull=False), name="reddition_acceptee_le"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entente.numero} – {self.livrable.titre}"

    @property
    def est_modifiable(self) -> bool:
        """True while the organisation may write in it."""
        return self.etat in (EtatReddition.BROUILLON, EtatReddition.A_CORRIGER)

    @property
    def est_attendue(self) -> bool:
        """True while the organisation has the ball."""
        return self.etat in ATTENDUES

    @property
    def est_acceptee(self) -> bool:
        """True once the ministry has accepted it."""
        return self.etat == EtatReddition.ACCEPTEE

    @property
    def est_finale(self) -> bool:
        """True for the final report."""
        return self.genre == GenreLivrable.FINAL

    @property
    def attente(self) -> Attente:
        """Who acts next, and to do what."""
        return attente_de(self)


class NatureValeur(models.TextChoices):
    ACTIVITE = "activite", _("activité")
    INDICATEUR = "indicateur", _("indicateur")


@suivre()
class ValeurReddition(models.Model):
    """One activity or indicator over the period: what was agreed, what was counted, why they differ.

    `compte` comes from the portal's own facts, `externe` from services rendered outside it; `retenu` is what both
    give. Rates are parts of one. `definition` is the reference of the indicator, code and version.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reddition = models.ForeignKey(Reddition, models.PROTECT, related_name="valeurs")
    entente = models.ForeignKey(Entente, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+", db_index=False)
    nature = models.CharField(_("nature"), max_length=12, choices=NatureValeur)
    code = models.SlugField(_("code"), max_length=48)
    libelle = models.CharField(_("libellé"), max_length=160)
    unite = models.CharField(_("unité"), max_length=40, blank=True)
    definition = models.CharField(_("définition"), max_length=60, blank=True)
    prevu = models.DecimalField(_("prévu"), max_digits=12, decimal_places=3)
    tolerance = models.DecimalField(_("tolérance"), max_digits=4, decimal_places=3)
    compte = models.DecimalField(_("compté par le portail"), max_digits=12, decimal_places=3, null=True, blank=True)
    externe = models.DecimalField(_("hors du portail"), max_digits=12, decimal_places=3, default=0)
    raison = models.TextField(_("raison de l’écart"), blank=True)

    class Meta:
        verbose_name = _("valeur de reddition")
        ordering = ("nature", "code")
        constraints = [models.UniqueConstraint(fields=["reddition", "nature", "code"], name="valeur_reddition_unique")]

    def __str__(self) -> str:
        return self.libelle


@suivre()
class DepenseReddition(models.Model):
    """What the organisation spent on one line of its budget during the period."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reddition = models.ForeignKey(Reddition, models.PROTECT, related_name="depenses")
    entente = models.ForeignKey(Entente, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+", db_index=False)
    ligne = models.ForeignKey(LigneBudget, models.PROTECT, related_name="depenses")
    montant = models.DecimalField(_("dépensé"), max_digits=12, decimal_places=2)
    # What the ministry accepts of it, written when the account is accepted.
    admissible = models.DecimalField(_("admissible"), max_digits=12, decimal_places=2, null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("dépense déclarée")
        constraints = [
            models.UniqueConstraint(fields=["reddition", "ligne"], name="depense_reddition_unique"),
            models.CheckConstraint(
                condition=Q(montant__gte=0),
                name="depense_positive",
                violation_error_message=_("Une dépense n’est pas négative."),
            ),
            models.CheckConstraint(
                condition=Q(admissible__isnull=True) | Q(admissible__gte=0, admissible__lte=F("montant")),
                name="depense_admissible_au_plus",
                violation_error_message=_("Le montant admissible ne dépasse pas la dépense."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ligne} {self.montant}"
