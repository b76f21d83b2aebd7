"""Forms of a draft norm: a section, the common rules, a volet and what hangs on it, a consultation, the adoption."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from guichet.models.organisation import GenreOrganisation
from inscriptions.formulaires.groupe_nouveau import champ_choix, champ_nombre
from partenaires.formulaires.champs import ChampArgent, ChampCode, ChampLignes, ChampLong, champ_cases, champ_titre
from partenaires.models import Clientele, SectionDeNorme, SourceConsultation, UniteService

VOLET_MAX = 50_000_000
PRIX_MAX = 1_000_000
CENT = Decimal(100)


class FormulaireElement(forms.Form):
    """An element with a code of its own among those of its kind (`pris`: the codes of the others)."""

    def __init__(self, *args: Any, pris: set[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pris = pris or set()

    def clean_code(self) -> str:
        """A code no other element has."""
        code = self.cleaned_data["code"]
        if code in self.pris:
            raise ValidationError(_("Ce code est déjà utilisé. Choisissez-en un autre."))
        return code

    def champs(self) -> dict[str, Any]:
        """What the action writes."""
        return self.cleaned_data


class FormulaireSection(FormulaireElement):
    """The words of one section."""

    texte = ChampLong(label=_("Texte"), rangees=16, required=False)


class FormulaireRegles(FormulaireElement):
    """What holds for every volet."""

    cumul = champ_nombre(
        _("Cumul maximal des aides publiques, en pourcentage"),
        1,
        100,
        forms.DecimalField,
        decimal_places=1,
        help_text=_("La part des dépenses admissibles que toutes les aides publiques ensemble ne dépassent pas."),
    )
    depenses_admissibles = ChampLignes(
        label=_("Dépenses admissibles"), help_text=_("Une par ligne."), longueur=80, rangees=8
    )

    def champs(self) -> dict[str, Any]:
        """The share as a part of one."""
        return {
            "cumul_maximum": self.cleaned_data["cumul"] / CENT,
            "depenses_admissibles": self.cleaned_data["depenses_admissibles"],
        }


class FormulaireVolet(FormulaireElement):
    """A volet: for whom, by whom, how much at most."""

    nom = champ_titre(_("Nom"))
    code = ChampCode()
    description = ChampLong(label=_("Description"), required=False, rangees=4)
    organisations = champ_cases(_("Organisations admissibles"), GenreOrganisation.choices)
    clienteles = champ_cases(_("Clientèles"), Clientele.choices)
    montant_maximum = ChampArgent(label=_("Montant maximal par entente, en dollars"), plus_grand=VOLET_MAX)


class FormulaireActivite(FormulaireElement):
    """An activity and the most the volet pays for one unit."""

    nom = champ_titre(_("Activité"))
    code = ChampCode()
    unite = champ_choix(_("Unité de service"), UniteService.choices)
    prix_maximum = ChampArgent(label=_("Prix unitaire maximal, en dollars"), plus_grand=PRIX_MAX)


class FormulaireDocument(FormulaireElement):
    """A document a request comes with."""

    nom = champ_titre(_("Document"))
    code = ChampCode()
    obligatoire = forms.BooleanField(
        label=_("Obligatoire : sans lui, la demande est incomplète"), required=False, initial=True
    )


class FormulaireCritere(FormulaireElement):
    """A line of the analysis grid."""

    libelle = champ_titre(_("Critère"))
    code = ChampCode()
    description = ChampLong(label=_("Ce qu’on regarde"), required=False, rangees=3)
    poids = champ_nombre(_("Poids dans la grille"), 1, 100, help_text=_("Les poids d’un volet font 100 ensemble."))
    note_max = champ_nombre(_("Note maximale"), 1, 100)


class FormulaireConsultation(FormulaireElement):
    """Something heard about the proposed version."""

    source = champ_choix(_("Source"), SourceConsultation.choices)
    tenue_le = ChampDate(label=_("Date"))
    participants = champ_nombre(_("Nombre de participants"), 1, 1_000_000)
    section = champ_choix(_("Section concernée"), SectionDeNorme.choices)
    entendu = ChampLong(label=_("Ce qui a été entendu"), rangees=4)
    suite = ChampLong(label=_("Ce qui en découle"), rangees=4, required=False)

    def __init__(self, *args: Any, au: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.au = au

    def clean_tenue_le(self) -> date:
        """A day already past."""
        jour = self.cleaned_data["tenue_le"]
        if jour > self.au:
            raise ValidationError(_("Cette date est dans le futur : une consultation se note après avoir eu lieu."))
        return jour


class FormulaireAdoption(forms.Form):
    """From which day the norm holds."""

    en_vigueur_le = ChampDate(
        label=_("Date d’entrée en vigueur"),
        help_text=_("Les ententes déjà faites gardent leur version."),
    )

    def __init__(self, *args: Any, au: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.au = au

    def clean_en_vigueur_le(self) -> date:
        """Today or later."""
        jour = self.cleaned_data["en_vigueur_le"]
        if jour < self.au:
            raise ValidationError(_("Cette date est passée. Choisissez aujourd’hui ou un jour à venir."))
        return jour
