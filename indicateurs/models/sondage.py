"""Surveys: the bank of questions, a survey and its versions, the questions of a version."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guichet.cycle.modele import ObjetACycle
from indicateurs.states_sondages import EtatVersion

code_valide = RegexValidator(
    r"^[a-z][a-z0-9_]{0,39}$", _("Écrivez un code en minuscules, sans accent ni espace : « delai_place ».")
)


class GenreQuestion(models.TextChoices):
    UNIQUE = "unique", _("Un seul choix")
    MULTIPLE = "multiple", _("Plusieurs choix")
    ECHELLE = "echelle", _("Note de 0 à 10")
    MATRICE = "matrice", _("Plusieurs énoncés, une même échelle")
    NOMBRE = "nombre", _("Nombre entier")
    DATE = "date", _("Date")
    TEXTE_COURT = "texte_court", _("Texte court")
    TEXTE_LONG = "texte_long", _("Texte long")


class Enonce(models.Model):
    """What a question asks, in each language: its code stays from wave to wave."""

    code = models.CharField(_("code"), max_length=40, validators=[code_valide])
    genre = models.CharField(_("genre"), max_length=12, choices=GenreQuestion)
    # {"fr": …, "en": …}
    textes = models.JSONField(_("énoncé"), default=dict)
    # [{"code": …, "fr": …, "en": …}]: the answers to choose from, and the statements of a matrix.
    choix = models.JSONField(_("choix"), default=list, blank=True)
    enonces = models.JSONField(_("énoncés de la matrice"), default=list, blank=True)

    class Meta:
        abstract = True

    def texte(self, langue: str = "fr") -> str:
        """The words in a language, French where it is not translated."""
        return self.textes.get(langue) or self.textes.get("fr", "")

    def choix_dits(self, langue: str = "fr") -> list[tuple[str, str]]:
        """(code, words) of each choice."""
        return [(c["code"], c.get(langue) or c["fr"]) for c in self.choix]

    def enonces_dits(self, langue: str = "fr") -> list[tuple[str, str]]:
        """(code, words) of each statement of a matrix."""
        return [(c["code"], c.get(langue) or c["fr"]) for c in self.enonces]

    @property
    def est_ouverte(self) -> bool:
        """True when people answer in their own words."""
        return self.genre in (GenreQuestion.TEXTE_COURT, GenreQuestion.TEXTE_LONG)


class QuestionBanque(Enonce):
    """A question ready to be asked again: the same code in every survey that takes it."""

    theme = models.CharField(_("thème"), max_length=80, blank=True)
    retiree_le = models.DateTimeField(_("retirée le"), null=True, blank=True)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("question de la banque")
        ordering = ("theme", "code")
        constraints = [
            models.UniqueConstraint(
                fields=["code"], name="banque_code", violation_error_message=_("Ce code est déjà dans la banque.")
            )
        ]

    def __str__(self) -> str:
        return self.texte()


class Sondage(models.Model):
    """A survey: what it wants to know, asked in versions."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[code_valide])
    titre = models.CharField(_("titre"), max_length=120)
    but = models.CharField(_("ce qu’on veut savoir"), max_length=400, blank=True)
    cree_le = models.DateTimeField(_("créé le"))
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("sondage")
        ordering = ("titre",)

    def __str__(self) -> str:
        return self.titre


class VersionSondage(ObjetACycle):
    """The questions as they are asked: written, then frozen for good."""

    CYCLE = "version_sondage"
    ATTACHES = ()

    sondage = models.ForeignKey(Sondage, models.PROTECT, related_name="versions")
    numero = models.PositiveSmallIntegerField(_("version"))
    etat = models.CharField(_("état"), max_length=12, choices=EtatVersion, default=EtatVersion.BROUILLON)
    # Codes of the languages it is asked in, French first.
    langues = models.JSONField(_("langues"), default=list)
    titres = models.JSONField(_("titre montré"), default=dict)
    accueils = models.JSONField(_("mot d’accueil"), default=dict)
    publiee_le = models.DateTimeField(_("figée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("version d’un sondage")
        ordering = ("sondage", "-numero")
        constraints = [
            models.UniqueConstraint(fields=["sondage", "numero"], name="versionsondage_numero"),
            models.UniqueConstraint(
                fields=["sondage"], condition=Q(etat="brouillon"), name="versionsondage_un_brouillon"
            ),
            models.CheckConstraint(
                condition=Q(etat="brouillon") | Q(publiee_le__isnull=False), name="versionsondage_figee_datee"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sondage} – {self.numero}"

    @property
    def est_modifiable(self) -> bool:
        """True until its questions are frozen."""
        return self.etat == EtatVersion.BROUILLON

    @property
    def est_posable(self) -> bool:
        """True when a wave may ask these questions."""
        return self.etat == EtatVersion.PUBLIEE

    def titre(self, langue: str = "fr") -> str:
        """The title people read."""
        return self.titres.get(langue) or self.titres.get("fr") or self.sondage.titre

    def accueil(self, langue: str = "fr") -> str:
        """The words of welcome."""
        return self.accueils.get(langue) or self.accueils.get("fr", "")

    def questions_posees(self) -> list[Question]:
        """The questions in their order, those taken out left aside."""
        return list(self.questions.filter(retiree_le__isnull=True).order_by("rang", "pk"))


class Question(Enonce):
    """One question of a version; asked only when an earlier one was answered so (`si_code`, `si_valeurs`)."""

    version = models.ForeignKey(VersionSondage, models.PROTECT, related_name="questions")
    banque = models.ForeignKey(QuestionBanque, models.PROTECT, null=True, blank=True, related_name="+")
    rang = models.PositiveSmallIntegerField(_("rang"))
    obligatoire = models.BooleanField(_("réponse obligatoire"), default=False)
    si_code = models.CharField(_("seulement si"), max_length=40, blank=True)
    si_valeurs = models.JSONField(_("a pour réponse"), default=list, blank=True)
    minimum = models.IntegerField(_("minimum"), null=True, blank=True)
    maximum = models.IntegerField(_("maximum"), null=True, blank=True)
    retiree_le = models.DateTimeField(_("retirée le"), null=True, blank=True)
    retiree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("question")
        ordering = ("rang", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code"],
                condition=Q(retiree_le__isnull=True),
                name="question_code",
                violation_error_message=_("Une autre question porte déjà ce code."),
            )
        ]

    def __str__(self) -> str:
        return self.texte()

    def est_posee(self, reponses: dict[str, Any]) -> bool:
        """Whether these earlier answers lead to it."""
        if not self.si_code:
            return True
        donnee = reponses.get(self.si_code)
        donnees = donnee if isinstance(donnee, list) else [donnee]
        return any(str(valeur) in self.si_valeurs for valeur in donnees if valeur is not None)


class ThemeSondage(models.Model):
    """What people keep saying in their own words; its key words suggest it, a person decides."""

    sondage = models.ForeignKey(Sondage, models.PROTECT, related_name="themes")
    code = models.CharField(_("code"), max_length=40, validators=[code_valide])
    libelle = models.CharField(_("thème"), max_length=80)
    # Beginnings of words, without accents: « attent », « garderie ».
    mots = models.JSONField(_("mots clés"), default=list, blank=True)
    retire_le = models.DateTimeField(_("retiré le"), null=True, blank=True)

    class Meta:
        verbose_name = _("thème de réponses")
        ordering = ("libelle",)
        constraints = [
            models.UniqueConstraint(
                fields=["sondage", "code"],
                name="themesondage_code",
                violation_error_message=_("Un autre thème porte déjà ce code."),
            )
        ]

    def __str__(self) -> str:
        return self.libelle
