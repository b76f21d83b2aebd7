"""The choices of the capacity board, kept in the address so that a view can be shared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guichet.referentiels.queries import choix_regions
from inscriptions.horaires import CRENEAUX
from inscriptions.models import Formule, SessionCours
from partenaires.queries.tableau import PERSONNES, SEMAINES, Filtre

UNITES = {PERSONNES: _("Personnes"), SEMAINES: _("Personnes-semaines")}
CROISEMENTS = {
    "region-niveau": _("Régions et niveaux"),
    "region-creneau": _("Régions et créneaux"),
    "region-formule": _("Régions et formules"),
    "niveau-creneau": _("Niveaux et créneaux"),
    "niveau-formule": _("Niveaux et formules"),
}
NIVEAUX = [("", _("Tous")), *((str(n), str(n)) for n in range(1, 13))]


class FiltreTableau(forms.Form):
    """Session, region, level, formula, slot, unit, and what the matrix crosses; an unknown value falls back."""

    session = forms.ChoiceField(label=_("Session"), required=False)
    region = forms.ChoiceField(label=_("Région"), required=False)
    niveau = forms.TypedChoiceField(label=_("Niveau"), choices=NIVEAUX, coerce=int, empty_value=None, required=False)
    formule = forms.ChoiceField(label=_("Formule"), choices=[("", _("Toutes")), *Formule.choices], required=False)
    creneau = forms.ChoiceField(label=_("Créneau"), choices=[("", _("Tous")), *CRENEAUX.items()], required=False)
    unite = forms.ChoiceField(label=_("Compter en"), choices=list(UNITES.items()), required=False)
    croiser = forms.ChoiceField(
        label=_("Croiser"), choices=[("", _("Le plus utile")), *CROISEMENTS.items()], required=False
    )

    def __init__(self, *args: Any, sessions: Sequence[SessionCours], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sessions = {session.pk: session for session in sessions}
        champs: dict[str, Any] = self.fields
        champs["session"].choices = [(session.pk, session.nom) for session in sessions]
        champs["region"].choices = [("", _("Tout le Québec")), *choix_regions()]

    def filtre(self) -> Filtre:
        """The chosen cut; the nearest session unless another is asked for."""
        self.is_valid()
        lu = self.cleaned_data
        session = self.sessions.get(lu.get("session", "")) or next(iter(self.sessions.values()))
        return Filtre(
            session,
            lu.get("region") or "",
            lu.get("niveau"),
            lu.get("formule") or "",
            lu.get("creneau") or "",
            lu.get("unite") or PERSONNES,
        )

    @property
    def axes(self) -> tuple[str, str]:
        """What the matrix crosses: lines, then columns."""
        # Inside one region the question becomes which level, and when.
        defaut = "niveau-creneau" if self.cleaned_data.get("region") else "region-niveau"
        lignes, colonnes = (self.cleaned_data.get("croiser") or defaut).split("-")
        return lignes, colonnes
