"""Forms of the what-if: freeze a queue, change it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guichet.referentiels.echelle import NIVEAU_MAXIMUM
from guichet.referentiels.formules import Formule
from guichet.referentiels.queries import choix_regions, parametre
from indicateurs.models import Instantane
from indicateurs.scenarios.contenu import GroupeFige
from indicateurs.scenarios.variante import FERMER, OUVRIR, PLACES, POURCENT, Changement, Parametres
from inscriptions.formulaires.communs import ChampTexte
from inscriptions.models import RegleDePriorite, SessionCours
from inscriptions.states_priorite import EtatRegle

LISTE = {"required": _("Choisissez dans la liste."), "invalid_choice": _("Choisissez dans la liste.")}
ACTIONS = (
    ("", _("Rien")),
    (POURCENT, _("Changer les places libres, en pour cent")),
    (PLACES, _("Changer les places libres de chaque groupe")),
    (OUVRIR, _("Ouvrir des groupes de plus")),
    (FERMER, _("Ne plus prendre personne")),
)
LIGNES = 4
BORNES = {POURCENT: (-100, 300), PLACES: (-40, 40), OUVRIR: (1, 100)}


class FormulaireInstantane(forms.Form):
    """Which queue to freeze: that of now for a session, or the one a past run was computed on."""

    session = forms.ModelChoiceField(label=_("Session"), queryset=SessionCours.objects.none(), error_messages=LISTE)
    region = forms.ChoiceField(label=_("Région"), required=False, error_messages=LISTE)
    execution = forms.ChoiceField(
        label=_("Placement passé"),
        help_text=_("Laissez vide pour la file d’aujourd’hui."),
        required=False,
        error_messages=LISTE,
    )

    def __init__(self, *args: Any, au: date, executions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champs: dict[str, Any] = self.fields
        champs["session"].queryset = SessionCours.objects.filter(fin__gte=au)
        champs["region"].choices = [("", _("Tout le Québec")), *choix_regions()]
        champs["execution"].choices = [("", _("File d’aujourd’hui")), *executions]

    def regions(self) -> list[str]:
        """The regions to freeze."""
        choisie = self.cleaned_data["region"]
        return [choisie] if choisie else [str(code) for code, _nom in choix_regions()]


class FormulaireScenario(forms.Form):
    """The question: its name, its queue, and what is not a change of capacity."""

    nom = ChampTexte(
        label=_("Nom du scénario"), max_length=120, error_messages={"required": _("Donnez un nom au scénario.")}
    )
    instantane = forms.ModelChoiceField(
        label=_("File figée"), queryset=Instantane.objects.none(), empty_label=None, error_messages=LISTE
    )
    minimum = forms.IntegerField(
        label=_("Minimum de chaque groupe"),
        help_text=_("Laissez vide pour garder les minimums."),
        min_value=1,
        max_value=40,
        required=False,
        widget=forms.NumberInput({"class": "court"}),
    )
    version = forms.ModelChoiceField(
        label=_("Ordre d’attribution"),
        queryset=RegleDePriorite.objects.none(),
        empty_label=_("Celui de la file figée"),
        required=False,
        error_messages=LISTE,
    )
    norme = forms.IntegerField(
        label=_("Norme, en jours ouvrables"),
        help_text=_("Laissez vide pour garder la norme."),
        min_value=5,
        max_value=250,
        required=False,
        widget=forms.NumberInput({"class": "court"}),
    )
    fermer_sous_minimum = forms.BooleanField(
        label=_("Des deux côtés, un groupe vide ou sous son minimum n’ouvre pas"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champs: dict[str, Any] = self.fields
        champs["instantane"].queryset = Instantane.objects.prets().select_related("session")
        champs["version"].queryset = RegleDePriorite.objects.exclude(etat=EtatRegle.ANNULEE)


class FormulaireChangement(forms.Form):
    """One change of capacity; left on « Rien », it does not exist."""

    action = forms.ChoiceField(label=_("Changement"), choices=ACTIONS, required=False, error_messages=LISTE)
    valeur = forms.IntegerField(label=_("Combien"), required=False, widget=forms.NumberInput({"class": "court"}))
    region = forms.ChoiceField(label=_("Région"), required=False, error_messages=LISTE)
    niveau = forms.TypedChoiceField(
        label=_("Niveau"),
        choices=[("", _("Tous")), *((str(n), str(n)) for n in range(1, NIVEAU_MAXIMUM + 1))],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages=LISTE,
    )
    formule = forms.ChoiceField(
        label=_("Formule"), choices=[("", _("Toutes")), *Formule.choices], required=False, error_messages=LISTE
    )
    groupe = ChampTexte(
        label=_("Numéro d’un groupe"), help_text=_("Pour un seul groupe."), max_length=20, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("Toutes")), *choix_regions()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A change has its amount, within bounds that mean something."""
        lu = super().clean() or {}
        bornes = BORNES.get(lu.get("action", ""))
        if bornes and "valeur" not in self.errors:
            valeur = lu.get("valeur")
            if valeur is None or valeur == 0 or not bornes[0] <= valeur <= bornes[1]:
                message = _("Écrivez un nombre entre %(min)d et %(max)d, sauf zéro.")
                self.add_error("valeur", message % {"min": bornes[0], "max": bornes[1]})
        return lu

    def changement(self) -> Changement | None:
        """What was written, None when nothing was."""
        lu = self.cleaned_data
        if not lu.get("action"):
            return None
        cible = {nom: lu[nom] for nom in ("region", "niveau", "formule", "groupe")}
        return Changement(action=lu["action"], valeur=lu["valeur"] or 0, **cible)


ChangementsFormSet = forms.formset_factory(
    FormulaireChangement, extra=LIGNES, max_num=LIGNES, absolute_max=LIGNES, validate_max=True
)


class Question:
    """The forms of one page, empty, filled from another scenario, or from what was sent."""

    def __init__(self, donnees: Any = None, *, initiales: dict[str, Any] | None = None) -> None:
        initiales = dict(initiales or {})
        changements = initiales.pop("changements", [])
        self.scenario = FormulaireScenario(donnees, initial=initiales)
        self.changements = ChangementsFormSet(donnees, prefix="changement", initial=changements)

    def est_valide(self, groupes: Any) -> bool:
        """Everything can be asked; `groupes(instantane)` gives the frozen groups, so that each change finds some."""
        if not (self.scenario.is_valid() & self.changements.is_valid()):
            return False
        figes: list[GroupeFige] = groupes(self.scenario.cleaned_data["instantane"])
        for formulaire in self.changements.forms:
            changement = formulaire.changement()
            if changement and not any(changement.vise(groupe) for groupe in figes):
                formulaire.add_error("action", _("Aucun groupe de la file figée ne répond à ce choix."))
        return all(formulaire.is_valid() for formulaire in self.changements.forms)

    def parametres(self, *, au: date) -> Parametres:
        """What the action takes."""
        lu = self.scenario.cleaned_data
        version: RegleDePriorite | None = lu["version"]
        changements = (formulaire.changement() for formulaire in self.changements.forms)
        return Parametres(
            changements=tuple(changement for changement in changements if changement),
            minimum=lu["minimum"],
            ordre=version.ordre if version else (),
            version=version.numero if version else None,
            norme=lu["norme"],
            fermer_sous_minimum=lu["fermer_sous_minimum"],
            prix_heure=float(parametre("prix_heure_groupe", au=au)),
        )
