"""The head of a declaration: hours of the session, last day to decide."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from guichet.referentiels.formats import formater_date
from inscriptions.formulaires.groupe_nouveau import champ_nombre
from partenaires.models import DeclarationCapacite

HEURES_MAX = 200_000


class FormulaireEntete(forms.Form):
    """What the ministry needs to know before anything else."""

    heures_disponibles = champ_nombre(
        _("Heures d’enseignement disponibles pour la session"),
        1,
        HEURES_MAX,
        forms.DecimalField,
        decimal_places=1,
        help_text=_("Toutes classes confondues, du premier au dernier jour de la session."),
    )
    decision_le = ChampDate(
        label=_("Date limite de décision"),
        help_text=_("Le dernier jour où le ministère peut retenir un groupe. Ensuite vous reprenez vos ressources."),
    )

    def __init__(self, *args: Any, declaration: DeclarationCapacite, au: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.declaration, self.au = declaration, au

    def clean_decision_le(self) -> date:
        """A day still to come, before the session begins."""
        jour, debut = self.cleaned_data["decision_le"], self.declaration.session.debut
        if jour < self.au:
            raise ValidationError(_("La date limite n’est pas passée."))
        if jour >= debut:
            raise ValidationError(
                _("La session commence le %(date)s : choisissez un jour avant.") % {"date": formater_date(debut)}
            )
        return jour
