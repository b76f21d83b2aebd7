"""Demand by region, level, formula and slot: who waits, and who will arrive by a date, as last read at night."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from inscriptions.models import PrevisionDemande
from inscriptions.prevision.demande import Cle, Modele, Prevu, Taux, somme


@dataclass(frozen=True, slots=True)
class CelluleDemande:
    """One cell, or several together: persons waiting and arrivals expected, low (P10), middle and high (P90)."""

    region: str
    niveau: int
    formule: str
    creneau: str
    en_attente: int
    arrivees: Prevu

    @property
    def bas(self) -> int:
        """Waiting and arriving, the low bound."""
        return self.en_attente + self.arrivees.bas

    @property
    def milieu(self) -> int:
        """Waiting and arriving, as expected."""
        return self.en_attente + round(self.arrivees.moyenne)

    @property
    def haut(self) -> int:
        """Waiting and arriving, the high bound."""
        return self.en_attente + self.arrivees.haut


@dataclass(frozen=True, slots=True)
class DemandePrevue:
    """The forecast until a date: its cells, when it was computed, by which method and on how many weeks."""

    jour: date
    horizon: date
    methode: str
    calculee_le: datetime
    semaines: int
    cellules: tuple[CelluleDemande, ...]

    def __iter__(self) -> Iterator[CelluleDemande]:
        return iter(self.cellules)

    def regrouper(self, axes: Iterable[str]) -> dict[tuple[str | int, ...], CelluleDemande]:
        """Cells added up along these axes (`region`, `niveau`, `formule`, `creneau`); bounds are those of the sum."""
        axes = tuple(axes)
        groupes: dict[tuple[str | int, ...], list[CelluleDemande]] = {}
        for cellule in self.cellules:
            groupes.setdefault(tuple(getattr(cellule, axe) for axe in axes), []).append(cellule)
        return {cle: additionner(cellules, axes) for cle, cellules in groupes.items()}

    def total(self, garder: Callable[[CelluleDemande], bool] = lambda _cellule: True) -> CelluleDemande:
        """The cells that pass, added up."""
        return additionner([cellule for cellule in self.cellules if garder(cellule)])


def additionner(cellules: list[CelluleDemande], axes: Iterable[str] = ()) -> CelluleDemande:
    """Several cells as one; what they do not share is left empty."""
    communs = {axe: getattr(cellules[0], axe) for axe in axes if cellules}
    vide: dict[str, str | int] = {"region": "", "niveau": 0, "formule": "", "creneau": ""}
    return CelluleDemande(
        **(vide | communs),  # type: ignore[arg-type]
        en_attente=sum(cellule.en_attente for cellule in cellules),
        arrivees=somme(cellule.arrivees for cellule in cellules),
    )


def demande_prevue(*, au: date, horizon: date) -> DemandePrevue | None:
    """Waiting and expected by `horizon`, from the last night at or before `au`; None before the first night."""
    prevision = PrevisionDemande.objects.filter(jour__lte=au).order_by("-jour").first()
    if prevision is None:
        return None
    semaines = max(0, (horizon - prevision.jour).days) / 7
    modele = _modele(prevision)
    return DemandePrevue(
        prevision.jour,
        horizon,
        prevision.methode,
        prevision.calculee_le,
        prevision.semaines,
        tuple(
            CelluleDemande(*cle, en_attente=en_attente, arrivees=modele.prevoir(cle, semaines))
            for cle, en_attente in _lire(prevision)
        ),
    )


def _lire(prevision: PrevisionDemande) -> Iterator[tuple[Cle, int]]:
    for region, niveau, formule, creneau, en_attente, _taux, _incertitude in prevision.cellules:
        yield (region, niveau, formule, creneau), en_attente


def _modele(prevision: PrevisionDemande) -> Modele:
    taux = {tuple(ligne[:4]): Taux(ligne[5], ligne[6]) for ligne in prevision.cellules}
    return Modele(taux, prevision.dispersion, [tuple(point) for point in prevision.erreurs], prevision.saison)
