"""Step 1: who the person is."""

from __future__ import annotations

import re
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate, DateEnTroisChamps, Liste
from guichet.models.personne import Sexe
from guichet.referentiels.queries import choix_pays
from inscriptions.formulaires.communs import ChampNom, ChampTexte, FormulaireEtape

PREMIERE_NAISSANCE = date(1900, 1, 1)


class FormulaireIdentite(FormulaireEtape):
    """Names, date of birth, sex, country of birth; one name is enough."""

    colonnes = {"pays_naissance": "pays_naissance_id"}
    champs_personne = ("prenom", "nom", "date_naissance", "sexe", "pays_naissance", "iuc")

    prenom = ChampNom(
        label=_("Prénom"), max_length=80, required=False, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    nom = ChampNom(
        label=_("Nom de famille"),
        max_length=80,
        required=False,
        widget=forms.TextInput({"autocomplete": "family-name"}),
    )
    date_naissance = ChampDate(
        label=_("Date de naissance"),
        help_text=_("Exemple : 17 05 1990"),
        widget=DateEnTroisChamps(naissance=True),
    )
    sexe = forms.ChoiceField(
        label=_("Sexe"),
        choices=Sexe,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une réponse.")},
    )
    pays_naissance = forms.ChoiceField(
        label=_("Pays de naissance"),
        widget=Liste,
        error_messages={"required": _("Choisissez votre pays de naissance.")},
    )
    iuc = ChampTexte(
        label=_("Identifiant d’immigration (IUC)"),
        required=False,
        max_length=14,
        help_text=_("Il a 8 ou 10 chiffres. Il est sur vos lettres d’immigration."),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )

    def preparer(self) -> None:
        """Offer the countries by French name."""
        self.fields["pays_naissance"].choices = [("", _("Choisir…")), *choix_pays()]

    def clean_date_naissance(self) -> date:
        """A birth date is neither in the future nor before 1900."""
        ne = self.cleaned_data["date_naissance"]
        if ne > self.au:
            raise forms.ValidationError(_("Cette date est dans le futur. Vérifiez l’année."))
        if ne < PREMIERE_NAISSANCE:
            raise forms.ValidationError(_("Cette date est avant 1900. Vérifiez l’année."))
        return ne

    def clean_iuc(self) -> str:
        """Eight or ten digits, spaces and hyphens aside."""
        iuc = re.sub(r"[\s\-]", "", self.cleaned_data["iuc"])
        if iuc and not (iuc.isascii() and re.fullmatch(r"\d{8}|\d{10}", iuc)):
            raise forms.ValidationError(_("Écrivez 8 ou 10 chiffres, par exemple 1234 5678."))
        return iuc
