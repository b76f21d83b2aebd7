"""The filters of the list of groups; an unknown value filters nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guichet.referentiels.queries import choix_regions
from inscriptions.models import SessionCours
from inscriptions.states import EtatGroupe

TOUS = [("", _("Tous"))]
TOUTES = [("", _("Toutes"))]


class FiltreGroupes(forms.Form):
    """State, session, level, region, and a few letters of the number or of the organisation."""

    q = forms.CharField(label=_("Numéro ou organisation"), max_length=60, required=False)
    etat = forms.ChoiceField(label=_("État"), choices=[*TOUS, *EtatGroupe.choices], required=False)
    session = forms.ChoiceField(label=_("Session"), required=False)
    niveau = forms.TypedChoiceField(
        label=_("Niveau"), choices=[*TOUS, *((n, str(n)) for n in range(1, 13))], coerce=int, required=False
    )
    region = forms.ChoiceField(label=_("Région"), required=False)

    def __init__(self, *args: Any, avec_region: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sessions = SessionCours.objects.order_by("-debut").values_list("code", "nom")
        self.fields["session"].choices = [*TOUTES, *sessions]
        if avec_region:
            self.fields["region"].choices = [*TOUTES, *choix_regions()]
        else:
            del self.fields["region"]

    def valeurs(self) -> dict[str, Any]:
        """The valid filters."""
        self.is_valid()
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if valeur}
