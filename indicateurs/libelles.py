"""The words of axes and of their codes, as charts and tables print them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.models import GenreOrganisation, Organisation, Sexe
from guichet.referentiels.formats import formater_date
from guichet.referentiels.formules import Formule
from guichet.referentiels.queries import choix_categories, choix_langues, choix_pays, choix_regions, choix_statuts
from indicateurs.filtre import Filtre

AXES: dict[str, Any] = {
    "region": gettext_lazy("Région"),
    "statut": gettext_lazy("Statut"),
    "categorie": gettext_lazy("Catégorie d’immigration"),
    "sexe": gettext_lazy("Sexe"),
    "age": gettext_lazy("Âge"),
    "pays": gettext_lazy("Pays de naissance"),
    "langue": gettext_lazy("Langue maternelle"),
    "scolarite": gettext_lazy("Années d’école"),
    "arrivee": gettext_lazy("Année d’arrivée"),
    "formule": gettext_lazy("Formule"),
    "niveau": gettext_lazy("Niveau"),
    "type_organisme": gettext_lazy("Type d’organisme"),
    "organisation": gettext_lazy("Organisme"),
}


def libelles(axe: str, *, au: date) -> dict[Any, str]:
    """The words of each code of an axis; codes that speak for themselves are absent."""
    match axe:
        case "region":
            return {str(code): str(nom) for code, nom in choix_regions()}
        case "statut":
            return {str(code): str(nom) for code, nom in choix_statuts(au=au)}
        case "categorie":
            return {str(code): str(nom) for code, nom in choix_categories(au=au)}
        case "sexe":
            return {code: str(nom) for code, nom in Sexe.choices}
        case "pays":
            return {str(code): str(nom) for code, nom in choix_pays()}
        case "langue":
            return {str(code): str(nom) for code, nom in choix_langues()}
        case "formule":
            return {code: str(nom) for code, nom in Formule.choices}
        case "niveau":
            return {niveau: _("Niveau %(n)d") % {"n": niveau} for niveau in range(1, 13)}
        case "type_organisme":
            return {code: str(nom) for code, nom in GenreOrganisation.choices}
        case "organisation":
            return {str(pk): nom for pk, nom in Organisation.objects.values_list("pk", "nom")}
        case _:
            return {}


def choix_en_mots(filtre: Filtre) -> list[str]:
    """A choice as a reader says it: the period, then each axis with its value, everyone when there is none."""
    periode = _("Du %(du)s au %(au)s") % {"du": formater_date(filtre.du), "au": formater_date(filtre.au)}
    axes = [f"{AXES[axe]} : {libelle(code, libelles(axe, au=filtre.au))}" for axe, code in filtre.choisis().items()]
    return [periode, *(axes or [_("Tout le Québec")])]


def libelle(code: Any, mots: dict[Any, str]) -> str:
    """The words of one code; those of whom nothing is known along the axis are told so."""
    return mots.get(code, str(code)) if code else _("Inconnu")
