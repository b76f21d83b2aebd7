"""Steps 5 to 8: languages and school, needs, times, preferences."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDisponibilites, ChampPreferences, Liste
from guichet.referentiels.queries import choix_langues
from inscriptions.formulaires.communs import ChampOuiNon, FormulaireEtape
from inscriptions.models import Besoin, Deplacement, Formule, Mode, Objectif, Occupation

CHOISISSEZ = {"required": _("Choisissez une réponse.")}
ENFANTS_MAX = 12
SCOLARITE_MAX = 30


class FormulaireLangues(FormulaireEtape):
    """Languages spoken and written, years of school, occupation, aim."""

    colonnes = {"langue_maternelle": "langue_maternelle_id"}
    champs_personne = ("langue_maternelle", "autres_langues")
    champs_demande = ("langue_ecrite", "annees_scolarite", "occupation", "objectif")

    langue_maternelle = forms.ChoiceField(
        label=_("Quelle langue parlez-vous à la maison?"),
        widget=Liste,
        error_messages={"required": _("Choisissez une langue.")},
    )
    langue_ecrite = ChampOuiNon(label=_("Lisez-vous et écrivez-vous cette langue?"))
    autres_langues = ChampPreferences(
        label=_("Quelles autres langues parlez-vous?"), choices=(), rangs=3, required=False
    )
    annees_scolarite = forms.IntegerField(
        label=_("Combien d’années êtes-vous allé à l’école?"),
        min_value=0,
        max_value=SCOLARITE_MAX,
        help_text=_("Comptez l’école primaire, secondaire et l’université. Écrivez 0 si vous n’y êtes pas allé."),
        widget=forms.NumberInput({"inputmode": "numeric", "class": "chiffres-2"}),
        error_messages={
            "required": _("Écrivez un nombre d’années, par exemple 12."),
            "invalid": _("Écrivez un nombre d’années, par exemple 12."),
            "min_value": _("Écrivez un nombre de 0 à 30."),
            "max_value": _("Écrivez un nombre de 0 à 30."),
        },
    )
    occupation = forms.ChoiceField(
        label=_("Que faites-vous en ce moment?"),
        choices=Occupation,
        widget=forms.RadioSelect,
        error_messages=CHOISISSEZ,
    )
    objectif = forms.ChoiceField(
        label=_("Pourquoi voulez-vous apprendre le français?"),
        choices=Objectif,
        widget=forms.RadioSelect,
        error_messages=CHOISISSEZ,
    )

    def preparer(self) -> None:
        """Offer the languages, the most spoken first."""
        langues = [(code, capfirst(nom)) for code, nom in choix_langues()]
        self.fields["langue_maternelle"].choices = [("", _("Choisir…")), *langues]
        self.fields["autres_langues"].choices = langues


class FormulaireBesoins(FormulaireEtape):
    """What a school must offer for the person to come."""

    champs_demande = ("besoins", "enfants_a_garder")

    besoins = forms.MultipleChoiceField(
        label=_("Cochez ce dont vous avez besoin"),
        choices=Besoin,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ne cochez rien si vous n’avez besoin de rien."),
    )
    enfants_a_garder = forms.IntegerField(
        label=_("Combien d’enfants faut-il garder pendant le cours?"),
        required=False,
        min_value=0,
        max_value=ENFANTS_MAX,
        widget=forms.NumberInput({"inputmode": "numeric", "class": "chiffres-2"}),
        error_messages={
            "invalid": _("Écrivez un nombre, par exemple 2."),
            "min_value": _("Écrivez un nombre de 0 à 12."),
            "max_value": _("Écrivez un nombre de 0 à 12."),
        },
    )

    def clean(self) -> dict[str, Any]:
        """Childcare needs a number of children; without childcare there is none."""
        donnees = super().clean() or {}
        if "besoins" in self.errors or "enfants_a_garder" in self.errors:
            return donnees
        avec_garde = Besoin.GARDE in donnees.get("besoins", [])
        if avec_garde and not donnees.get("enfants_a_garder"):
            self.add_error("enfants_a_garder", _("Écrivez combien d’enfants il faut garder."))
        elif not avec_garde:
            donnees["enfants_a_garder"] = 0
        return donnees


class FormulaireDisponibilites(FormulaireEtape):
    """The times of the week the person can attend."""

    champs_demande = ("disponibilites",)

    disponibilites = ChampDisponibilites(label=_("Cochez tous les moments où vous pouvez venir"))


class FormulairePreferences(FormulaireEtape):
    """Formulas and modes in order, and how far the person can travel."""

    champs_demande = ("formules", "modes", "deplacement")

    formules = ChampPreferences(
        label=_("Combien d’heures par semaine?"),
        choices=(
            (Formule.TEMPS_COMPLET, _("Temps complet : 25 à 30 heures, 5 jours par semaine")),
            (Formule.TEMPS_PARTIEL, _("Temps partiel : 4 à 15 heures par semaine")),
        ),
        rangs=2,
        help_text=_("Le premier choix est votre préféré. Laissez vide ce que vous refusez."),
    )
    modes = ChampPreferences(
        label=_("Où voulez-vous apprendre?"),
        choices=Mode.choices,
        rangs=3,
        help_text=_("Le premier choix est votre préféré. Laissez vide ce que vous refusez."),
    )
    deplacement = forms.ChoiceField(
        label=_("Jusqu’où pouvez-vous aller?"),
        choices=Deplacement,
        widget=forms.RadioSelect,
        error_messages=CHOISISSEZ,
    )
