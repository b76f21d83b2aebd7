"""Forms of capacity, referrals and re-placement."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from guichet.models import Motif
from inscriptions.actions.recommandation import Designation
from inscriptions.formulaires.communs import ChampTexte
from inscriptions.formulaires.cours import ChampMotif, FormulaireMotif
from inscriptions.models import Groupe

CAPACITE_MAX = 200
NUMERO = re.compile(r"^[A-Z]{2}-\d{2}-\d{4,9}$")


class FormulaireCapacite(forms.Form):
    """How many persons the group takes from now on, and why."""

    capacite = forms.IntegerField(
        label=_("Nombre de places"),
        min_value=1,
        max_value=CAPACITE_MAX,
        widget=forms.NumberInput(attrs={"class": "court", "inputmode": "numeric"}),
        error_messages={
            "required": _("Écrivez le nombre de places."),
            "invalid": _("Écrivez un nombre, par exemple 18."),
            "min_value": _("Écrivez au moins 1."),
            "max_value": _("Écrivez au plus 200."),
        },
    )
    motif = ChampMotif(label=_("Motif"))

    def __init__(self, *args: Any, groupe: Groupe, au: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"capacite": groupe.capacite}, **kwargs)
        self.fields["motif"].queryset = Motif.objects.pour("groupe.capacite", au=au)  # type: ignore[attr-defined]


class FormulaireRecommandation(forms.Form):
    """The person: a file number with her birth date, or an address to invite."""

    numero = ChampTexte(
        label=_("Numéro de dossier"),
        help_text=_("Si la personne a déjà fait une demande. Exemple : FR-26-000123"),
        required=False,
        max_length=16,
        widget=forms.TextInput({"class": "moyen", "autocomplete": "off"}),
    )
    naissance = ChampDate(label=_("Date de naissance"), required=False)
    courriel = forms.EmailField(
        label=_("Ou son courriel"),
        help_text=_("Si la personne n’a pas encore fait de demande."),
        required=False,
        error_messages={"invalid": _("Écrivez un courriel complet, par exemple nom@exemple.com.")},
    )
    motif = ChampMotif(label=_("Comment connaissez-vous cette personne?"))

    def __init__(self, *args: Any, au: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champs: dict[str, Any] = self.fields
        champs["motif"].queryset = Motif.objects.pour("recommandation.proposer", au=au)

    def clean_numero(self) -> str:
        """The number as files carry it."""
        numero = str(self.cleaned_data["numero"]).upper().replace(" ", "")
        if numero and not NUMERO.match(numero):
            raise ValidationError(_("Écrivez le numéro comme sur la demande, par exemple FR-26-000123."))
        return numero

    def clean(self) -> dict[str, Any]:
        """One way or the other, whole."""
        champs = super().clean() or {}
        numero, courriel = champs.get("numero"), champs.get("courriel")
        if numero and courriel:
            self.add_error("courriel", _("Donnez le numéro de dossier ou le courriel, pas les deux."))
        elif numero and not champs.get("naissance") and "naissance" not in self.errors:
            self.add_error("naissance", _("Donnez aussi la date de naissance."))
        elif not numero and not courriel and not {"numero", "courriel"} & set(self.errors):
            self.add_error("numero", _("Donnez le numéro de dossier ou le courriel."))
        return champs

    def designation(self) -> Designation:
        """What the partner typed."""
        champs = self.cleaned_data
        naissance = champs["naissance"] if champs["numero"] else None
        return Designation(champs["numero"], naissance, champs["courriel"])


class FormulaireContact(FormulaireMotif):
    """How an attempt to reach the person went."""

    def __init__(self, *args: Any, au: date, **kwargs: Any) -> None:
        super().__init__(*args, domaine="replacement.contacter", au=au, **kwargs)
        self.fields["motif"].label = _("Résultat")
        self.fields["precision"].label = _("Note")


class FormulaireReponseRecommandation(forms.Form):
    """Yes or no."""

    reponse = forms.ChoiceField(
        choices=(("oui", _("Oui")), ("non", _("Non"))),
        error_messages={
            "required": _("Répondez par oui ou par non."),
            "invalid_choice": _("Répondez par oui ou par non."),
        },
    )
