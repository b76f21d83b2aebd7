"""What counts: the steps of the journal that indicators are made of, declared by each app beside what it measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

EVENEMENTS: dict[str, Evenement] = {}
# States (object, state) in which the ball is in the person's court: the clock of business days stands still.
CHEZ_LA_PERSONNE: set[tuple[str, str]] = set()


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
    # Roll-ups keep a count per number of days; without it they keep the number alone.
    delais: bool = False
    # The event by which one enters the queue that this one leaves; its own code when it is the entry.
    file: str | None = None
    # Counts the first time a file is complete, or its first end after that; the delay runs from that first time.
    dossier: bool = False
    # The delay is in business days, stopped while the ball is in the person's court.
    ouvrables: bool = False
    # Counted on the day the delay runs from: by cohort of those who entered together.
    par_cohorte: bool = False

    @property
    def sens(self) -> int:
        """+1 enters a queue, −1 leaves it, 0 neither."""
        return 0 if self.file is None else 1 if self.file == self.code else -1


def declarer(*evenements: Evenement) -> None:
    """Register events; two apps never use one code."""
    for evenement in evenements:
        if EVENEMENTS.setdefault(evenement.code, evenement) != evenement:
            raise ValueError(f"Événement déclaré deux fois : {evenement.code}")


def suspendre_chez_la_personne(objet: str, etat: str) -> None:
    """Declare a state in which one waits for the person."""
    CHEZ_LA_PERSONNE.add((objet, etat))
