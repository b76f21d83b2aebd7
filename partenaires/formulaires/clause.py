"""The form of a template of clause: its words, and up to three paragraphs, each under its condition."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guichet.models import Region
from guichet.models.organisation import GenreOrganisation
from inscriptions.formulaires.groupe_nouveau import champ_nombre
from partenaires.clauses import BLOCS_MAX, NOMBRES, VARIABLES, TexteRefuse, verifier_texte
from partenaires.formulaires.champs import ChampCode, ChampLong, champ_titre
from partenaires.formulaires.norme import FormulaireElement
from partenaires.models import Clientele

CONDITIONS = (
    ("", _("Aucun paragraphe")),
    ("montant:au_moins", _("Si le montant est d’au moins")),
    ("montant:au_plus", _("Si le montant est d’au plus")),
    ("duree:au_moins", _("Si la durée, en mois, est d’au moins")),
    ("duree:au_plus", _("Si la durée, en mois, est d’au plus")),
    ("genre:parmi", _("Si l’organisation est l’une de celles-ci")),
    ("region:parmi", _("Si l’entente sert l’une de ces régions")),
    ("clientele:parmi", _("Si l’entente sert l’une de ces clientèles")),
)
RANGS = range(1, BLOCS_MAX + 1)


def aide_des_variables() -> str:
    """Every variable and what it stands for, in one sentence."""
    return ", ".join(f"{{{nom}}} ({mot})" for nom, mot in VARIABLES.items())


class FormulaireClause(FormulaireElement):
    """A clause: what always applies, then the paragraphs that some ententes get."""

    titre = champ_titre(_("Titre"))
    code = ChampCode(max_length=40)
    rang = champ_nombre(_("Rang dans l’entente"), 1, 200)
    texte = ChampLong(label=_("Texte de toutes les ententes"), required=False, rangees=6)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["texte"].help_text = _("Le portail remplace ces variables : %(variables)s.") % {
            "variables": aide_des_variables()
        }
        valeurs = [
            (_("Organisations"), [(f"genre:{code}", mot) for code, mot in GenreOrganisation.choices]),
            (_("Clientèles"), [(f"clientele:{code}", mot) for code, mot in Clientele.choices]),
            (_("Régions"), [(f"region:{r.code}", r.nom) for r in Region.objects.order_by("code")]),
        ]
        for rang in RANGS:
            self._ajouter(rang, valeurs)

    def _ajouter(self, rang: int, valeurs: list[Any]) -> None:
        self.fields[f"condition_{rang}"] = forms.ChoiceField(
            label=_("Paragraphe conditionnel %(rang)s") % {"rang": rang},
            choices=CONDITIONS,
            required=False,
            error_messages={"invalid_choice": _("Choisissez dans la liste.")},
        )
        self.fields[f"nombre_{rang}"] = forms.CharField(
            label=_("Montant ou nombre de mois"),
            required=False,
            max_length=20,
            error_messages={"max_length": _("Écrivez un nombre, par exemple 250 000.")},
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        )
        self.fields[f"valeurs_{rang}"] = forms.MultipleChoiceField(
            label=_("Organisations, clientèles ou régions"),
            choices=valeurs,
            required=False,
            widget=forms.SelectMultiple(attrs={"size": "6"}),
            error_messages={"invalid_choice": _("Choisissez dans la liste.")},
        )
        self.fields[f"paragraphe_{rang}"] = ChampLong(label=_("Texte du paragraphe"), required=False, rangees=3)

    def clean(self) -> dict[str, Any]:
        """Each paragraph with its condition; every variable is one the portal fills."""
        donnees = super().clean() or {}
        for nom in ("titre", "texte", *(f"paragraphe_{rang}" for rang in RANGS)):
            try:
                verifier_texte(donnees.get(nom) or "")
            except TexteRefuse as refus:
                self.add_error(nom, refus.message)
        self.blocs = [bloc for rang in RANGS if (bloc := self._bloc(rang, donnees))]
        if not self.errors and not donnees.get("texte") and not self.blocs:
            self.add_error("texte", _("Écrivez un texte, ou au moins un paragraphe conditionnel."))
        return donnees

    def _bloc(self, rang: int, donnees: dict[str, Any]) -> dict[str, Any] | None:
        condition, texte = donnees.get(f"condition_{rang}") or "", donnees.get(f"paragraphe_{rang}") or ""
        if not condition:
            if texte:
                self.add_error(f"condition_{rang}", _("Choisissez la condition de ce paragraphe."))
            return None
        champ, operateur = condition.split(":")
        if not texte and f"paragraphe_{rang}" not in self.errors:
            self.add_error(f"paragraphe_{rang}", _("Écrivez le texte de ce paragraphe."))
        try:
            valeur = self._nombre(rang, donnees) if champ in NOMBRES else self._codes(rang, champ, donnees)
        except ValidationError as erreur:
            self.add_error(f"nombre_{rang}" if champ in NOMBRES else f"valeurs_{rang}", erreur)
            return None
        return {"champ": champ, "operateur": operateur, "valeur": valeur, "texte": texte}

    def _nombre(self, rang: int, donnees: dict[str, Any]) -> str:
        ecrit = "".join((donnees.get(f"nombre_{rang}") or "").replace("$", "").split()).replace(",", ".")
        try:
            nombre = Decimal(ecrit)
        except InvalidOperation as erreur:
            raise ValidationError(_("Écrivez un nombre, par exemple 250 000.")) from erreur
        if not nombre.is_finite() or nombre < 0:
            raise ValidationError(_("Écrivez un nombre, par exemple 250 000."))
        return str(nombre)

    def _codes(self, rang: int, champ: str, donnees: dict[str, Any]) -> list[str]:
        choisis = [valeur.split(":", 1) for valeur in donnees.get(f"valeurs_{rang}") or ()]
        if not choisis or any(genre != champ for genre, _code in choisis):
            raise ValidationError(_("Choisissez au moins une valeur, seulement du genre que dit la condition."))
        return [code for _genre, code in choisis]

    def champs(self) -> dict[str, Any]:
        """The words, and the paragraphs as data."""
        return {nom: self.cleaned_data[nom] for nom in ("titre", "code", "rang", "texte")} | {"blocs": self.blocs}


def initial_des_blocs(blocs: list[dict[str, Any]]) -> dict[str, Any]:
    """What the form shows of the paragraphs of a template."""
    initial: dict[str, Any] = {}
    for rang, bloc in zip(RANGS, blocs, strict=False):
        initial[f"condition_{rang}"] = f"{bloc['champ']}:{bloc['operateur']}"
        initial[f"paragraphe_{rang}"] = bloc["texte"]
        if bloc["champ"] in NOMBRES:
            initial[f"nombre_{rang}"] = bloc["valeur"].replace(".", ",")
        else:
            initial[f"valeurs_{rang}"] = [f"{bloc['champ']}:{code}" for code in bloc["valeur"]]
    return initial
