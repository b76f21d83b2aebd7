"""Which published counts are sums of which others: an axis taken away, months put together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from indicateurs.divulgation.cles import cle_de
from indicateurs.divulgation.controle import Somme
from indicateurs.filtre import Filtre


@dataclass(frozen=True, slots=True)
class Cellule:
    """One thing counted for one choice."""

    quoi: str
    filtre: Filtre

    @property
    def cle(self) -> str:
        """The name its rounding is drawn by."""
        return cle_de(self.quoi, self.filtre)


def sommes_de(cellules: Iterable[Cellule]) -> list[Somme]:
    """Each total with its parts, the finest totals first. Every code of an axis must be among the cells, a 0 too."""
    connues = {cellule.cle: cellule for cellule in cellules}
    groupes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for cle, cellule in connues.items():
        for axe in cellule.filtre.choisis():
            total = replace(cellule.filtre, **_vide(axe))
            groupes[cle_de(cellule.quoi, total), axe].append(cle)
    for cle, cellule in connues.items():
        mois = _mois(cellule.filtre)
        if len(mois) > 1:
            parties = [cle_de(cellule.quoi, replace(cellule.filtre, du=du, au=au)) for du, au in mois]
            if all(partie in connues for partie in parties):
                groupes[cle, "mois"] = parties
    sommes = [(total, parties) for (total, _axe), parties in groupes.items() if total in connues]
    return sorted(sommes, key=lambda somme: _largeur(connues[somme[0]].filtre))


def _vide(axe: str) -> dict[str, Any]:
    return {axe: None if axe == "niveau" else ""}


def _largeur(filtre: Filtre) -> tuple[int, int]:
    return -len(filtre.choisis()), (filtre.au - filtre.du).days


def _mois(filtre: Filtre) -> list[tuple[date, date]]:
    """The first and last day of each month of a period of whole months."""
    mois, debut = [], filtre.du
    while debut <= filtre.au:
        suivant = (debut + timedelta(days=31)).replace(day=1)
        mois.append((debut, suivant - timedelta(days=1)))
        debut = suivant
    return mois
