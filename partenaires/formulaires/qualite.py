"""Forms of quality: contest an anomaly, answer, draw controls."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from partenaires.formulaires.revue import champ_long


class FormulaireContestation(forms.Form):
    """Why the rule is wrong."""

    texte = champ_long(_("Pourquoi ce n’est pas une erreur"), manque=_("Écrivez votre explication."), rangees=5)


class FormulaireReponse(forms.Form):
    """Maintained or lifted, and why."""

    decision = forms.ChoiceField(
        label=_("Décision"),
        choices=(("levee", _("L’anomalie est levée")), ("maintenue", _("L’anomalie est maintenue"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("Dites si l’anomalie est levée ou maintenue.")},
    )
    texte = champ_long(_("Réponse à l’organisme"), manque=_("Écrivez la réponse."), rangees=5)


class FormulaireTirage(forms.Form):
    """What to draw, and the seed that makes it the same again."""

    du = ChampDate(label=_("Redditions soumises du"))
    au = ChampDate(label=_("Au"))
    nombre = forms.IntegerField(
        label=_("Nombre à tirer"),
        min_value=1,
        max_value=200,
        widget=forms.NumberInput(attrs={"class": "court", "inputmode": "numeric"}),
        error_messages={
            "required": _("Écrivez le nombre de redditions à contrôler."),
            "invalid": _("Écrivez un nombre, par exemple 10."),
            "min_value": _("Tirez au moins une reddition."),
            "max_value": _("Tirez au plus 200 redditions."),
        },
    )
    graine = forms.IntegerField(
        label=_("Graine du tirage"),
        help_text=_("Un nombre public, choisi avant. La même graine donne toujours le même tirage."),
        min_value=0,
        max_value=2**53,
        widget=forms.NumberInput(attrs={"class": "moyen", "inputmode": "numeric"}),
        error_messages={
            "required": _("Écrivez la graine."),
            "invalid": _("Écrivez un nombre entier."),
            "min_value": _("Écrivez un nombre positif."),
            "max_value": _("Écrivez un nombre plus petit."),
        },
    )

    def clean(self) -> dict[str, Any]:
        """The period ends after its start."""
        champs = super().clean() or {}
        if champs.get("du") and champs.get("au") and champs["au"] < champs["du"]:
            self.add_error("au", _("La fin de la période suit son début."))
        return champs
