"""What the rules read of one report, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Part(StrEnum):
    """The parts of the score."""

    COMPLETUDE = "completude"
    PONCTUALITE = "ponctualite"
    COHERENCE = "coherence"
    FAITS = "faits"
    PRESENCES = "presences"


class Gravite(StrEnum):
    """How much an anomaly costs."""

    LEGERE = "legere"
    MOYENNE = "moyenne"
    GRAVE = "grave"


@dataclass(frozen=True, slots=True)
class Valeur:
    """One figure: planned, reported (counted, outside), what the portal counts now, the reason of its gap."""

    code: str
    prevu: Decimal
    compte: Decimal | None
    externe: Decimal
    tolerance: Decimal
    raison: str
    recompte: Decimal | None = None

    @property
    def declare(self) -> Decimal:
        """What the report says."""
        return (self.compte or Decimal()) + self.externe


@dataclass(frozen=True, slots=True)
class Depense:
    """Spent on one budget line during the period, and since the beginning, this period included."""

    code: str
    montant: Decimal
    cumul: Decimal
    budget: Decimal


@dataclass(frozen=True, slots=True)
class Presences:
    """The roll calls of the period."""

    seances: int = 0
    presents: int = 0
    absents: int = 0
    heures_possibles: Decimal | None = None
    saisies_avant_la_seance: int = 0
    corrigees_tard: int = 0

    @property
    def appelees(self) -> int:
        """Learners called, at all meetings."""
        return self.presents + self.absents


@dataclass(frozen=True, slots=True)
class Rapport:
    """One report as it was submitted, with what surrounds it."""

    du: date
    au: date
    due_le: date
    soumise_le: date | None
    recit: str
    valeurs: tuple[Valeur, ...] = ()
    depenses: tuple[Depense, ...] = ()
    lignes_budget: tuple[str, ...] = ()
    precedentes: tuple[Depense, ...] = ()
    heures: tuple[str, ...] = ()
    presences: Presences = field(default_factory=Presences)


@dataclass(frozen=True, slots=True)
class Trouvee:
    """An anomaly: the rule, the cells it points at, how grave."""

    regle: str
    part: Part
    gravite: Gravite
    cellules: tuple[str, ...]
    detail: str = ""
