"""Outreach campaigns: who was drawn, contacted or left as a control, and what the plan asked for."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from inscriptions.models.tentative import CanalContact
from inscriptions.states_relances import EtatCampagne


class CibleCampagne(models.TextChoices):
    BROUILLON = "brouillon", _("Demande commencée, jamais envoyée")
    A_COMPLETER = "a_completer", _("Dossier à compléter")
    RETIREE = "retiree", _("Demande retirée")
    INACTIVE = "inactive", _("Demande en pause : absente, partie ou sans nouvelles")
    # Kept by another app (`suivis_ailleurs`).
    JAMAIS_JOINTE = "jamais_jointe", _("Admise au Québec, jamais jointe")


class Strate(models.TextChoices):
    REGION = "region", _("Région")
    FORMULE = "formule", _("Formule préférée")
    SEXE = "sexe", _("Sexe")


class Bras(models.TextChoices):
    CONTACTEE = "contactee", _("Contactée")
    TEMOIN = "temoin", _("Témoin")


class CampagneRelance(ObjetACycle):
    """One campaign: its target, its draw, the effect it is large enough to see, the day it may conclude."""

    CYCLE = "campagne_relance"
    ATTACHES = ()

    nom = models.CharField(_("nom"), max_length=80)
    etat = models.CharField(_("état"), max_length=12, choices=EtatCampagne, default=EtatCampagne.PREPAREE)
    cible = models.CharField(_("personnes visées"), max_length=16, choices=CibleCampagne)
    # Empty: the whole province.
    regions = ArrayField(models.CharField(max_length=2), default=list, blank=True, verbose_name=_("régions"))
    strate = models.CharField(_("tirage par"), max_length=12, choices=Strate, default=Strate.REGION)
    canal = models.CharField(_("moyen"), max_length=12, choices=CanalContact, default=CanalContact.COURRIEL)
    graine = models.PositiveIntegerField(_("graine du tirage"))
    taux_attendu = models.DecimalField(_("retours attendus sans contact"), max_digits=4, decimal_places=3)
    effet_minimal = models.DecimalField(_("plus petit effet utile"), max_digits=4, decimal_places=3)
    puissance = models.DecimalField(_("puissance"), max_digits=3, decimal_places=2, default=Decimal("0.80"))
    # Written when the campaign is prepared: what it must reach to conclude.
    taille_prevue = models.PositiveIntegerField(_("personnes par groupe"))
    conclure_le = models.DateField(_("conclure à partir du"))
    debit_heure = models.PositiveIntegerField(_("messages par heure"))
    lancee_le = models.DateTimeField(_("lancée le"), null=True, blank=True)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    par_libelle = models.CharField(_("par"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("campagne de relance")
        verbose_name_plural = _("campagnes de relance")
        ordering = ("-cree_le", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(taux_attendu__gt=0, effet_minimal__gt=0, taux_attendu__lt=Decimal(1) - F("effet_minimal")),
                name="campagne_effet_possible",
            ),
            models.CheckConstraint(condition=Q(debit_heure__gt=0), name="campagne_debit_positif"),
            models.CheckConstraint(
                condition=Q(etat__in=["preparee", "abandonnee"]) | Q(lancee_le__isnull=False), name="campagne_lancee"
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def est_preparee(self) -> bool:
        """True until the draw."""
        return self.etat == EtatCampagne.PREPAREE

    @property
    def est_lancee(self) -> bool:
        """True once people were drawn."""
        return self.lancee_le is not None


class ParticipationCampagne(models.Model):
    """One person drawn: her stratum, her group, when her message is due and left; never moved to the other group.

    Someone who never registered has no request: `admission` is the key under which another app knows her.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campagne = models.ForeignKey(CampagneRelance, models.PROTECT, related_name="participations")
    inscription = models.ForeignKey("inscriptions.Inscription", models.PROTECT, null=True, blank=True, related_name="+")
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, null=True, blank=True, related_name="+")
    admission = models.CharField(_("clé de l’admission"), max_length=60, blank=True)
    region = models.ForeignKey("guichet.Region", models.PROTECT, null=True, related_name="+")
    strate = models.CharField(_("strate"), max_length=24, blank=True)
    bras = models.CharField(_("groupe"), max_length=12, choices=Bras)
    du_le = models.DateTimeField(_("message dû le"), null=True, blank=True)
    depose_le = models.DateTimeField(_("message déposé le"), null=True, blank=True)

    class Meta:
        verbose_name = _("participation à une campagne")
        verbose_name_plural = _("participations aux campagnes")
        indexes = [
            models.Index(
                fields=["du_le"], condition=Q(du_le__isnull=False, depose_le__isnull=True), name="participation_due"
            ),
            models.Index(fields=["admission"], condition=~Q(admission=""), name="participation_admission"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["campagne", "personne"], name="participation_unique"),
            models.UniqueConstraint(
                fields=["campagne", "admission"], condition=~Q(admission=""), name="participation_admission_unique"
            ),
            models.CheckConstraint(
                condition=Q(inscription__isnull=False, personne__isnull=False, admission="")
                | Q(inscription__isnull=True, personne__isnull=True) & ~Q(admission=""),
                name="participation_d_une_personne",
            ),
            models.CheckConstraint(condition=Q(bras="contactee") | Q(du_le__isnull=True), name="temoin_sans_message"),
        ]

    def __str__(self) -> str:
        return f"{self.campagne} – {self.personne or self.admission}"
