"""Campaigns of a survey, their waves, who was drawn, and the ballot box that keeps answers apart from people."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from indicateurs.models.sondage import VersionSondage, code_valide
from indicateurs.states_sondages import EtatCampagneSondage, EtatVague

# The stratum of the answers of small strata, opened together.
REGROUPEES = "*"
MOIS_PAR_RYTHME = {"unique": 0, "mensuel": 1, "trimestriel": 3, "semestriel": 6, "annuel": 12}


class RythmeSondage(models.TextChoices):
    UNIQUE = "unique", _("Une seule fois")
    MENSUEL = "mensuel", _("Chaque mois")
    TRIMESTRIEL = "trimestriel", _("Tous les trois mois")
    SEMESTRIEL = "semestriel", _("Tous les six mois")
    ANNUEL = "annuel", _("Chaque année")


class ModeReponse(models.TextChoices):
    ANONYME = "anonyme", _("Anonyme : personne ne peut relier une réponse à quelqu’un")
    LIE = "lie", _("Lié : la réponse reste attachée au dossier")


class StrateSondage(models.TextChoices):
    REGION = "region", _("Région")
    STATUT = "statut", _("Statut d’immigration")
    NIVEAU = "niveau", _("Niveau")


class CampagneSondage(ObjetACycle):
    """Who is asked, how often, and how: its waves make themselves."""

    CYCLE = "campagne_sondage"
    ATTACHES = ()

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[code_valide])
    nom = models.CharField(_("nom"), max_length=120)
    etat = models.CharField(_("état"), max_length=12, choices=EtatCampagneSondage, default=EtatCampagneSondage.PREPAREE)
    version = models.ForeignKey(VersionSondage, models.PROTECT, related_name="campagnes")
    mode = models.CharField(_("réponses"), max_length=8, choices=ModeReponse, default=ModeReponse.ANONYME)
    rythme = models.CharField(_("rythme"), max_length=12, choices=RythmeSondage)
    premiere_le = models.DateField(_("première vague le"))
    fin_le = models.DateField(_("aucune vague après le"), null=True, blank=True)
    prochaine_le = models.DateField(_("prochaine vague"), null=True, blank=True)
    duree_jours = models.PositiveSmallIntegerField(_("jours pour répondre"))
    # {"regions": […], "statuts": […], "situations": […], "niveaux": […], "formules": […], "depuis_jours": n}
    audience = models.JSONField(_("personnes visées"), default=dict, blank=True)
    strate = models.CharField(_("tirage par"), max_length=8, choices=StrateSondage, default=StrateSondage.REGION)
    # Empty: everyone who may be asked.
    taille = models.PositiveIntegerField(_("personnes à tirer"), null=True, blank=True)
    graine = models.PositiveIntegerField(_("graine du tirage"))
    # Published, rounded, when a wave is closed.
    publique = models.BooleanField(_("résultats publiés"), default=False)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("campagne de sondage")
        verbose_name_plural = _("campagnes de sondage")
        ordering = ("-cree_le", "pk")
        indexes = [models.Index(fields=["prochaine_le"], condition=Q(etat="active"), name="campagnesondage_due")]
        constraints = [
            models.CheckConstraint(condition=Q(duree_jours__gt=0), name="campagnesondage_duree"),
            models.CheckConstraint(condition=Q(taille__isnull=True) | Q(taille__gt=0), name="campagnesondage_taille"),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def est_preparee(self) -> bool:
        """True until it is launched."""
        return self.etat == EtatCampagneSondage.PREPAREE

    def echeance_suivante(self, jour: date) -> date | None:
        """The first due date after a day: counted from the first, so that the 31st comes back; None after the last."""
        pas = MOIS_PAR_RYTHME[self.rythme]
        if not pas:
            return self.premiere_le if jour < self.premiere_le else None
        ecoules = (jour.year - self.premiere_le.year) * 12 + jour.month - self.premiere_le.month
        rang = max(0, ecoules // pas)
        while (prochaine := ajouter_mois(self.premiere_le, rang * pas)) <= jour:
            rang += 1
        return None if self.fin_le and prochaine > self.fin_le else prochaine


def ajouter_mois(jour: date, mois: int) -> date:
    """The same day some months later, or the last day of that month."""
    annee, rang = divmod(jour.year * 12 + jour.month - 1 + mois, 12)
    for quantieme in range(jour.day, 27, -1):
        try:
            return date(annee, rang + 1, quantieme)
        except ValueError:
            continue
    return date(annee, rang + 1, jour.day)


class VagueSondage(ObjetACycle):
    """One time the questions are asked: a due date of the campaign has one wave at most."""

    CYCLE = "vague_sondage"
    ATTACHES = ()

    campagne = models.ForeignKey(CampagneSondage, models.PROTECT, related_name="vagues")
    version = models.ForeignKey(VersionSondage, models.PROTECT, related_name="vagues")
    numero = models.PositiveSmallIntegerField(_("vague"))
    etat = models.CharField(_("état"), max_length=8, choices=EtatVague, default=EtatVague.OUVERTE)
    mode = models.CharField(_("réponses"), max_length=8, choices=ModeReponse)
    echeance = models.DateField(_("échéance"))
    ouverte_le = models.DateField(_("ouverte le"))
    ferme_le = models.DateField(_("dernier jour pour répondre"))
    relances_faites = models.PositiveSmallIntegerField(_("rappels faits"), default=0)
    # Secret of the poster: whoever reads it answers, apart from the sample.
    code_affiche = models.CharField(max_length=16, unique=True)

    class Meta:
        verbose_name = _("vague de sondage")
        verbose_name_plural = _("vagues de sondage")
        ordering = ("campagne", "-numero")
        constraints = [
            models.UniqueConstraint(fields=["campagne", "echeance"], name="vague_echeance"),
            models.UniqueConstraint(fields=["campagne", "numero"], name="vague_numero"),
            models.UniqueConstraint(fields=["id", "mode"], name="vague_mode"),
        ]

    def __str__(self) -> str:
        return f"{self.campagne} – {self.numero}"

    def est_ouverte(self, *, au: date) -> bool:
        """True while answers are taken on that day."""
        return self.etat == EtatVague.OUVERTE and au <= self.ferme_le

    @property
    def est_anonyme(self) -> bool:
        """True when no answer may lead to a person."""
        return self.mode == ModeReponse.ANONYME


class StrateVague(models.Model):
    """How many people a stratum holds, how many may be asked, how many were drawn."""

    id = models.BigAutoField(primary_key=True)
    vague = models.ForeignKey(VagueSondage, models.PROTECT, related_name="strates")
    code = models.CharField(_("strate"), max_length=40, blank=True)
    population = models.PositiveIntegerField(_("population"))
    joignables = models.PositiveIntegerField(_("joignables"))
    tirees = models.PositiveIntegerField(_("tirées"))

    class Meta:
        verbose_name = _("strate d’une vague")
        ordering = ("code",)
        constraints = [
            models.UniqueConstraint(fields=["vague", "code"], name="stratevague_code"),
            models.CheckConstraint(
                condition=Q(tirees__lte=models.F("joignables")) & Q(joignables__lte=models.F("population")),
                name="stratevague_ordre",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Invitation(models.Model):
    """One person drawn, and her single-use code. It says that she answered, never when nor what."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vague = models.ForeignKey(VagueSondage, models.PROTECT, related_name="invitations")
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, related_name="+")
    region = models.ForeignKey("guichet.Region", models.PROTECT, null=True, related_name="+", db_index=False)
    strate = models.CharField(_("strate"), max_length=40, blank=True)
    canal = models.CharField(_("moyen"), max_length=8)
    code = models.CharField(max_length=16, unique=True)
    repondue = models.BooleanField(_("répondue"), default=False)

    class Meta:
        verbose_name = _("invitation à un sondage")
        verbose_name_plural = _("invitations aux sondages")
        constraints = [models.UniqueConstraint(fields=["vague", "personne"], name="invitation_unique")]

    def __str__(self) -> str:
        return self.code


