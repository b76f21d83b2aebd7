"""Programmes and their versioned norms: what may be financed, for whom, under which rules."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from guichet.models.organisation import GenreOrganisation
from partenaires.states_programmes import EtatVersion


class UniteService(models.TextChoices):
    """What a partner is paid for; each is counted the same way for all."""

    SEANCE_GROUPE = "seance_groupe", _("séance de groupe")
    HEURE_APPRENANT = "heure_apprenant", _("heure-apprenant")
    RENCONTRE = "rencontre_individuelle", _("rencontre individuelle")
    EVALUATION = "evaluation_classement", _("évaluation de classement")
    PERSONNE = "personne_servie", _("personne servie")


class Clientele(models.TextChoices):
    """Whom a volet serves."""

    TOUTES = "toutes", _("Toutes les personnes immigrantes")
    REFUGIES = "refugies", _("Personnes réfugiées prises en charge par l’État")
    DEMANDEURS_ASILE = "demandeurs_asile", _("Personnes qui demandent l’asile")
    TRAVAILLEURS = "travailleurs_temporaires", _("Travailleurs étrangers temporaires")
    FAMILLES = "familles", _("Familles et enfants")
    PEU_SCOLARISEES = "peu_scolarisees", _("Personnes peu scolarisées")


class SectionDeNorme(models.TextChoices):
    """The seven sections of every norm (SCT, Guide de rédaction des normes, 2018)."""

    DESCRIPTION = "description", _("Description")
    OBJECTIFS = "objectifs", _("Objectifs et volets")
    ADMISSIBILITE = "admissibilite", _("Admissibilité")
    SELECTION = "selection", _("Sélection")
    MONTANTS = "montants", _("Montants, octroi et versements")
    CONTROLE = "controle", _("Contrôle et reddition de comptes")
    AUTRES = "autres", _("Autres dispositions")


class Programme(models.Model):
    """A programme of grants, by its code; what it says is in its versions."""

    code = models.SlugField(_("code"), max_length=32, primary_key=True)
    nom = models.CharField(_("nom"), max_length=160)
    # A programme delivered with the portal to show how one is written; its amounts are invented.
    est_exemple = models.BooleanField(_("exemple"), default=False)

    class Meta:
        verbose_name = _("programme")
        ordering = ("nom",)

    def __str__(self) -> str:
        return self.nom


class VersionProgrammeQuerySet(models.QuerySet["VersionProgramme"]):
    def adoptees(self) -> VersionProgrammeQuerySet:
        """Those that calls may use."""
        return self.filter(etat=EtatVersion.ADOPTEE)


class VersionProgramme(ObjetACycle):
    """One version of a programme's norm; adopted, its words and figures are frozen by the database."""

    CYCLE = "version_programme"

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="versions")
    numero = models.PositiveSmallIntegerField(_("version"))
    etat = models.CharField(_("état"), max_length=16, choices=EtatVersion, default=EtatVersion.EBAUCHE)
    precedente = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="suivantes")
    en_vigueur_le = models.DateField(_("en vigueur le"), null=True, blank=True)
    adoptee_le = models.DateTimeField(_("adoptée le"), null=True, blank=True)
    adoptee_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    cumul_maximum = models.DecimalField(_("cumul maximal des aides publiques"), max_digits=4, decimal_places=3)
    depenses_admissibles = ArrayField(
        models.CharField(max_length=80), default=list, verbose_name=_("dépenses admissibles")
    )

    objects = VersionProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("version de programme")
        verbose_name_plural = _("versions de programme")
        ordering = ("programme", "-numero")
        constraints = [
            models.UniqueConstraint(fields=["programme", "numero"], name="version_programme_unique"),
            models.CheckConstraint(
                condition=Q(cumul_maximum__gt=0, cumul_maximum__lte=1),
                name="version_cumul_entre_0_et_1",
                violation_error_message=_("Le cumul maximal est une part, entre 0 et 100 %."),
            ),
            models.CheckConstraint(
                condition=~Q(etat="adoptee") | Q(adoptee_le__isnull=False, en_vigueur_le__isnull=False),
                name="version_adoptee_datee",
                violation_error_message=_("Une version adoptée a sa date d’adoption et sa date d’entrée en vigueur."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme}, version {self.numero}"

    @property
    def est_modifiable(self) -> bool:
        """True while its words may still change."""
        return self.etat == EtatVersion.EBAUCHE


class SectionNorme(models.Model):
    """One of the seven sections of a version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(VersionProgramme, models.PROTECT, related_name="sections")
    section = models.CharField(_("section"), max_length=16, choices=SectionDeNorme)
    texte = models.TextField(_("texte"), blank=True)

    class Meta:
        verbose_name = _("section de norme")
        constraints = [models.UniqueConstraint(fields=["version", "section"], name="section_unique")]

    def __str__(self) -> str:
        return self.get_section_display()


class EnPlaceManager(models.Manager[Any]):
    """What a version contains: a row taken out of a draft stays in its table, out of sight."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """The rows not taken out."""
        return super().get_queryset().filter(retire_le__isnull=True)


class ElementDeNorme(models.Model):
    """A row of a version; taken out while the version is a draft, it stays with its date (`tous`)."""

    retire_le = models.DateTimeField(_("retiré le"), null=True, blank=True, editable=False)

    objects = EnPlaceManager()
    tous = models.Manager()

    class Meta:
        abstract = True


EN_PLACE = Q(retire_le__isnull=True)


class Volet(ElementDeNorme):
    """A part of a programme with its own clienteles, organisations and ceiling."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(VersionProgramme, models.PROTECT, related_name="volets")
    code = models.SlugField(_("code"), max_length=32)
    nom = models.CharField(_("nom"), max_length=160)
    description = models.TextField(_("description"), blank=True)
    organisations = ArrayField(
        models.CharField(max_length=24, choices=GenreOrganisation), verbose_name=_("organisations admissibles")
    )
    clienteles = ArrayField(models.CharField(max_length=32, choices=Clientele), verbose_name=_("clientèles"))
    montant_maximum = models.DecimalField(_("montant maximal par entente"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("volet")
        ordering = ("version", "code")
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], condition=EN_PLACE, name="volet_unique"),
            models.UniqueConstraint(fields=["id", "version"], name="volet_rattachement"),
            models.CheckConstraint(condition=Q(montant_maximum__gt=0), name="volet_montant_positif"),
        ]

    def __str__(self) -> str:
        return self.nom


class ActiviteAdmissible(ElementDeNorme):
    """An activity a volet pays for, its service unit and the most it pays for one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    volet = models.ForeignKey(Volet, models.PROTECT, related_name="activites")
    code = models.SlugField(_("code"), max_length=32)
    nom = models.CharField(_("nom"), max_length=160)
    unite = models.CharField(_("unité de service"), max_length=24, choices=UniteService)
    prix_maximum = models.DecimalField(_("prix unitaire maximal"), max_digits=10, decimal_places=2)

    class Meta:
        verbose_name = _("activité admissible")
        ordering = ("volet", "code")
        constraints = [
            models.UniqueConstraint(fields=["volet", "code"], condition=EN_PLACE, name="activite_admissible_unique"),
            models.CheckConstraint(condition=Q(prix_maximum__gt=0), name="activite_prix_positif"),
        ]

    def __str__(self) -> str:
        return self.nom
