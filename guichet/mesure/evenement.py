"""What counts: the steps of the journal that indicators are made of, declared by each app beside what it measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

EVENEMENTS: dict[str, Evenement] = {}


@dataclass(frozen=True, slots=True)
class Evenement:
    """A kind of step worth counting: which object, by which step, out of or into which state; None means any.

    `delai_depuis` names the step of the same person's inscription from which the delay in days is counted;
    without it the delay is the time the object spent in the state it leaves.
    """

    code: str
    libelle: Any
    objet: str
    pas: str | None = None
    de: str | None = None
    vers: str | None = None
    delai_depuis: str | None = None


def declarer(*evenements: Evenement) -> None:
    """Register events; two apps never use one code."""
    for evenement in evenements:
        if EVENEMENTS.setdefault(evenement.code, evenement) != evenement:
            raise ValueError(f"Événement déclaré deux fois : {evenement.code}")
