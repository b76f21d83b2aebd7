"""The figures of the dashboard: counts of a period, waits of today, by month, region and level."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from guichet.mesure.evenement import EVENEMENTS
from indicateurs.filtre import Filtre
from indicateurs.queries import comptage
from indicateurs.queries.distribution import Delais, resumer

ATTENTE = "entree_attente"


def _totaux(lus: Mapping[str, Counter[int | None]]) -> dict[str, int]:
    return defaultdict(int, {code: compte.total() for code, compte in lus.items()})


def comptes(filtre: Filtre) -> dict[str, int]:
    """Number of each event in the period; an event without any is 0."""
    return _totaux(comptage.compter(EVENEMENTS, filtre).get("", {}))


def par_mois(filtre: Filtre, evenements: Iterable[str]) -> dict[str, dict[date, int]]:
    """Number of each event by month (its first day)."""
    series: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for mois, lus in comptage.compter(evenements, filtre, par=comptage.MOIS).items():
        for evenement, total in _totaux(lus).items():
            series[evenement][date.fromisoformat(mois)] = total
    return series


def replacees(filtre: Filtre, *, jours: int) -> int:
    """People of closed groups who had another seat at most so many days after the closing."""
    lus = comptage.compter(("replacee", "transferee"), filtre, delais=True).get("", {})
    return sum(nb for compte in lus.values() for delai, nb in compte.items() if delai is not None and delai <= jours)


def attente_actuelle(filtre: Filtre, *, au: date) -> Delais:
    """Days waited so far by the persons who wait on that day."""
    lues = comptage.en_cours(ATTENTE, replace(filtre, au=au), maintenant=True)
    return _attente(lues.get("", Counter()), au)


def attentes(filtre: Filtre, *, au: date) -> tuple[Delais, dict[str | int, Delais], dict[str | int, Delais]]:
    """The current wait of the whole choice, by region and by level, in two reads: the regions make up the whole."""
    choix = replace(filtre, au=au)
    region, niveau = (comptage.en_cours(ATTENTE, choix, maintenant=True, par=axe) for axe in ("region", "niveau"))
    ensemble = sum(region.values(), Counter[date]())
    par = [
        {_cle(axe, cle): _attente(ages, au) for cle, ages in lues.items()}
        for axe, lues in (("region", region), ("niveau", niveau))
    ]
    return _attente(ensemble, au), par[0], par[1]


def _attente(ages: Mapping[date, int], au: date) -> Delais:
    return resumer({(au - depuis).days: nb for depuis, nb in ages.items()})


def _cle(axe: str, cle: str) -> str | int:
    return int(cle) if axe == "niveau" else cle
