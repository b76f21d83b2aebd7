"""What is typed to delegate a power."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from guichet.models import Utilisateur
from inscriptions.formulaires.groupe_nouveau import LISTE
from partenaires.formulaires.champs import ChampArgent, champ_titre

DELEGATION_MAX = 1_000_000_000


class FormulaireDelegation(forms.Form):
    """To whom, up to how much, when, under which act."""

    utilisateur = forms.ModelChoiceField(
        label=_("À qui"),
        queryset=Utilisateur.objects.none(),
        empty_label=_("Choisir…"),
        help_text=_("Les personnes qui ont le rôle d’approbateur."),
        error_messages={"required": LISTE, "invalid_choice": LISTE},
    )
    montant_max = ChampArgent(
        label=_("Jusqu’à quel montant, en dollars"),
        plus_grand=DELEGATION_MAX,
        help_text=_("Le plus grand montant convenu qu’elle peut approuver pour une entente."),
    )
    valide_du = ChampDate(label=_("Premier jour"))
    valide_au = ChampDate(
        label=_("Dernier jour"), required=False, help_text=_("Laissez vide si la délégation n’a pas de fin prévue.")
    )
    acte = champ_titre(
        _("Acte de délégation"), 300, help_text=_("Le numéro ou le titre du document qui délègue ce pouvoir.")
    )

    def __init__(self, *args: Any, au: date, personnes: QuerySet[Utilisateur], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.au = au
        self.fields["utilisateur"].queryset = personnes  # type: ignore[attr-defined]

    def clean_valide_au(self) -> date | None:
        """A day still to come, or none."""
        jour = self.cleaned_data["valide_au"]
        if jour and jour < self.au:
            raise ValidationError(_("Cette date est passée. Choisissez un jour à venir."))
        return jour

    def clean(self) -> dict[str, Any]:
        """The last day after the first."""
        donnees = super().clean() or {}
        debut, fin = donnees.get("valide_du"), donnees.get("valide_au")
        if debut and fin and fin < debut:
            self.add_error("valide_au", _("La délégation finit après son début."))
        return donnees
