"""A new group: what it teaches, where, when, for how many."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guichet.formulaires import ChampDate, ChampDisponibilites
from guichet.models import Organisation
from guichet.referentiels.echelle import NIVEAU_MAXIMUM
from guichet.referentiels.formats import formater_nombre
from guichet.referentiels.queries import parametre
from inscriptions.models import Filiere, Formule, Lieu, Mode, SessionCours

LISTE = _("Choisissez dans la liste.")
MESSAGES_LISTE = {"required": LISTE, "invalid_choice": LISTE}
NIVEAUX = [(n, str(n)) for n in range(1, NIVEAU_MAXIMUM + 1)]
CAPACITE_MAX = 40


def champ_choix(libelle: Any, choix: Any, **options: Any) -> forms.TypedChoiceField:
    """A list to choose from, nothing chosen at first."""
    return forms.TypedChoiceField(
        label=libelle, choices=[("", _("Choisir…")), *choix], error_messages=MESSAGES_LISTE, **options
    )


def champ_nombre(
    libelle: Any, plus_petit: float, plus_grand: float, champ: Any = forms.IntegerField, **options: Any
) -> Any:
    """A number between two bounds, said in one message whatever goes wrong."""
    message = _("Écrivez un nombre entre %(min)s et %(max)s.") % {
        "min": formater_nombre(plus_petit),
        "max": formater_nombre(plus_grand),
    }
    return champ(
        **options,
        label=libelle,
        min_value=plus_petit,
        max_value=plus_grand,
        error_messages={
            "required": message,
            "invalid": message,
            "min_value": message,
            "max_value": message,
            "max_digits": message,
            "max_decimal_places": message,
            "max_whole_digits": message,
        },
    )


class FormulaireGroupe(forms.Form):
    """Everything a group needs to be announced; its meetings follow from its week and its dates."""

    organisation = forms.ModelChoiceField(
        label=_("Partenaire"), queryset=Organisation.objects.none(), error_messages=MESSAGES_LISTE
    )
    lieu = forms.ModelChoiceField(
        label=_("Lieu"),
        help_text=_("Un lieu de ce partenaire. Laissez vide pour un cours en ligne."),
        queryset=Lieu.objects.none(),
        required=False,
        error_messages=MESSAGES_LISTE,
    )
    session = forms.ModelChoiceField(
        label=_("Session"), queryset=SessionCours.objects.none(), error_messages=MESSAGES_LISTE
    )
    niveau = champ_choix(_("Niveau"), NIVEAUX, coerce=int)
    niveau_max = champ_choix(
        _("Niveau le plus élevé"), NIVEAUX, coerce=int, required=False, help_text=_("Seulement pour un groupe mixte.")
    )
    filiere = champ_choix(_("Filière"), Filiere.choices)
    formule = champ_choix(_("Formule"), Formule.choices)
    mode = champ_choix(_("Façon de suivre le cours"), Mode.choices)
    horaire = ChampDisponibilites(label=_("Horaire"))
    heures_par_semaine = champ_nombre(_("Heures par semaine"), 1, 40, forms.DecimalField)
    garde = forms.BooleanField(label=_("Garde d’enfants sur place"), required=False)
    capacite = champ_nombre(_("Capacité"), 1, CAPACITE_MAX)
    minimum = champ_nombre(_("Minimum"), 1, CAPACITE_MAX)
    debut = ChampDate(label=_("Premier jour"))
    fin = ChampDate(label=_("Dernier jour"))

    def __init__(self, *args: Any, au: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.au = au
        champs: dict[str, Any] = self.fields
        champs["organisation"].queryset = Organisation.objects.order_by("nom")
        champs["lieu"].queryset = Lieu.objects.select_related("organisation").order_by("organisation__nom", "nom")
        champs["lieu"].label_from_instance = lambda lieu: f"{lieu.organisation.nom} – {lieu.nom}"
        champs["session"].queryset = SessionCours.objects.filter(fin__gte=au)
        champs["heures_par_semaine"].decimal_places = 1
        champs["capacite"].initial = parametre("taille_groupe_maximum", au=au)
        champs["minimum"].initial = parametre("taille_groupe_minimum", au=au)
        champs["filiere"].initial = Filiere.REGULIERE

    def clean(self) -> dict[str, Any]:
        """Fields that contradict one another."""
        lu = super().clean() or {}
        lu["niveau_max"] = lu.get("niveau_max") or lu.get("niveau")
        self._verifier_lieu(lu)
        self._verifier_dates(lu)
        if lu.get("niveau") and lu["niveau_max"] < lu["niveau"]:
            self.add_error("niveau_max", _("Le niveau le plus élevé vient après le niveau."))
        if lu.get("minimum") and lu.get("capacite") and lu["minimum"] > lu["capacite"]:
            self.add_error("minimum", _("Le minimum ne dépasse pas la capacité."))
        return lu

    def _verifier_lieu(self, lu: dict[str, Any]) -> None:
        lieu, organisation = lu.get("lieu"), lu.get("organisation")
        if lieu and organisation and lieu.organisation_id != organisation.pk:
            self.add_error("lieu", _("Ce lieu est celui d’un autre partenaire."))
        if not lieu and "lieu" not in self.errors and lu.get("mode") in (Mode.EN_CLASSE, Mode.HYBRIDE):
            self.add_error("lieu", _("Choisissez un lieu pour un cours en classe."))

    def _verifier_dates(self, lu: dict[str, Any]) -> None:
        debut, fin, session = lu.get("debut"), lu.get("fin"), lu.get("session")
        if debut and debut <= self.au:
            self.add_error("debut", _("Le premier jour vient après aujourd’hui."))
        if debut and fin and fin <= debut:
            self.add_error("fin", _("Le dernier jour suit le premier."))
        if session and debut and not session.debut <= debut <= session.fin:
            self.add_error("debut", _("Le premier jour est dans la session."))
        if session and fin and debut and fin > debut and fin > session.fin:
            self.add_error("fin", _("Le dernier jour est dans la session."))

    def champs(self) -> dict[str, Any]:
        """The columns of the group; it is where its place is."""
        lu = dict(self.cleaned_data)
        lieu = lu["lieu"]
        return lu | {"region_id": lieu.region_id if lieu else lu["organisation"].region_id}
