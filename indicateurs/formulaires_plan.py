"""What is typed to keep the register of the action plan: a plan, a line, a proof, a step."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from guichet.mesure.definition import MESURES
from indicateurs.preuves import chemin, existe
from inscriptions.formulaires.communs import ChampTexte
from partenaires.formulaires.champs import ChampCode, ChampLong, champ_titre
from partenaires.models import GenreLigne, GenrePlan, GenrePreuve, LigneDePlan, PlanAction, VoletPlan

LISTE = _("Choisissez dans la liste.")
ERREURS_LISTE = {"required": LISTE, "invalid_choice": LISTE, "invalid_pk_value": LISTE}


class FormulairePlan(forms.Form):
    """A new plan, or the report of an audit."""

    genre = forms.ChoiceField(
        label=_("Nature"), choices=GenrePlan.choices, widget=forms.RadioSelect, error_messages=ERREURS_LISTE
    )
    titre = champ_titre(_("Titre"), 200)
    code = ChampCode(help_text=_("Un nom court pour son adresse, par exemple audit-2026."))
    source = champ_titre(_("Source"), 300, help_text=_("Qui l’a publié, sous quel titre."))
    publie_le = ChampDate(label=_("Publié le"))
    presentation = ChampLong(label=_("Présentation"), required=False, rangees=4, max_length=2000)


class FormulaireLigne(forms.Form):
    """A new line of a plan."""

    plan = forms.ModelChoiceField(
        label=_("Plan ou rapport"),
        queryset=PlanAction.objects.none(),
        empty_label=_("Choisir…"),
        error_messages=ERREURS_LISTE,
    )
    genre = forms.ChoiceField(
        label=_("Genre"), choices=GenreLigne.choices, widget=forms.RadioSelect, error_messages=ERREURS_LISTE
    )
    volet = forms.ChoiceField(
        label=_("Volet"), choices=VoletPlan.choices, widget=forms.RadioSelect, error_messages=ERREURS_LISTE
    )
    code = champ_titre(_("Code"), 16, help_text=_("Comme dans la source, par exemple F1 ou R3."))
    titre = champ_titre(_("Titre court"), 120)
    texte = ChampLong(label=_("Texte"), rangees=4, max_length=2000)
    repond_a = forms.ModelMultipleChoiceField(
        label=_("Répond à"),
        queryset=LigneDePlan.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Les constats et les principes auxquels cette ligne répond."),
        error_messages=ERREURS_LISTE | {"invalid_list": LISTE},
    )
    responsable = ChampTexte(label=_("Responsable"), max_length=120, required=False)
    echeance = ChampTexte(label=_("Échéance, comme écrite"), max_length=120, required=False)
    echeance_le = ChampDate(label=_("Dernier jour"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = PlanAction.objects.all()  # type: ignore[attr-defined]
        vises = LigneDePlan.objects.filter(genre__in=(GenreLigne.CONSTAT, GenreLigne.PRINCIPE))
        self.fields["repond_a"].queryset = vises.order_by("plan", "ordre")  # type: ignore[attr-defined]


class FormulairePreuve(forms.Form):
    """A screen of the portal or an indicator, one of them."""

    ecran = ChampTexte(
        label=_("Adresse d’un écran du portail"),
        max_length=200,
        required=False,
        help_text=_("Copiez l’adresse de la page, par exemple /pertes/."),
    )
    libelle = ChampTexte(label=_("Ce qu’on y voit"), max_length=160, required=False)
    indicateur = forms.ChoiceField(label=_("Ou un indicateur"), required=False, error_messages=ERREURS_LISTE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titres = sorted(((m.code, str(m.titre)) for m in MESURES.values()), key=lambda paire: paire[1])
        self.fields["indicateur"].choices = [("", _("Aucun")), *titres]  # type: ignore[attr-defined]

    def clean_ecran(self) -> str:
        """The path of a page the portal has."""
        typee = self.cleaned_data["ecran"]
        if typee and not existe(chemin(typee)):
            raise ValidationError(_("Le portail n’a pas de page à cette adresse. Copiez-la de la barre d’adresse."))
        return chemin(typee) if typee else ""

    def clean(self) -> dict[str, Any]:
        """One of the two, and words for a screen."""
        donnees = super().clean() or {}
        ecran, indicateur = donnees.get("ecran"), donnees.get("indicateur")
        if not self.errors and bool(ecran) is bool(indicateur):
            raise ValidationError(_("Donnez un écran ou un indicateur, l’un des deux."))
        if ecran and not donnees.get("libelle"):
            self.add_error("libelle", _("Dites en quelques mots ce qu’on y voit."))
        return donnees

    def preuve(self) -> dict[str, str]:
        """What the action asks for."""
        if ecran := self.cleaned_data["ecran"]:
            return {"genre": GenrePreuve.ECRAN, "cle": ecran, "libelle": self.cleaned_data["libelle"]}
        return {"genre": GenrePreuve.INDICATEUR, "cle": self.cleaned_data["indicateur"], "libelle": ""}


class FormulaireRaison(forms.Form):
    """A few words that must be written."""

    motif = ChampLong(label=_("Pourquoi?"), rangees=3, max_length=300)

    def __init__(self, *args: Any, libelle: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if libelle:
            self.fields["motif"].label = libelle