class SourceReponse(models.TextChoices):
    INVITATION = "invitation", _("Invitation")
    AFFICHE = "affiche", _("Affiche")


class Urne(models.Model):
    """A sealed answer waiting to be counted with others: no query reads it, the key is not in the database."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vague = models.ForeignKey(VagueSondage, models.PROTECT, related_name="+")
    strate = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=12, choices=SourceReponse)
    scelle = models.BinaryField()

    class Meta:
        verbose_name = _("bulletin scellé")
        verbose_name_plural = _("bulletins scellés")

    def __str__(self) -> str:
        return str(self.pk)


class Reponse(models.Model):
    """One answered questionnaire. Anonymous: no person, no day, no order; its stratum only where enough others are."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vague = models.ForeignKey(VagueSondage, models.PROTECT, related_name="+")
    mode = models.CharField(max_length=8, choices=ModeReponse)
    strate = models.CharField(_("strate"), max_length=40, blank=True)
    source = models.CharField(_("source"), max_length=12, choices=SourceReponse)
    # {"question": code, [codes], number, {"statement": code}}; open answers are kept apart.
    valeurs = models.JSONField(_("réponses"), default=dict)
    personne = models.ForeignKey("guichet.Personne", models.PROTECT, null=True, related_name="+")
    region = models.ForeignKey("guichet.Region", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("réponse")
        constraints = [
            models.CheckConstraint(
                condition=Q(mode="lie") | Q(personne__isnull=True, region__isnull=True), name="reponse_anonyme"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class TexteLibre(models.Model):
    """An answer in someone's own words, apart from her other answers, until a person says what it is about."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vague = models.ForeignKey(VagueSondage, models.PROTECT, related_name="+")
    question = models.CharField(_("question"), max_length=40)
    strate = models.CharField(_("strate"), max_length=40, blank=True)
    texte = models.TextField(_("texte"))
    themes = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("thèmes"))
    code_le = models.DateTimeField(_("codé le"), null=True, blank=True)
    code_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("réponse ouverte")
        verbose_name_plural = _("réponses ouvertes")
        indexes = [
            models.Index(fields=["vague", "question"], condition=Q(code_le__isnull=True), name="textelibre_a_coder")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(code_le__isnull=True) | Q(code_par__isnull=False), name="textelibre_code_par"
            )
        ]

    def __str__(self) -> str:
        return self.texte[:60]


class AgregatSondage(models.Model):
    """How many answered so, by stratum: what every page of results reads. An empty question counts questionnaires."""

    id = models.BigAutoField(primary_key=True)
    vague_id = models.UUIDField()
    source = models.CharField(max_length=12)
    strate = models.CharField(max_length=40, blank=True)
    question = models.CharField(max_length=40, blank=True)
    enonce = models.CharField(max_length=40, blank=True)
    # Code of a choice, a number; empty: everyone who answered this question.
    valeur = models.CharField(max_length=40, blank=True)
    nb = models.IntegerField()

    class Meta:
        verbose_name = _("agrégat de sondage")
        constraints = [
            models.UniqueConstraint(
                fields=["vague_id", "source", "strate", "question", "enonce", "valeur"], name="agregatsondage_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.valeur}"

    def cle(self) -> tuple[Any, ...]:
        """What it counts, apart from where."""
        return (self.question, self.enonce, self.valeur)
