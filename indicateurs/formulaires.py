"""The choices of the dashboard: period, region, level."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from guichet.referentiels.queries import choix_regions
from indicateurs.filtre import Filtre

PERIODES = {
    "3": _("3 derniers mois"),
    "6": _("6 derniers mois"),
    "12": _("12 derniers mois"),
    "24": _("24 derniers mois"),
}


class FiltreForm(forms.Form):
    """Kept in the address, so that a view can be shared; an unknown value falls back to its default."""

    periode = forms.ChoiceField(label=_("Période"), choices=list(PERIODES.items()), required=False)
    region = forms.ChoiceField(label=_("Région de résidence"), required=False)
    niveau = forms.TypedChoiceField(
        label=_("Niveau"),
        choices=[("", _("Tous les niveaux")), *((str(n), _("Niveau %(n)d") % {"n": n}) for n in range(1, 13))],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("Tout le Québec")), *choix_regions()]  # type: ignore[attr-defined]

    def filtre(self, *, au: date) -> Filtre:
        """The chosen cut; the period ends on that day."""
        self.is_valid()
        valides = self.cleaned_data
        mois = int(valides.get("periode") or 12)
        debut = (au.replace(day=1) - timedelta(days=30 * (mois - 1))).replace(day=1)
        return Filtre(debut, au, region=valides.get("region") or "", niveau=valides.get("niveau"))
