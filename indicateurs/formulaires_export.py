"""What an export is asked with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guichet.referentiels.queries import choix_regions
from indicateurs.exports import NATURES
from indicateurs.filtre import Filtre
from indicateurs.models import FormatExport


class FormulaireExport(forms.Form):
    """Rows, period, region, format, and what for."""

    nature = forms.ChoiceField(label=_("Lignes"))
    format = forms.ChoiceField(label=_("Format"), choices=FormatExport.choices)
    du = forms.DateField(label=_("Du"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    au = forms.DateField(label=_("Au"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    region = forms.ChoiceField(label=_("Région"), required=False)
    motif = forms.CharField(
        label=_("À quoi servira ce fichier?"),
        max_length=200,
        help_text=_("Écrit dans le fichier et gardé au journal des exports."),
    )

    def __init__(self, *args: Any, role: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        permises = [(nom, nature.libelle) for nom, nature in NATURES.items() if role in nature.roles]
        self.fields["nature"].choices = permises  # type: ignore[attr-defined]
        self.fields["region"].choices = [("", _("Tout le Québec")), *choix_regions()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A period ends after it begins."""
        lu = super().clean() or {}
        if lu.get("du") and lu.get("au") and lu["du"] > lu["au"]:
            self.add_error("au", _("La fin vient après le début."))
        return lu

    def demande(self) -> dict[str, Any]:
        """What the action takes."""
        lu = self.cleaned_data
        return {
            "nature": lu["nature"],
            "format": lu["format"],
            "motif": lu["motif"],
            "filtre": Filtre(lu["du"], lu["au"], region=lu["region"]),
        }
