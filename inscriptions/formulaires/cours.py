"""Forms of a class: coded reason, absence, roll call, results, verification code."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from guichet.models import Motif
from guichet.referentiels.echelle import Competence
from guichet.referentiels.formats import formater_date, formater_heure, formater_jour_semaine
from inscriptions.formulaires.communs import ChampTexte
from inscriptions.models import CodePresence, Place, Seance
from inscriptions.models.resultat import normaliser_code


class ChampMotif(forms.ModelChoiceField):
    """The coded reasons of one step on one day, as radio buttons."""

    widget = forms.RadioSelect
    default_error_messages = {
        "required": _("Choisissez un motif."),
        "invalid_choice": _("Ce motif n’est pas offert. Choisissez-en un dans la liste."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Motif.objects.none(), empty_label=None, **kwargs)


class FormulaireMotif(forms.Form):
    """Why: one reason of the list, and a few words when they help."""

    motif = ChampMotif(label=_("Motif"))
    precision = ChampTexte(label=_("Précision"), max_length=200, required=False)

    def __init__(
        self, *args: Any, domaine: str, au: date, avec_precision: bool = True, sauf: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["motif"].queryset = Motif.objects.pour(domaine, au=au).exclude(code=sauf)
        if not avec_precision:
            del self.fields["precision"]


class ChampSeance(forms.ModelChoiceField):
    """The meetings to come, by date and time."""

    widget = forms.RadioSelect
    default_error_messages = {
        "required": _("Choisissez une séance."),
        "invalid_choice": _("Cette séance n’est pas offerte. Choisissez-en une dans la liste."),
    }

    def label_from_instance(self, obj: Seance) -> str:
        """`lundi 11 janvier 2027, 18 h`"""
        return f"{formater_jour_semaine(obj.date)} {formater_date(obj.date)}, {formater_heure(obj.heure_debut)}"


class FormulaireAbsence(FormulaireMotif):
    """Which meeting one will miss, and why."""

    seance = ChampSeance(label=_("Quelle séance?"), queryset=Seance.objects.none(), empty_label=None)
    field_order = ("seance", "motif", "precision")

    def __init__(self, *args: Any, seances: QuerySet[Seance], au: date, **kwargs: Any) -> None:
        super().__init__(*args, domaine="absence", au=au, **kwargs)
        self.fields["seance"].queryset = seances
        self.fields["motif"].label = _("Pourquoi?")


class FormulaireAppel(forms.Form):
    """One radio group per learner; the reason of the correction once the roll is locked."""

    motif_correction = ChampTexte(
        label=_("Motif de la correction"),
        help_text=_("Nécessaire pour changer un code."),
        max_length=200,
        required=False,
    )

    def __init__(
        self, *args: Any, places: Iterable[Place], codes: Mapping[uuid.UUID, str], verrouille: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = list(places)
        for place in self.places:
            self.fields[self.nom(place)] = forms.ChoiceField(
                label=place.personne.nom_complet,
                choices=CodePresence.choices,
                widget=forms.RadioSelect,
                required=False,
                initial=codes.get(place.pk, ""),
                error_messages={"invalid_choice": _("Choisissez un des cinq codes.")},
            )
        if not verrouille:
            del self.fields["motif_correction"]

    @staticmethod
    def nom(place: Place) -> str:
        """The name of a learner's field."""
        return f"p_{place.pk.hex}"

    def champ(self, place: Place) -> BoundField:
        """The radio group of a learner."""
        return self[self.nom(place)]

    def codes(self) -> dict[uuid.UUID, str]:
        """The codes given, by seat."""
        saisis = {place.pk: self.cleaned_data.get(self.nom(place), "") for place in self.places}
        return {pk: code for pk, code in saisis.items() if code}


class FormulaireResultats(forms.Form):
    """Four levels per learner; an empty box changes nothing."""

    def __init__(self, *args: Any, places: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = list(places)
        for place in self.places:
            connus = {resultat.competence: resultat.niveau for resultat in place.resultats.all()}
            for competence in Competence:
                self.fields[self.nom(place, competence)] = forms.IntegerField(
                    label=f"{place.personne.nom_complet}, {competence.label}",
                    min_value=0,
                    max_value=12,
                    required=False,
                    initial=connus.get(competence),
                    error_messages={
                        "invalid": _("Écrivez un nombre de 0 à 12."),
                        "min_value": _("Le niveau va de 0 à 12."),
                        "max_value": _("Le niveau va de 0 à 12."),
                    },
                    widget=forms.NumberInput(attrs={"class": "chiffres-2", "inputmode": "numeric"}),
                )

    @staticmethod
    def nom(place: Place, competence: str) -> str:
        """The name of the field of one skill of one learner."""
        return f"n_{place.pk.hex}_{competence}"

    def champs(self, place: Place) -> list[BoundField]:
        """The four fields of a learner."""
        return [self[self.nom(place, competence)] for competence in Competence]

    def saisies(self) -> dict[uuid.UUID, dict[str, int]]:
        """The levels given, by seat and skill."""
        return {
            place.pk: {
                str(competence): niveau
                for competence in Competence
                if (niveau := self.cleaned_data.get(self.nom(place, competence))) is not None
            }
            for place in self.places
        }


class FormulaireVerification(forms.Form):
    """The code printed on an attestation."""

    code = forms.CharField(
        label=_("Code de l’attestation"),
        max_length=40,
        help_text=_("Douze lettres et chiffres, en bas de l’attestation. Exemple : ABCD-2345-WXYZ."),
        error_messages={
            "required": _("Écrivez le code de l’attestation."),
            "max_length": _("Un code compte 12 lettres et chiffres. Vérifiez ce que vous avez écrit."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """The code in its kept form."""
        code = normaliser_code(self.cleaned_data["code"])
        if not code:
            raise ValidationError(_("Un code compte 12 lettres et chiffres. Vérifiez ce que vous avez écrit."))
        return code
