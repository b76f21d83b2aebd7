"""The answer to an offer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guichet.models import Motif


class FormulaireReponse(forms.Form):
    """Accept, or decline with a reason."""

    reponse = forms.ChoiceField(
        choices=(("accepter", _("Accepter")), ("decliner", _("Refuser"))),
        error_messages={
            "required": _("Choisissez d’accepter ou de refuser."),
            "invalid_choice": _("Choisissez d’accepter ou de refuser."),
        },
    )
    motif = forms.ChoiceField(
        label=_("Pourquoi refusez-vous?"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choisissez une raison dans la liste.")},
    )
    precision = forms.CharField(
        label=_("Voulez-vous ajouter quelque chose?"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("Écrivez au plus 300 caractères.")},
    )

    def __init__(self, *args: Any, au: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        motifs = Motif.objects.pour("offre.decliner", au=au)
        self.fields["motif"].choices = [(motif.code, motif.libelle) for motif in motifs]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A refusal says why."""
        reponse = super().clean() or {}
        if reponse.get("reponse") == "decliner" and not reponse.get("motif") and "motif" not in self.errors:
            self.add_error("motif", _("Choisissez la raison de votre refus."))
        return reponse
