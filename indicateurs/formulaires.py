"""The choices of a page of figures: period, region, level; who answers for a figure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import ROLES_MINISTERE, Acteur, Role
from guichet.formulaires import ChampDate
from guichet.models import Utilisateur
from guichet.referentiels.queries import choix_regions
from indicateurs.filtre import AN, Filtre
from inscriptions.formulaires.communs import ChampTexte
from inscriptions.formulaires.groupe_nouveau import champ_choix

PERIODES = {
    "3": _("3 derniers mois"),
    "6": _("6 derniers mois"),
    "12": _("12 derniers mois"),
    "24": _("24 derniers mois"),
}


class FiltreForm(forms.Form):
    """Kept in the address, so that a view can be shared; an unknown value falls back to its default."""

    periode = forms.ChoiceField(label=_("Période"), choices=list(PERIODES.items()), required=False)
    region = forms.ChoiceField(label=_("Région de résidence"), required=False)
    niveau = forms.TypedChoiceField(
        label=_("Niveau"),
        choices=[("", _("Tous les niveaux")), *((str(n), _("Niveau %(n)d") % {"n": n}) for n in range(1, 13))],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("Tout le Québec")), *choix_regions()]  # type: ignore[attr-defined]

    def filtre(self, *, au: date) -> Filtre:
        """The chosen cut; the period ends on that day."""
        self.is_valid()
        valides = self.cleaned_data
        mois = int(valides.get("periode") or AN)
        region, niveau = valides.get("region") or "", valides.get("niveau")
        return replace(Filtre.derniers_mois(mois, au=au), region=region, niveau=niveau)


class PromessesForm(forms.Form):
    """A region and a day, kept in the address; what cannot be read falls back to the actor's region, to a year ago."""

    region = forms.ChoiceField(label=_("Région"), required=False)
    depuis = ChampDate(label=_("Depuis le"), required=False)

    def __init__(self, donnees: Any, *args: Any, acteur: Acteur, au: date, **kwargs: Any) -> None:
        super().__init__(self._completer(donnees, acteur, au), *args, **kwargs)
        self.au, self.regions = au, dict(choix_regions())
        siennes = [(code, nom) for code, nom in self.regions.items() if not acteur.regions or code in acteur.regions]
        # An adviser of some regions reads theirs and the national table, never the whole province.
        self.ensemble = _("mes régions et la table nationale") if acteur.regions else _("tout le Québec")
        self.fields["region"].choices = [("", capfirst(self.ensemble)), *siennes]  # type: ignore[attr-defined]
        self.defaut = (acteur.regions[0] if acteur.regions else "", date(au.year - 1, au.month, 1))

    @staticmethod
    def _completer(donnees: Any, acteur: Acteur, au: date) -> dict[str, Any]:
        lues = dict(donnees.items())
        if not any(lues.get(f"depuis_{partie}") for partie in ("jour", "mois", "annee")):
            lues |= {"depuis_jour": "1", "depuis_mois": str(au.month), "depuis_annee": str(au.year - 1)}
        return {"region": acteur.regions[0] if acteur.regions else ""} | lues

    def choix(self) -> tuple[str, date]:
        """The region and the first day; a day to come shows nothing and is replaced."""
        self.is_valid()
        region, depuis = self.defaut
        region = self.cleaned_data.get("region", region)
        lu = self.cleaned_data.get("depuis")
        return region, lu if lu and lu <= self.au else depuis

    def nom_de_la_region(self, code: str) -> str:
        """Its name; without one, all that this actor reads."""
        return self.regions.get(code, str(self.ensemble))


class FormulaireVeilleur(forms.Form):
    """The role that answers for the alerts of a figure, and the person when one is named."""

    role = champ_choix(_("Rôle"), [(r.value, r.label) for r in Role if r in ROLES_MINISTERE])
    courriel = forms.EmailField(
        label=_("Courriel de la personne"),
        required=False,
        help_text=_("Laissez vide : toute personne qui tient ce rôle en répond."),
        error_messages={"invalid": _("Écrivez une adresse de courriel complète.")},
    )
    motif = ChampTexte(label=_("Pourquoi"), max_length=200, error_messages={"required": _("Dites pourquoi.")})

    def clean_courriel(self) -> Utilisateur | None:
        """The account of that address."""
        if not (adresse := self.cleaned_data["courriel"]):
            return None
        if (compte := Utilisateur.objects.filter(email__iexact=adresse).first()) is None:
            raise forms.ValidationError(_("Aucun compte n’a cette adresse."))
        return compte

    def champs(self) -> dict[str, Any]:
        """What the action takes."""
        lu = dict(self.cleaned_data)
        compte = lu.pop("courriel")
        return lu | {"utilisateur": compte}
