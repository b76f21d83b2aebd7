"""Forms of the mid-term review: comments, minutes, conclusion with dated actions, what became of an action."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from inscriptions.formulaires.communs import ChampTexte
from partenaires.actions.revue import MesureConvenue
from partenaires.models import ResponsableAction

TEXTE_MAX = 5000


def champ_long(libelle: Any, *, aide: Any = "", manque: Any, rangees: int = 6) -> forms.CharField:
    """A long text, required."""
    return forms.CharField(
        label=libelle,
        help_text=aide,
        max_length=TEXTE_MAX,
        widget=forms.Textarea(attrs={"rows": rangees}),
        error_messages={"required": manque, "max_length": _("Écrivez au plus %(limit_value)d caractères.")},
    )


class FormulaireCommentaire(forms.Form):
    """What the partner says of its review."""

    commentaire = champ_long(
        _("Commentaires de l’organisme"),
        aide=_("Ce qui explique les écarts, ce que vous proposez. Les deux parties lisent ce texte."),
        manque=_("Écrivez vos commentaires."),
        rangees=8,
    )


class FormulaireRencontre(forms.Form):
    """When the parties met and what they said."""

    rencontre_le = ChampDate(label=_("Date de la rencontre"))
    compte_rendu = champ_long(
        _("Compte rendu"), aide=_("Présences, sujets, décisions."), manque=_("Écrivez le compte rendu."), rangees=8
    )


class FormulaireConclusion(forms.Form):
    """The conclusion."""

    conclusion = champ_long(_("Conclusion"), manque=_("Écrivez la conclusion."))


class FormulaireMesure(forms.Form):
    """One corrective action; a line left empty is no action."""

    description = ChampTexte(
        label=_("Ce qui est convenu"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    responsable = forms.ChoiceField(
        label=_("Responsable"),
        choices=ResponsableAction.choices,
        widget=forms.Select(attrs={"class": "moyen"}),
        error_messages={"invalid_choice": _("Choisissez l’organisme ou le ministère.")},
    )
    echeance = ChampDate(label=_("Échéance"), required=False)

    def clean(self) -> dict[str, Any]:
        """A described action has its day; a day alone has no action."""
        champs = super().clean() or {}
        description, echeance = champs.get("description"), champs.get("echeance")
        if description and not echeance and "echeance" not in self.errors:
            self.add_error("echeance", _("Donnez l’échéance de cette mesure."))
        if echeance and not description and "description" not in self.errors:
            self.add_error("description", _("Décrivez la mesure, ou effacez son échéance."))
        return champs

    def mesure(self) -> MesureConvenue | None:
        """The action, None for an empty line."""
        champs = self.cleaned_data
        if not champs.get("description"):
            return None
        return MesureConvenue(champs["description"], champs["responsable"], champs["echeance"])


FormulairesMesures = forms.formset_factory(FormulaireMesure, extra=0, max_num=12, absolute_max=12, validate_max=True)


class FormulaireCloture(forms.Form):
    """How an action ended: done, with its proof; given up, with the reason."""

    suite = forms.ChoiceField(
        label=_("Suite"),
        choices=(("faite", _("La mesure est faite")), ("abandonnee", _("La mesure est abandonnée"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("Dites si la mesure est faite ou abandonnée.")},
    )
    texte = ChampTexte(
        label=_("Preuve ou motif"),
        help_text=_("Le document, la date ou le fait qui montre que c’est fait; ou la raison de l’abandon."),
        max_length=300,
        error_messages={"required": _("Écrivez la preuve ou le motif.")},
    )

    def __init__(self, *args: Any, peut_abandonner: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.peut_abandonner = peut_abandonner
        if not peut_abandonner:
            self.fields["suite"].choices = self.fields["suite"].choices[:1]  # type: ignore[attr-defined]
            self.fields["suite"].initial = "faite"

    def clean_suite(self) -> str:
        """Only the ministry gives an action up."""
        if self.cleaned_data["suite"] == "abandonnee" and not self.peut_abandonner:
            raise ValidationError(_("Seul le gestionnaire d’ententes abandonne une mesure."))
        return self.cleaned_data["suite"]
