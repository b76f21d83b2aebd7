"""What the direction's home shows: the principles in figures, what the ministry owes, what waits for a decision."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.cache import cache

from guichet.mesure.definition import MESURES, Mesure
from indicateurs.filtre import Filtre
from indicateurs.models import Amelioration
from indicateurs.principes import PRINCIPES, Principe
from indicateurs.queries.registre import DUREE, Lecture, relire
from partenaires.models import LigneDePlan

# Read again while the registry still keeps the figures; kept longer, so that a busy worker makes nobody wait.
RELECTURE, GARDEE = timedelta(seconds=DUREE // 2), 6 * DUREE


@dataclass(frozen=True, slots=True)
class Regard:
    """One principle with its figures; a figure nobody measures yet has no reading."""

    principe: Principe
    figures: list[tuple[Mesure, Lecture | None]]


@dataclass(frozen=True, slots=True)
class LecturePrincipes:
    """The figures of the five principles, and when they were read."""

    lue_le: datetime
    par_code: Mapping[str, Lecture]

    def regards(self) -> list[Regard]:
        """The five principles, each with its three figures."""
        return [Regard(p, [(MESURES[code], self.par_code.get(code)) for code in p.mesures]) for p in PRINCIPES]


def principes(filtre: Filtre, *, le: datetime) -> LecturePrincipes:
    """The figures as the clock last read them; read now when it has not."""
    return cache.get(_cle(filtre)) or lire_principes(filtre, le=le)


def lire_principes(filtre: Filtre, *, le: datetime) -> LecturePrincipes:
    """Read the figures and keep them, for this page and for the registry, which shows the same."""
    lecture = LecturePrincipes(le, relire([MESURES[code] for code in _codes()], filtre))
    cache.set(_cle(filtre), lecture, GARDEE)
    return lecture


def est_a_relire(filtre: Filtre, *, le: datetime) -> bool:
    """True when nothing is kept, or when it is time to read again."""
    gardee: LecturePrincipes | None = cache.get(_cle(filtre))
    return gardee is None or gardee.lue_le <= le - RELECTURE


def _codes() -> list[str]:
    return [code for principe in PRINCIPES for code in principe.mesures]


def _cle(filtre: Filtre) -> str:
    """A definition that changes is another reading."""
    definitions = [(MESURES[code].reference, bool(MESURES[code].manque)) for code in _codes()]
    return "principes:" + hashlib.sha256(f"{definitions} {filtre}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class ADecider:
    """What waits for the direction beside partners: improvements to conclude, lines of the plan past their day."""

    ameliorations: list[Amelioration]
    lignes: list[LigneDePlan]


def a_decider(*, au: date) -> ADecider:
    """Both lists, the oldest day first."""
    return ADecider(
        list(Amelioration.objects.a_conclure(au=au).order_by("effet_attendu_le")),
        list(LigneDePlan.objects.en_retard(au=au).order_by("echeance_le", "ordre")),
    )
