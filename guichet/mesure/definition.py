"""An indicator's definition: French text, version, numerator, denominator, source; every figure shown carries it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

MESURES: dict[str, Mesure] = {}


class Genre(StrEnum):
    """How the figure is read."""

    COMPTE = "compte"
    TAUX = "taux"
    DELAI = "delai"
    STOCK = "stock"
    # A ratio read in its unit: dollars an hour, levels for a hundred hours.
    RAPPORT = "rapport"


class Diffusion(StrEnum):
    """How far a figure may go: what leaves the ministry always passes disclosure control."""

    PUBLIQUE = "publique"
    # The ministry, exact; an organisation, its own figure beside peers it cannot name.
    ORGANISMES = "organismes"
    INTERNE = "interne"


class Sens(StrEnum):
    """Which way is better, for comparisons with a target or a year ago."""

    PLUS = "plus"
    MOINS = "moins"
    NEUTRE = "neutre"


@dataclass(frozen=True, slots=True)
class Mesure:
    """One definition, in one version: a change of meaning is a new version, never an edit."""

    code: str
    version: int
    titre: Any
    definition: Any
    genre: Genre
    numerateur: str
    denominateur: str = ""
    unite: Any = ""
    source: Any = ""
    # Dated parameter: events of the numerator that came after more days do not count.
    delai_maximum: str = ""
    # Who answers for the figure.
    responsable: Any = ""
    # Fields of a filter it can be cut by (indicateurs.filtre.AXES).
    dimensions: tuple[str, ...] = ()
    diffusion: Diffusion = Diffusion.PUBLIQUE
    sens: Sens = Sens.NEUTRE
    # Which calculator answers for the whole province: the roll-ups of events unless said otherwise.
    calcul: str = "evenements"
    # The formula in words: what is above the line, what is below.
    formule: Any = ""
    # What came before: each version, the day it began to hold, what it changed.
    versions: tuple[tuple[int, date, Any], ...] = ()
    # What must exist before the figure can be given; empty when it is given.
    manque: Any = ""

    @property
    def reference(self) -> str:
        """What a figure prints beside itself: code and version."""
        return f"{self.code} v{self.version}"


def definir(*mesures: Mesure) -> None:
    """Register definitions under their code."""
    for mesure in mesures:
        if MESURES.setdefault(mesure.code, mesure) != mesure:
            raise ValueError(f"Mesure définie deux fois : {mesure.code}")
