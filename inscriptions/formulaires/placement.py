"""A placement run: for which session, in which regions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guichet.referentiels.queries import choix_regions
from inscriptions.models import SessionCours


class FormulairePlacement(forms.Form):
    """The session to fill, and the regions to serve together."""

    session = forms.ModelChoiceField(
        label=_("Session"),
        queryset=SessionCours.objects.none(),
        empty_label=None,
        error_messages={
            "required": _("Choisissez une session."),
            "invalid_choice": _("Choisissez une session dans la liste."),
        },
    )
    regions = forms.MultipleChoiceField(
        label=_("Régions"),
        help_text=_(
            "Toutes cochées, la province est servie ensemble, dans un seul ordre de priorité. "
            "Un calcul limité à des régions ne sert que les personnes de ces régions."
        ),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Cochez au moins une région."),
            "invalid_choice": _("Cochez des régions de la liste."),
            "invalid_list": _("Cochez des régions de la liste."),
        },
    )

    def __init__(self, *args: Any, regions: tuple[str, ...], au: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champs: dict[str, Any] = self.fields
        permises = [(code, nom) for code, nom in choix_regions() if not regions or code in regions]
        champs["session"].queryset = SessionCours.objects.filter(fin__gte=au).order_by("debut")
        champs["regions"].choices = permises
        champs["regions"].initial = [code for code, _nom in permises]
