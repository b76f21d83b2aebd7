"""Holidays of a year: public ones from the law's calendar, then the days the administration alone is closed. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import holidays

NOMS = {"Jour de l'an": "Jour de l’an", "Jour de Noël": "Noël", "Fête nationale du Québec": "Fête nationale"}


class Ferie(NamedTuple):
    """A day off; `public` is false when only the administration is closed."""

    date: date
    nom: str
    public: bool


def feries_de(annee: int) -> list[Ferie]:
    """The holidays of the year, in order; a public holiday wins over a day of the administration."""
    publics = {jour: Ferie(jour, _nom(nom), True) for jour, nom in _publics(annee)}
    gouvernement = {jour: Ferie(jour, nom, False) for jour, nom in _gouvernement(annee, publics)}
    return sorted((gouvernement | publics).values())


def _publics(annee: int) -> list[tuple[date, str]]:
    """Public holidays of Québec, with the days that replace those falling on a weekend where the law says so."""
    return list(holidays.Canada(subdiv="QC", language="fr", years=annee, categories=("public",)).items())


def _nom(nom: str) -> str:
    """The name as printed: typographic apostrophe, no English order of words."""
    base, observe, _reste = nom.partition(" (observé)")
    base = NOMS.get(base, base.replace("'", "’"))
    return f"{base} (reporté)" if observe else base


def _gouvernement(annee: int, publics: dict[date, Ferie]) -> Iterator[tuple[date, str]]:
    """Days the administration is closed besides, as its collective agreements list them (to check every year)."""
    vendredi_saint = next(jour for jour, ferie in publics.items() if ferie.nom == "Vendredi saint")
    yield date(annee, 1, 2), "Lendemain du jour de l’an"
    yield vendredi_saint + timedelta(days=3), "Lundi de Pâques"
    yield date(annee, 12, 24), "Veille de Noël"
    yield date(annee, 12, 26), "Lendemain de Noël"
    yield date(annee, 12, 31), "Veille du jour de l’an"
