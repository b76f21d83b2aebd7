"""When a reminder leaves: before the due day, just after, then once more. Pure."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guichet.referentiels.jours_ouvrables import jours_ouvrables_entre
from partenaires.attentes import Partie

# The one kind of expectation that hangs on no entente.
GENRE_ENGAGEMENT = "engagement_concertation"


class Moment(StrEnum):
    """Which of the three reminders of one due day."""

    AVANT = "avant"
    APRES = "apres"
    RELANCE = "relance"


@dataclass(frozen=True, slots=True)
class Delais:
    """Business days: how long before the due day, how long after, how long after for the last one."""

    avant: int
    apres: int
    relance: int


@dataclass(frozen=True, slots=True)
class Attendu:
    """Something a party owes: the object and its genre, since when the party has the ball, until when.

    `entente_id` is None for a commitment of concertation.
    """

    genre: str
    objet_id: uuid.UUID
    entente_id: uuid.UUID | None
    partie: Partie
    quoi: str
    depuis: date
    du_le: date

    @property
    def jalon(self) -> str:
        """What makes it the same expectation: the object, this turn of the ball, this due day."""
        return f"{self.objet_id.hex}.{self.partie.value}.{self.depuis:%Y%m%d}.{self.du_le:%Y%m%d}"


@dataclass(frozen=True, slots=True)
class Rappel:
    """One reminder to deposit."""

    attendu: Attendu
    moment: Moment

    def cle(self, destinataire: str) -> str:
        """The outbox key: one message for this expectation, moment and address."""
        adresse = hashlib.sha256(destinataire.lower().encode()).hexdigest()[:12]
        return f"rappel:{self.attendu.genre}:{self.attendu.jalon}.{self.moment}:{adresse}"


def moment_du(attendu: Attendu, *, jour: date, delais: Delais, feries: Collection[date]) -> Moment | None:
    """The latest moment reached on this day, None before the first: after an outage nobody gets three at once."""
    reste = jours_ouvrables_entre(jour, attendu.du_le, feries)
    if reste >= 0 and jour <= attendu.du_le:
        return Moment.AVANT if reste <= delais.avant else None
    if -reste >= delais.relance:
        return Moment.RELANCE
    return Moment.APRES if -reste >= delais.apres else None
