"""What is typed in the register of improvement: a finding, its cause, the measure and what it should change."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate
from guichet.mesure.definition import MESURES, Genre, Mesure
from guichet.referentiels.queries import choix_regions
from indicateurs.ecriture import CENT
from indicateurs.models import Conclusion, MethodeEffet, OrigineConstat, SensEffet
from indicateurs.queries.effets import COMPARABLES
from indicateurs.queries.registre import est_mesuree
from inscriptions.formulaires.communs import ChampTexte
from partenaires.formulaires.champs import ChampLong, champ_cases, champ_titre
from partenaires.models import LigneDePlan, TableConcertation

LISTE = _("Choisissez dans la liste.")
ERREURS_LISTE = {"required": LISTE, "invalid_choice": LISTE}
AMPLEUR = _("Écrivez un nombre plus grand que zéro, par exemple 2,5.")
ENTIER = _("Écrivez un nombre entier, par exemple 12.")
MOIS_MAXIMUM = 60


class ChampAmpleur(forms.DecimalField):
    """A size written with a comma."""

    def __init__(self, **kwargs: Any) -> None:
        cles = ("required", "invalid", "min_value", "max_digits", "max_decimal_places", "max_whole_digits")
        super().__init__(
            min_value=Decimal("0.0001"),
            max_digits=12,
            decimal_places=4,
            error_messages=dict.fromkeys(cles, AMPLEUR),
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "court"}),
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        """The number people meant."""
        return super().to_python("".join(value.split()).replace(",", ".") if isinstance(value, str) else value)


def champ_entier(libelle: Any, **options: Any) -> forms.IntegerField:
    """A whole number, at least one."""
    return forms.IntegerField(
        label=libelle,
        min_value=1,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), ENTIER),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "court"}),
        **options,
    )


class FormulaireConstat(forms.Form):
    """What was found, and where that comes from."""

    titre = champ_titre(_("En une ligne"))
    constat = ChampLong(label=_("Constat"), rangees=4, max_length=4000)
    origine = forms.ChoiceField(
        label=_("D’où vient-il?"),
        choices=OrigineConstat.choices,
        widget=forms.RadioSelect,
        error_messages=ERREURS_LISTE,
    )
    origine_cle = ChampTexte(
        label=_("Référence"),
        max_length=80,
        required=False,
        help_text=_("Un numéro, un code, un titre pour le retrouver."),
    )
    constatee_le = ChampDate(label=_("Constaté le"))
    ligne = forms.ModelChoiceField(
        label=_("Ligne du plan d’action"),
        queryset=LigneDePlan.objects.none(),
        required=False,
        empty_label=_("Aucune"),
        error_messages=ERREURS_LISTE,
    )

    def __init__(self, *args: Any, au: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.au = au
        self.fields["ligne"].queryset = LigneDePlan.objects.a_realiser().order_by("plan", "ordre")  # type: ignore[attr-defined]

    def clean_constatee_le(self) -> Any:
        """Not a day to come."""
        jour = self.cleaned_data["constatee_le"]
        if jour > self.au:
            raise ValidationError(_("Cette date est à venir. Choisissez un jour passé, ou aujourd’hui."))
        return jour


class FormulaireCause(forms.Form):
    """Why it is so."""

    cause = ChampLong(
        label=_("Cause"), rangees=4, max_length=4000, help_text=_("Ce qui l’explique, et ce qui le montre.")
    )


class FormulaireMesure(forms.Form):
    """What is tried, what it should change, how that will be measured."""

    mesure_prise = ChampLong(label=_("Mesure"), rangees=3, max_length=4000)
    responsable = champ_titre(_("Responsable"), 120)
    indicateur = forms.ChoiceField(label=_("Indicateur qui devrait bouger"), error_messages=ERREURS_LISTE)
    sens = forms.ChoiceField(
        label=_("Dans quel sens?"), choices=SensEffet.choices, widget=forms.RadioSelect, error_messages=ERREURS_LISTE
    )
    ampleur = ChampAmpleur(
        label=_("De combien?"),
        help_text=_("Dans l’unité de l’indicateur; pour un taux, en points de pourcentage."),
    )
    effet_attendu_le = ChampDate(label=_("D’ici quelle date?"))
    methode = forms.ChoiceField(
        label=_("Comment le mesurer?"),
        choices=MethodeEffet.choices,
        widget=forms.RadioSelect,
        help_text=_("La comparaison écarte ce qui bouge partout en même temps, comme les saisons."),
        error_messages=ERREURS_LISTE,
    )
    regions = champ_cases(_("Régions de la mesure"), [], required=False, help_text=_("Aucune case : tout le Québec."))
    regions_temoins = champ_cases(
        _("Régions de comparaison"), [], required=False, help_text=_("Semblables, et sans la mesure.")
    )
    mois_prevus = champ_entier(
        _("Mois à mesurer, avant comme après"), max_value=MOIS_MAXIMUM, help_text=_("Des mois entiers.")
    )
    nombre_prevu = champ_entier(
        _("Nombre minimal compté, avant comme après"), help_text=_("Des personnes ou des évènements.")
    )

    def __init__(self, *args: Any, au: Any, semblables: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.au = au
        mesures = sorted((m for m in MESURES.values() if est_mesuree(m)), key=lambda m: str(m.titre))
        choix = [("", _("Choisir…")), *((m.code, m.titre) for m in mesures)]
        self.fields["indicateur"].choices = choix  # type: ignore[attr-defined]
        for nom in ("regions", "regions_temoins"):
            self.fields[nom].choices = choix_regions()  # type: ignore[attr-defined]
        if semblables:
            self.fields["regions_temoins"].help_text = semblables

    @staticmethod
    def ecrire_ampleur(mesure: Mesure, ampleur: Decimal) -> str:
        """The size as it is typed: points for a share, a comma."""
        points = ampleur * CENT if mesure.genre is Genre.TAUX else ampleur
        return f"{points.normalize():f}".replace(".", ",")

    def clean_effet_attendu_le(self) -> Any:
        """A day to come."""
        jour = self.cleaned_data["effet_attendu_le"]
        if jour <= self.au:
            raise ValidationError(_("Choisissez un jour à venir."))
        return jour

    def clean(self) -> dict[str, Any]:
        """Two distinct sides when they are compared; a share in points is kept as a share."""
        donnees = super().clean() or {}
        mesure, methode = MESURES.get(donnees.get("indicateur", "")), donnees.get("methode")
        ici, la_bas = donnees.get("regions") or [], donnees.get("regions_temoins") or []
        if methode == MethodeEffet.COMPARAISON:
            for nom, codes in (("regions", ici), ("regions_temoins", la_bas)):
                if not codes:
                    self.add_error(nom, _("Cochez au moins une région pour comparer."))
            if set(ici) & set(la_bas):
                self.add_error("regions_temoins", _("Une région ne se compare pas à elle-même. Décochez-la d’un côté."))
            if mesure and mesure.genre not in COMPARABLES:
                self.add_error("methode", _("Un nombre suit la taille d’une région : choisissez « Avant et après »."))
        elif la_bas:
            donnees["regions_temoins"] = []
        if mesure and ici and "region" not in mesure.dimensions:
            self.add_error("regions", _("Cet indicateur ne se mesure pas par région. Laissez les cases vides."))
        if mesure and mesure.genre is Genre.TAUX and donnees.get("ampleur"):
            donnees["ampleur"] = donnees["ampleur"] / CENT
        return donnees


class FormulaireTableDEngagement(forms.Form):
    """At which table a measure is promised."""

    table = forms.ChoiceField(label=_("Table de concertation"), error_messages=ERREURS_LISTE)

    def __init__(self, *args: Any, tables: Iterable[TableConcertation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choix = [("", _("Choisir…")), *((str(table.pk), table.nom) for table in tables)]
        self.fields["table"].choices = choix  # type: ignore[attr-defined]


class FormulaireMiseEnPlace(forms.Form):
    """Since when the measure runs."""

    jour = ChampDate(label=_("En place depuis le"))


class FormulaireConclusion(forms.Form):
    """What becomes of the measure, and why."""

    conclusion = forms.ChoiceField(
        label=_("Que devient la mesure?"),
        choices=Conclusion.choices,
        widget=forms.RadioSelect,
        error_messages=ERREURS_LISTE,
    )
    motif = ChampLong(label=_("Pourquoi?"), rangees=3, max_length=2000)
