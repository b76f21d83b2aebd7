"""What is typed of a redesign: the proposal, its evidence, the dates of a decision, what it gave."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from guichet.referentiels.formules import Formule
from inscriptions.formulaires.communs import ChampTexte
from inscriptions.formulaires.groupe_nouveau import MESSAGES_LISTE
from partenaires.formulaires.champs import ChampLong, champ_titre
from partenaires.models import NaturePreuve, Refonte, SuiteRefonte, VersionProgramme
from partenaires.queries.programmes import EN_CHANTIER


class FormulaireRefonte(forms.Form):
    """What is wrong, what would change and what one hopes, for one formula or one version in the making."""

    titre = champ_titre(_("Titre"))
    formule = forms.ChoiceField(
        label=_("Formule de cours"),
        choices=[("", _("Aucune")), *Formule.choices],
        required=False,
        error_messages=MESSAGES_LISTE,
    )
    version = forms.ModelChoiceField(
        label=_("Version de programme"),
        help_text=_("Choisissez une formule ou une version, pas les deux."),
        queryset=VersionProgramme.objects.none(),
        empty_label=_("Aucune"),
        required=False,
        error_messages=MESSAGES_LISTE,
    )
    constat = ChampLong(label=_("Ce qui ne va pas"), rangees=4)
    changement = ChampLong(label=_("Ce qui changerait"), rangees=4)
    effet_attendu = ChampLong(label=_("Effet attendu"), rangees=3)

    def __init__(self, *args: Any, refonte: Refonte | None = None, **kwargs: Any) -> None:
        noms = ("titre", "formule", "version", "constat", "changement", "effet_attendu")
        initial = {nom: getattr(refonte, nom) for nom in noms} if refonte else {}
        super().__init__(*args, initial=initial, **kwargs)
        versions = VersionProgramme.objects.filter(etat__in=EN_CHANTIER).select_related("programme")
        self.fields["version"].queryset = versions  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One object, and one only."""
        lu = super().clean() or {}
        if not {"formule", "version"} & set(self.errors) and bool(lu.get("formule")) == bool(lu.get("version")):
            self.add_error("formule", _("Choisissez une formule ou une version de programme, l’une des deux."))
        return lu


class FormulairePreuve(forms.Form):
    """One thing the proposal rests on."""

    nature = forms.ChoiceField(label=_("Nature"), choices=NaturePreuve.choices, error_messages=MESSAGES_LISTE)
    cle = ChampTexte(
        label=_("Référence"),
        help_text=_(
            "Le numéro du besoin (B-26-00012) ou du constat (GT-26-0001-1), le code de l’indicateur, du sondage "
            "ou de la consultation, ou l’adresse du scénario."
        ),
        max_length=200,
        error_messages={"required": _("Écrivez la référence.")},
    )
    note = ChampTexte(
        label=_("Ce que cela montre"),
        max_length=400,
        error_messages={"required": _("Écrivez en une phrase ce que cela montre.")},
    )


class FormulaireDecision(forms.Form):
    """From which day it holds, and on which day one says what it gave."""

    en_vigueur_le = ChampDate(label=_("En vigueur le"))
    evaluer_le = ChampDate(label=_("À évaluer le"), help_text=_("Ce jour-là, l’évaluation devient une tâche à faire."))

    def __init__(self, *args: Any, au: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.au = au

    def clean(self) -> dict[str, Any]:
        """Not in the past, and in their order."""
        lu = super().clean() or {}
        debut, fin = lu.get("en_vigueur_le"), lu.get("evaluer_le")
        if debut and debut < self.au:
            self.add_error("en_vigueur_le", _("Cette date est passée. Choisissez aujourd’hui ou plus tard."))
        if debut and fin and fin <= debut:
            self.add_error("evaluer_le", _("L’évaluation suit l’entrée en vigueur."))
        return lu


class FormulaireBilan(forms.Form):
    """What it gave, and what follows."""

    bilan = ChampLong(label=_("Ce que cela a donné"), help_text=_("Comparez avec l’effet attendu et l’effet simulé."))
    suite = forms.ChoiceField(
        label=_("Suite"),
        choices=SuiteRefonte.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez la suite."), "invalid_choice": _("Choisissez la suite.")},
    )
