"""The whole choice of the dashboard: a period, one value along each axis, what the map and the curves show."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChoixEcrits, Liste
from guichet.referentiels.cache import memoriser
from guichet.referentiels.formats import formater_date
from indicateurs import tranches
from indicateurs.filtre import AXES, Filtre
from indicateurs.formulaires import PERIODES
from indicateurs.libelles import AXES as MOTS
from indicateurs.libelles import libelles
from indicateurs.queries.programmes import choix_programmes, organisations_de

CARTES = {
    "attente": _("Attente"),
    "debuts": _("Débuts"),
    "abandon": _("Abandon"),
    "delai_debut": _("Délai"),
    "debuts_dans_la_norme": _("Norme"),
}
COMPARAISONS = {"": _("Tout le choix"), "region": _("Régions"), "formule": _("Formules"), "statut": _("Statuts")}
# Always in sight; the others are folded.
PREMIERS = ("periode", "region", "programme", "niveau")
ANNEES_D_ARRIVEE = 12
# Refused as typed, the dates give way to the period.
DATES = ("du", "au")
TOUS = {
    "region": _("Tout le Québec"),
    "formule": _("Toutes"),
    "categorie": _("Toutes"),
    "langue": _("Toutes"),
    "arrivee": _("Toutes"),
}


class FiltreBord(forms.Form):
    """Kept in the address, so that a view can be shared; an unknown value falls back to its default."""

    periode = forms.ChoiceField(label=_("Période"), choices=list(PERIODES.items()), required=False)
    du = forms.DateField(
        label=_("Du"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    au = forms.DateField(
        label=_("Au"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    carte = forms.ChoiceField(choices=list(CARTES.items()), required=False, widget=forms.HiddenInput)
    comparer = forms.ChoiceField(choices=list(COMPARAISONS.items()), required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, jour: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.jour = jour
        self.fields["programme"] = forms.ChoiceField(
            label=_("Programme"), choices=_choix_programmes(), required=False, widget=Liste
        )
        for axe in AXES:
            self.fields[axe] = self._champ(axe)

    def clean(self) -> dict[str, Any]:
        """A period has a beginning before its end."""
        valides = super().clean() or {}
        du, au = valides.get("du"), valides.get("au")
        if du and au and du > au:
            self.add_error("au", _("La fin suit le début. Changez l’une des deux dates."))
        return valides

    def filtre(self) -> Filtre:
        """The chosen cut; without dates the period ends today."""
        self.is_valid()
        choisis = {axe: valeur for axe in AXES if (valeur := self.cleaned_data.get(axe))}
        du, au = self._dates()
        if programme := self.cleaned_data.get("programme"):
            choisis["organisation"] = organisations_de(programme, du=du, au=au, parmi=choisis.get("organisation", ""))
        return Filtre(du, au, **choisis)

    @property
    def carte_choisie(self) -> str:
        """What the map shows."""
        return self._lu("carte") or "attente"

    @property
    def comparaison(self) -> str:
        """The axis whose values the curves compare, empty for one curve."""
        return self._lu("comparer")

    def premiers(self) -> list[forms.BoundField]:
        """The fields always in sight."""
        return [self[nom] for nom in PREMIERS]

    def autres(self) -> list[forms.BoundField]:
        """The fields that are folded."""
        return [self[nom] for nom in (*DATES, *AXES) if nom not in PREMIERS]

    def requete(self, **autres: str) -> str:
        """The address of this choice, each part that holds, in a fixed order; `autres` replace or, empty, take out."""
        self.is_valid()
        parts = {nom: self._ecrit(nom) for nom in self.fields} | autres
        return urlencode({nom: valeur for nom, valeur in parts.items() if valeur})

    def puces(self) -> list[dict[str, str]]:
        """Each choice in words, with the address without it."""
        self.is_valid()
        puces = []
        for nom in ("programme", *AXES):
            if valeur := self.cleaned_data.get(nom):
                mots = dict(self.fields[nom].choices).get(str(valeur), valeur)  # type: ignore[attr-defined]
                libelle = str(self.fields[nom].label)
                puces.append({"nom": libelle, "valeur": str(mots), "sans": self.requete(**{nom: ""})})
        for nom in DATES:
            if jour := self.cleaned_data.get(nom):
                libelle = str(self.fields[nom].label)
                puces.append({"nom": libelle, "valeur": formater_date(jour), "sans": self.requete(**{nom: ""})})
        return puces

    def titre(self) -> str:
        """The choice in one line: period, then each value."""
        periode = str(PERIODES[self._lu("periode") or "12"])
        dates = any(self.cleaned_data.get(nom) for nom in DATES)
        puces = [f"{puce['nom']} : {puce['valeur']}" for puce in self.puces()]
        return ", ".join([*([] if dates else [periode]), *(puces or [gettext("Tout le Québec")])])

    def _lu(self, nom: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(nom) or "")

    def _ecrit(self, nom: str) -> str:
        valeur = self.cleaned_data.get(nom)
        return valeur.isoformat() if isinstance(valeur, date) else str(valeur or "")

    def _dates(self) -> tuple[date, date]:
        valides = self.cleaned_data
        au = min(valides.get("au") or self.jour, self.jour)
        mois = int(valides.get("periode") or 12)
        debut = (au.replace(day=1) - timedelta(days=30 * (mois - 1))).replace(day=1)
        return min(valides.get("du") or debut, au), au

    def _champ(self, axe: str) -> forms.Field:
        choix = _choix(axe, jour=self.jour, langue=get_language())
        if axe == "niveau":
            return forms.TypedChoiceField(
                label=MOTS[axe], choices=choix, coerce=int, empty_value=None, required=False, widget=Liste
            )
        return forms.ChoiceField(label=MOTS[axe], choices=choix, required=False, widget=Liste)


@memoriser
def _choix(axe: str, *, jour: date, langue: str | None) -> ChoixEcrits:
    """The values of an axis in words, everyone first."""
    codes = ((str(code), str(mot)) for code, mot in _codes(axe, au=jour).items())
    return ChoixEcrits([("", str(TOUS.get(axe, _("Tous")))), *codes])


@memoriser
def _choix_programmes() -> list[tuple[str, str]]:
    return [("", str(_("Tous"))), *choix_programmes()]


def _codes(axe: str, *, au: date) -> dict[Any, str]:
    if axe == "arrivee":
        return {str(annee): str(annee) for annee in range(au.year, au.year - ANNEES_D_ARRIVEE, -1)}
    if axe in ("age", "scolarite"):
        bornes = tranches.AGES if axe == "age" else tranches.SCOLARITES
        return {code: _tranche(code) for code in tranches.codes(bornes)}
    return libelles(axe, au=au)


def _tranche(code: str) -> str:
    """« 25 à 34 ans », « 65 ans et plus »."""
    if code.endswith("+"):
        return gettext("%(n)s ans et plus") % {"n": code[:-1]}
    du, au = code.split("-")
    return gettext("%(du)s à %(au)s ans") % {"du": du, "au": au}
