"""Why a person withdraws: one reason of the dated list, and a few words if she wishes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guichet.models import Motif
from inscriptions.formulaires.communs import ChampTexte

PRECISION_MAX = 500


class FormulaireRetrait(forms.Form):
    """The reasons offered on that day."""

    motif = forms.ChoiceField(
        label=_("Pourquoi retirez-vous votre demande?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une raison.")},
    )
    precision = ChampTexte(
        label=_("Voulez-vous ajouter quelque chose?"),
        required=False,
        max_length=PRECISION_MAX,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, au: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        motifs = Motif.objects.pour("inscription.retirer", au=au)
        self.fields["motif"].choices = list(motifs.values_list("code", "libelle"))
