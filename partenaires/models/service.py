"""Services rendered outside the portal: each line with its source, the file it came in, and the day it ended."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from partenaires.models.entente import Entente
from partenaires.models.programme import Clientele, UniteService
from partenaires.states_services import EtatLot


class SourceService(models.TextChoices):
    ORGANISME = "organisme", _("Organisme")
    MINISTERE = "ministere", _("Ministère")
    AUTRE_MINISTERE = "autre_ministere", _("Autre ministère")


class LotServices(ObjetACycle):
    """One file of services: looked at, applied as a whole, and for a time undone as a whole."""

    CYCLE = "lot_services"

    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    source = models.CharField(_("source"), max_length=16, choices=SourceService)
    etat = models.CharField(_("état"), max_length=12, choices=EtatLot, default=EtatLot.APERCU)
    nom_fichier = models.CharField(_("nom du fichier"), max_length=120)
    empreinte = models.CharField(_("empreinte"), max_length=64)
    chemin = models.CharField(max_length=200, blank=True)
    nb_lignes = models.PositiveIntegerField(_("lignes"), default=0)
    recu_le = models.DateTimeField(_("reçu le"))
    recu_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # Confirmed, and to be applied by a worker: a long file does not hold a page.
    confirme_le = models.DateTimeField(_("confirmé le"), null=True, blank=True)
    confirme_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    applique_le = models.DateTimeField(_("appliqué le"), null=True, blank=True)
    # Written when the file is applied: a later change of the parameter moves no promise already made.
    annulable_jusqu_au = models.DateTimeField(_("annulable jusqu’au"), null=True, blank=True)
    annule_le = models.DateTimeField(_("annulé le"), null=True, blank=True)
    nb_ajouts = models.PositiveIntegerField(_("ajouts"), default=0)
    nb_changements = models.PositiveIntegerField(_("changements"), default=0)

    class Meta:
        verbose_name = _("fichier de services")
        verbose_name_plural = _("fichiers de services")
        ordering = ("-recu_le",)
        indexes = [models.Index(fields=["confirme_le"], condition=Q(etat="apercu"), name="lot_services_a_appliquer")]
        constraints = [
            models.UniqueConstraint(fields=["id", "organisation"], name="lot_services_rattachement"),
            models.CheckConstraint(
                condition=Q(etat="apercu") | Q(applique_le__isnull=False, annulable_jusqu_au__isnull=False),
                name="lot_services_applique",
            ),
            models.CheckConstraint(
                condition=~Q(etat="annule") | Q(annule_le__isnull=False), name="lot_services_annule"
            ),
        ]

    def __str__(self) -> str:
        return self.nom_fichier

    @property
    def est_en_apercu(self) -> bool:
        """True while nothing of it counts."""
        return self.etat == EtatLot.APERCU

    @property
    def est_en_cours(self) -> bool:
        """True while a worker is expected to apply it."""
        return self.est_en_apercu and self.confirme_le is not None

    @property
    def est_applique(self) -> bool:
        """True while its lines count."""
        return self.etat == EtatLot.APPLIQUE

    def est_annulable(self, *, le: datetime) -> bool:
        """True while it may be undone."""
        return self.est_applique and self.annulable_jusqu_au is not None and le <= self.annulable_jusqu_au


class ServiceRenduQuerySet(models.QuerySet["ServiceRendu"]):
    def actifs(self) -> ServiceRenduQuerySet:
        """Those that count: neither replaced nor taken out."""
        return self.filter(fini_le__isnull=True)


class ServiceRendu(models.Model):
    """A service given outside the portal, to one person (an opaque reference, never a name) or to a number of them.

    A line never changes: a correction ends it and writes another under the same reference.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+", db_index=False)
    # The composite key (migration 0026) checks the entente with its organisation: the simple one would check it twice.
    entente = models.ForeignKey(
        Entente, models.PROTECT, null=True, blank=True, db_constraint=False, db_index=False, related_name="services"
    )
    lot = models.ForeignKey(LotServices, models.PROTECT, null=True, db_constraint=False, related_name="services")
    source = models.CharField(_("source"), max_length=16, choices=SourceService)
    reference = models.CharField(_("référence"), max_length=60)
    activite = models.CharField(_("activité"), max_length=48)
    date = models.DateField(_("date"))
    quantite = models.DecimalField(_("quantité"), max_digits=10, decimal_places=2)
    unite = models.CharField(_("unité de service"), max_length=24, choices=UniteService)
    clientele = models.CharField(_("clientèle"), max_length=32, choices=Clientele)
    region = models.ForeignKey("guichet.Region", models.PROTECT, db_index=False, related_name="+")
    personne_ref = models.CharField(_("personne (référence)"), max_length=40, blank=True)
    nombre = models.PositiveIntegerField(_("nombre de personnes"), null=True, blank=True)
    cree_le = models.DateTimeField(_("inscrit le"))
    cree_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+")
    fini_le = models.DateTimeField(_("retiré le"), null=True, blank=True)
    fini_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+")
    fini_lot = models.ForeignKey(LotServices, models.PROTECT, null=True, related_name="services_finis")
    fini_motif = models.CharField(_("motif du retrait"), max_length=200, blank=True)

    objects = ServiceRenduQuerySet.as_manager()

    class Meta:
        verbose_name = _("service rendu")
        verbose_name_plural = _("services rendus")
        ordering = ("-date", "reference")
        indexes = [
            models.Index(fields=["entente", "date"], condition=Q(fini_le__isnull=True), name="service_entente_date")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "source", "reference"],
                condition=Q(fini_le__isnull=True),
                name="service_reference_unique",
            ),
            models.CheckConstraint(condition=Q(quantite__gt=0), name="service_quantite_positive"),
            models.CheckConstraint(
                condition=(Q(nombre__isnull=True) & ~Q(personne_ref="")) | Q(nombre__gte=1, personne_ref=""),
                name="service_individuel_ou_agrege",
                violation_error_message=_("Une ligne parle d’une personne ou d’un nombre de personnes, pas des deux."),
            ),
            models.CheckConstraint(condition=Q(fini_le__isnull=True) | ~Q(fini_motif=""), name="service_fini_motive"),
        ]

    def __str__(self) -> str:
        return self.reference


class JetonServices(models.Model):
    """The key by which an organisation's own system sends its services; only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    nom = models.CharField(_("nom du système"), max_length=80)
    empreinte = models.CharField(max_length=64, unique=True)
    cree_le = models.DateTimeField(_("créé le"))
    cree_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    expire_le = models.DateTimeField(_("expire le"))
    revoque_le = models.DateTimeField(_("révoqué le"), null=True, blank=True)
    revoque_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("jeton d’API")
        verbose_name_plural = _("jetons d’API")
        ordering = ("-cree_le",)

    def __str__(self) -> str:
        return self.nom


class EnvoiServices(models.Model):
    """One call already answered: the same key gives the same answer again and changes nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("guichet.Organisation", models.PROTECT, related_name="+")
    cle = models.CharField(_("clé d’idempotence"), max_length=80)
    empreinte = models.CharField(max_length=64)
    reponse = models.JSONField(default=dict)
    recu_le = models.DateTimeField(_("reçu le"))

    class Meta:
        verbose_name = _("envoi par API")
        verbose_name_plural = _("envois par API")
        constraints = [models.UniqueConstraint(fields=["organisation", "cle"], name="envoi_services_unique")]

    def __str__(self) -> str:
        return self.cle
