"""How forms are drawn, and the fields and widgets the portal adds to Django's: all work without JavaScript."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt
from django.utils.choices import BaseChoiceIterator
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from guichet.referentiels.cache import memoriser

JOURS = (
    ("lun", _("Lundi")),
    ("mar", _("Mardi")),
    ("mer", _("Mercredi")),
    ("jeu", _("Jeudi")),
    ("ven", _("Vendredi")),
    ("sam", _("Samedi")),
    ("dim", _("Dimanche")),
)
PERIODES = (("am", _("Matin")), ("pm", _("Après-midi")), ("soir", _("Soir")))


class RenduPortail(TemplatesSetting):
    """Django's forms drawn by templates/composants/: `{{ form }}`, `{{ form.nom.as_field_group }}`."""

    form_template_name = "composants/formulaire.html"
    field_template_name = "composants/champ.html"


class ChoixEcrits(BaseChoiceIterator):
    """Choices already in words and in pairs, which no form goes through again when it is made."""

    def __init__(self, paires: Iterable[tuple[str, str]]) -> None:
        self.paires = tuple(paires)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.paires)


class Liste(forms.Select):
    """A list of many choices, written in one go and kept a minute: five hundred languages cost nothing to a page."""

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> list[Any]:
        """Nothing: no template draws the choices one by one."""
        return []

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The list, the chosen one selected."""
        ecrits = isinstance(self.choices, ChoixEcrits)
        options = _options(
            self.choices.paires if ecrits else tuple((str(code), str(libelle)) for code, libelle in self.choices)
        )
        choisie = conditional_escape("" if value is None else str(value))
        marquees = options.replace(f'value="{choisie}">', f'value="{choisie}" selected>', 1)
        # Every part was escaped above.
        return format_html(
            "<select{}>{}</select>",
            flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name})),
            mark_safe(marquees),  # noqa: S308
        )


@memoriser
def _options(choix: tuple[tuple[str, str], ...]) -> str:
    return str(format_html_join("", '<option value="{}">{}</option>', choix))


class DateEnTroisChamps(forms.Widget):
    """A date typed as day, month and year, each its own box: no calendar to fight, nothing to guess."""

    template_name = "composants/widgets/date_en_trois_champs.html"
    use_fieldset = True
    morceaux = (("jour", _("Jour"), 2), ("mois", _("Mois"), 2), ("annee", _("Année"), 4))

    def __init__(self, attrs: Mapping[str, Any] | None = None, naissance: bool = False) -> None:
        super().__init__(attrs)
        self.naissance = naissance

    def id_for_label(self, id_: str) -> str:
        """The three boxes share a legend, so the group itself has no single target."""
        return ""

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        """The three boxes, filled with what was typed even when it is no date."""
        contexte = super().get_context(name, value, attrs)
        attributs = contexte["widget"]["attrs"]
        racine = attributs.pop("id", f"id_{name}")
        valeurs = self._decomposer(value)
        contexte["widget"]["morceaux"] = [
            {
                "nom": f"{name}_{cle}",
                "id": f"{racine}_{rang}",
                "libelle": libelle,
                "longueur": longueur,
                "valeur": valeurs[cle],
                "autocomplete": f"bday-{_ANGLAIS[cle]}" if self.naissance else "off",
            }
            for rang, (cle, libelle, longueur) in enumerate(self.morceaux)
        ]
        return contexte

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        """Year, month and day joined by dashes as they were typed, or None when all three are empty."""
        saisi = {cle: str(data.get(f"{name}_{cle}") or "").strip()[:10] for cle, _libelle, _n in self.morceaux}
        if not any(saisi.values()):
            return None
        return "-".join(saisi[cle].replace("-", "") for cle in ("annee", "mois", "jour"))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """True when the form carried none of the three boxes."""
        return not any(f"{name}_{cle}" in data for cle, _libelle, _n in self.morceaux)

    @staticmethod
    def _decomposer(valeur: Any) -> dict[str, str]:
        if isinstance(valeur, datetime.date):
            return {"jour": str(valeur.day), "mois": str(valeur.month), "annee": str(valeur.year)}
        annee, mois, jour = ([*str(valeur or "").split("-"), "", "", ""])[:3]
        return {"jour": jour, "mois": mois, "annee": annee}


_ANGLAIS = {"jour": "day", "mois": "month", "annee": "year"}


class ChampDate(forms.DateField):
    """A date in three boxes, whose messages say which part is missing."""

    widget = DateEnTroisChamps
    default_error_messages = {
        "required": _("Indiquez le jour, le mois et l’année."),
        "incomplete": _("Indiquez le jour, le mois et l’année, en chiffres."),
        "invalid": _("Cette date n’existe pas. Vérifiez le jour et le mois."),
    }

    def to_python(self, value: Any) -> datetime.date | None:
        """The date, or a message that says how to mend it."""
        if value in self.empty_values or isinstance(value, datetime.date):
            return super().to_python(value)
        annee, mois, jour = ([*str(value).split("-"), "", ""])[:3]
        if not all(partie.isascii() and partie.isdigit() for partie in (annee, mois, jour)) or len(annee) != 4:
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        try:
            return datetime.date(int(annee), int(mois), int(jour))
        except ValueError as erreur:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from erreur


class GrilleDisponibilites(forms.CheckboxSelectMultiple):
    """Seven days × three periods as a table of boxes; each value is `jour_periode`, as `lun_am`."""

    template_name = "composants/widgets/grille_disponibilites.html"

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        """The rows of the table, each with its boxes."""
        contexte = super().get_context(name, value, attrs)
        widget = contexte["widget"]
        racine = widget["attrs"].get("id", f"id_{name}")
        coches = set(widget["value"] or ())
        widget["periodes"] = [libelle for _code, libelle in PERIODES]
        widget["lignes"] = [
            {
                "libelle": jour,
                "cases": [
                    {"valeur": valeur, "id": f"{racine}_{rang}", "periode": periode, "coche": valeur in coches}
                    for rang, (valeur, periode) in enumerate(
                        ((f"{code}_{cle}", periode) for cle, periode in PERIODES), start=ligne * len(PERIODES)
                    )
                ],
            }
            for ligne, (code, jour) in enumerate(JOURS)
        ]
        return contexte


class ChampDisponibilites(forms.MultipleChoiceField):
    """When a person can come: a list of `jour_periode` codes, in the order of the week."""

    widget = GrilleDisponibilites
    default_error_messages = {"required": _("Cochez au moins un moment.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("choices", choix_disponibilites())
        super().__init__(**kwargs)

    def clean(self, value: Any) -> list[str]:
        """The known codes among those sent, sorted as the week runs."""
        ordre = [code for code, _libelle in self.choices]
        return sorted(super().clean(value), key=ordre.index)


def choix_disponibilites() -> list[tuple[str, Any]]:
    """Every moment of the week: code, and day and period in words."""
    return [
        (f"{jour}_{periode}", format_lazy("{}, {}", nom_jour, nom_periode))
        for jour, nom_jour in JOURS
        for periode, nom_periode in PERIODES
    ]


class PreferencesClassees(forms.MultiWidget):
    """Ranked choices, one list per rank."""

    template_name = "composants/widgets/preferences_classees.html"

    def __init__(self, rangs: int = 3, attrs: Mapping[str, Any] | None = None) -> None:
        self.rangs = rangs
        super().__init__([Liste() for _rang in range(rangs)], attrs)

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        """Each rank with its list drawn."""
        contexte = super().get_context(name, value, attrs)
        for widget, rang in zip(self.widgets, contexte["widget"]["subwidgets"], strict=True):
            rang["liste"] = widget.render(rang["name"], next(iter(rang["value"]), None), rang["attrs"])
        return contexte

    def definir_choix(self, choix: Iterable[tuple[Any, Any]]) -> None:
        """Give every rank the same choices, an empty one first."""
        complets = [("", _("Choisir…")), *choix]
        for widget in self.widgets:
            widget.choices = complets

    def use_required_attribute(self, initial: Any) -> bool:
        """Only the first rank is ever needed: the field checks it."""
        return False

    def decompress(self, value: Sequence[Any] | None) -> list[Any]:
        """One value per rank, the missing ranks empty."""
        valeurs = list(value or [])[: self.rangs]
        return valeurs + [None] * (self.rangs - len(valeurs))


class ChampPreferences(forms.Field):
    """Choices in order of preference: gives their codes, best first, without gap or repetition."""

    widget = PreferencesClassees
    default_error_messages = {
        "required": _("Indiquez au moins un choix."),
        "double": _("Vous avez indiqué deux fois le même choix."),
        "invalid_choice": _("Ce choix n’est pas offert."),
    }

    def __init__(self, *, choices: Iterable[tuple[Any, Any]], rangs: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("widget", PreferencesClassees(rangs))
        super().__init__(**kwargs)
        self.choices = list(choices)

    @property
    def choices(self) -> list[tuple[Any, Any]]:
        """The choices each rank offers."""
        return self._choices

    @choices.setter
    def choices(self, valeurs: Iterable[tuple[Any, Any]]) -> None:
        self._choices = list(valeurs)
        self.widget.definir_choix(self._choices)

    def __deepcopy__(self, memo: dict[int, Any]) -> ChampPreferences:
        copie = super().__deepcopy__(memo)
        copie.choices = self._choices
        return copie

    def to_python(self, value: Any) -> list[str]:
        """The codes given, empty ranks closed up."""
        return [str(code) for code in (value or []) if code not in (None, "")]

    def validate(self, value: list[str]) -> None:
        """Refuse an unknown code or a repeated one."""
        super().validate(value)
        if set(value) - {str(code) for code, _libelle in self._choices}:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        if len(set(value)) != len(value):
            raise ValidationError(self.error_messages["double"], code="double")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare ranks as codes, whatever their type."""
        return self.to_python(initial) != self.to_python(data)
