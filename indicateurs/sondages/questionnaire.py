"""A questionnaire without JavaScript: its pages, their fields, the answers they give.

Nothing is kept before the end: each page carries the answers of the others, so a questionnaire left half way leaves no
trace. A question that depends on another comes on a later page.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from indicateurs.models import GenreQuestion, Question, VersionSondage

PAR_PAGE = 6
LONGUEURS = {GenreQuestion.TEXTE_COURT: 300, GenreQuestion.TEXTE_LONG: 4000}
NOTES = [(str(n), str(n)) for n in range(11)]
# Control characters, and those that turn the direction of what follows; joiners of Arabic stay.
_INDESIRABLES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
LANGUES = {"fr": "Français", "en": "English", "es": "Español", "ar": "العربية"}
# The portal's own words, in the language of the questionnaire.
LANGUES_DU_PORTAIL = {"fr": "fr-ca", "en": "en", "es": "es", "ar": "ar"}


def noms_des_langues(version: VersionSondage) -> list[tuple[str, str]]:
    """The languages a version is asked in, each in its own words."""
    return [(code, LANGUES[code]) for code in version.langues]


def assainir(texte: str) -> str:
    """The text without control characters nor overrides of direction; lines stay."""
    return _INDESIRABLES.sub("", texte.replace("\r\n", "\n").replace("\r", "\n")).strip()


class ChampTexte(forms.CharField):
    """Someone's own words, cleaned before they are measured: a strange character is never an error."""

    def to_python(self, value: Any) -> str:
        return assainir(super().to_python(value) or "")


class FormulairePage(forms.Form):
    """The questions of one page, in one language."""

    def __init__(self, questions: Sequence[Question], langue: str, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for question in self.questions:
            self.fields.update(champs_de(question, langue))

    def reponses(self) -> dict[str, Any]:
        """The answers by question, those left empty left out; a matrix answers by statement."""
        donnees: dict[str, Any] = {}
        for question in self.questions:
            valeur = self._valeur(question)
            if valeur not in ("", None, [], {}):
                donnees[question.code] = valeur
        return donnees

    def _valeur(self, question: Question) -> Any:
        if question.genre == GenreQuestion.MATRICE:
            lues = {code: self.cleaned_data.get(nom_de(question, code)) for code, _mots in question.enonces_dits()}
            return {code: valeur for code, valeur in lues.items() if valeur}
        valeur = self.cleaned_data.get(nom_de(question))
        if question.genre == GenreQuestion.ECHELLE and valeur:
            return int(valeur)
        return valeur.isoformat() if isinstance(valeur, datetime.date) else valeur


def nom_de(question: Question, enonce: str = "") -> str:
    """The name of a field on the page."""
    return f"q_{question.code}__{enonce}" if enonce else f"q_{question.code}"


def noms_de(question: Question) -> list[str]:
    """Every name the browser may send for a question."""
    if question.genre == GenreQuestion.MATRICE:
        return [nom_de(question, code) for code, _mots in question.enonces_dits()]
    if question.genre == GenreQuestion.DATE:
        return [f"{nom_de(question)}_{morceau}" for morceau in ("jour", "mois", "annee")]
    return [nom_de(question)]


def champs_de(question: Question, langue: str) -> dict[str, forms.Field]:
    """The fields of one question, by name."""
    commun: dict[str, Any] = {"label": question.texte(langue), "required": question.obligatoire}
    nom, choix = nom_de(question), question.choix_dits(langue)
    erreurs = {"required": _("Répondez à cette question pour continuer.")}
    match question.genre:
        case GenreQuestion.UNIQUE:
            return {nom: _un_choix(choix, erreurs, **commun)}
        case GenreQuestion.ECHELLE:
            return {nom: _un_choix(NOTES, erreurs, attrs={"class": "note"}, **commun)}
        case GenreQuestion.MULTIPLE:
            coches = forms.CheckboxSelectMultiple
            return {nom: forms.MultipleChoiceField(choices=choix, widget=coches, error_messages=erreurs, **commun)}
        case GenreQuestion.MATRICE:
            return {
                nom_de(question, code): _un_choix(choix, erreurs, **(commun | {"label": f"{commun['label']} {mots}"}))
                for code, mots in question.enonces_dits(langue)
            }
        case GenreQuestion.NOMBRE:
            bornes: dict[str, Any] = {"min_value": question.minimum, "max_value": question.maximum}
            chiffres = forms.NumberInput({"class": "court", "inputmode": "numeric"})
            return {nom: forms.IntegerField(widget=chiffres, error_messages=erreurs, **bornes, **commun)}
        case GenreQuestion.DATE:
            return {nom: ChampDate(**commun)}
        case _:
            long = question.genre == GenreQuestion.TEXTE_LONG
            boite = forms.Textarea({"rows": 5}) if long else forms.TextInput()
            limite = LONGUEURS[GenreQuestion(question.genre)]
            return {nom: ChampTexte(max_length=limite, widget=boite, error_messages=erreurs, **commun)}


def _un_choix(
    choix: Sequence[tuple[str, str]], erreurs: dict[str, Any], attrs: dict[str, str] | None = None, **commun: Any
) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choix, widget=forms.RadioSelect(attrs), error_messages=erreurs, **commun)


def pages_de(questions: Sequence[Question]) -> list[list[Question]]:
    """The questions page by page: one that depends on another never stands on its page."""
    pages: list[list[Question]] = [[]]
    for question in questions:
        ici = {autre.code for autre in pages[-1]}
        if pages[-1] and (question.si_code in ici or len(pages[-1]) >= PAR_PAGE):
            pages.append([])
        pages[-1].append(question)
    return [page for page in pages if page]
