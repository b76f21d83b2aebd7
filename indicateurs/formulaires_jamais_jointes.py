"""Forms of the persons to reach: the filters of the queue, and one attempt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from guichet.models import Motif
from indicateurs.models import PersonneAdmise
from indicateurs.queries.contacts import DOMAINE
from indicateurs.queries.jamais_jointes import CANAUX
from inscriptions.formulaires.cours import ChampMotif
from inscriptions.formulaires.dossier import ChampParagraphe, choix_de_regions
from inscriptions.models import CanalContact

MOIS = {"6": _("6 derniers mois"), "12": _("12 derniers mois"), "36": _("36 derniers mois")}
SUITES = {
    "jamais": _("Jamais jointes"),
    "rappeler": _("Veulent suivre un cours"),
    "campagne": _("Tirées par une campagne"),
}


@dataclass(frozen=True, slots=True)
class Choix:
    """What the address asks for; anything unknown falls back to everyone."""

    mois: int
    suite: str
    region: str

    def garder(self, admises: QuerySet[PersonneAdmise]) -> QuerySet[PersonneAdmise]:
        """Those of this list."""
        match self.suite:
            case "jamais":
                return admises.filter(interessee=False)
            case "rappeler":
                return admises.filter(interessee=True)
            case "campagne":
                return admises.exclude(campagne="")
            case _:
                return admises


class FiltreJamaisJointes(forms.Form):
    """Kept in the address."""

    mois = forms.ChoiceField(label=_("Admissions des"), choices=list(MOIS.items()), required=False)
    suite = forms.ChoiceField(label=_("Liste"), choices=[("", _("Toutes")), *SUITES.items()], required=False)
    region = forms.ChoiceField(label=_("Région"), required=False)

    def __init__(self, *args: Any, regions: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = choix_de_regions(tuple(regions))  # type: ignore[attr-defined]

    def choisis(self) -> Choix:
        """What was chosen."""
        self.is_valid()
        lu = self.cleaned_data
        return Choix(int(lu.get("mois") or 12), lu.get("suite") or "", lu.get("region") or "")


class FormulaireTentativeAdmission(forms.Form):
    """By which channel, how it went, when to try again."""

    canal = forms.ChoiceField(
        label=_("Moyen"),
        choices=[(c.value, c.label) for c in CanalContact if c in CANAUX],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez un moyen."), "invalid_choice": _("Choisissez dans la liste.")},
    )
    motif = ChampMotif(label=_("Résultat"), error_messages={"required": _("Choisissez le résultat de la tentative.")})
    note = ChampParagraphe(label=_("Ce qui a été dit"), max_length=300, required=False)
    prochaine_le = ChampDate(
        label=_("Prochaine tentative"), required=False, help_text=_("Laissez vide pour le délai habituel.")
    )

    def __init__(self, *args: Any, au: date, **kwargs: Any) -> None:
        super().__init__(*args, prefix="tentative", **kwargs)
        self.au = au
        self.fields["motif"].queryset = Motif.objects.pour(DOMAINE, au=au)  # type: ignore[attr-defined]

    def clean_prochaine_le(self) -> date | None:
        """A day to come."""
        jour = self.cleaned_data["prochaine_le"]
        if jour and jour <= self.au:
            raise forms.ValidationError(_("La prochaine tentative vient après aujourd’hui."))
        return jour

    def champs(self) -> dict[str, Any]:
        """What the action takes."""
        lu = dict(self.cleaned_data)
        motif = lu.pop("motif")
        return lu | {"motif_code": motif.code}
