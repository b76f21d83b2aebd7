"""What the wait of a person is estimated from: waits with their censoring, groups with their seats, dated settings.

Days are ranks of business days, holidays left out; an endless one is `JAMAIS`. Regions, formulas, levels are numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

METHODE = "attente-1"
JAMAIS = 2**31 - 1
SEMAINE = 5
# Weeks ahead a wait is followed: beyond, nothing is said.
HORIZON = 104
# First week of each band in which the rate of starts is held constant, and of each band of seniority.
BANDES = np.array([0, 2, 4, 6, 9, 13, 18, 26, 39, 52])
ANCIENNETES = np.array([0, 6, 12, 20, 32])

Entiers = NDArray[np.int64]
Reels = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Attentes:
    """One row per wait: where, since when, until when it was ours to serve, how it ended."""

    region: Entiers
    formule: Entiers
    niveau: Entiers
    # The clock starts; the list is joined (level known); the list is left; first class or end of the follow-up.
    origine: Entiers
    entree: Entiers
    sortie: Entiers
    fin: Entiers
    commence: NDArray[np.bool_]
    # Days when we waited for the person: (row, from, to).
    suspensions: Entiers

    def __len__(self) -> int:
        return len(self.region)


@dataclass(frozen=True, slots=True)
class Groupes:
    """One row per group that people could be sent to: announced, withdrawn, begun on which day, with how many seats."""

    region: Entiers
    formule: Entiers
    annonce: Entiers
    retrait: Entiers
    debut: Entiers
    capacite: Entiers
    # Seats taken: (row, from, to).
    places: Entiers


@dataclass(frozen=True, slots=True)
class Reglages:
    """Dated settings of the method."""

    # Business weeks after which an observation counts half.
    demi_vie: float = 26.0
    # Weeks at risk of the wider cell that a thin cell is weighed against.
    force: float = 40.0
    # Landmarks: how many weeks apart, how far back.
    pas: int = 2
    recul: int = 78
    # Starts, and groups begun, of the pool under which nothing is shown.
    departs: int = 30
    groupes: int = 8


@dataclass(frozen=True, slots=True)
class Axes:
    """How many regions, formulas and levels the tables have room for."""

    regions: int
    formules: int
    niveaux: int

    @property
    def bassins(self) -> int:
        """Pools: region × formula."""
        return self.regions * self.formules

    def bassin(self, region: Entiers, formule: Entiers) -> Entiers:
        """The pool's number."""
        return region * self.formules + formule

    def feuille(self, region: Entiers, formule: Entiers, anciennete: Entiers, niveau: Entiers) -> Entiers:
        """The number of the thinnest cell: pool × seniority × level."""
        return (self.bassin(region, formule) * len(ANCIENNETES) + anciennete) * self.niveaux + niveau

    @property
    def forme(self) -> tuple[int, int, int, int]:
        """Region, formula, seniority, level."""
        return self.regions, self.formules, len(ANCIENNETES), self.niveaux


def semaines(jours: Entiers) -> Entiers:
    """The week, from 0, that holds the day so many business days ahead (1 to 5: week 0)."""
    return np.clip((jours - 1) // SEMAINE, 0, HORIZON)


def anciennete(ecoules: Entiers) -> Entiers:
    """The band of seniority of so many business days waited."""
    return np.searchsorted(ANCIENNETES * SEMAINE, ecoules, side="right") - 1
