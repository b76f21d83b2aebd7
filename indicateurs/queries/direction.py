"""What the direction's home shows: the principles in figures, what the ministry owes, what waits for a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guichet.mesure.definition import MESURES, Mesure
from indicateurs.filtre import Filtre
from indicateurs.models import Amelioration
from indicateurs.principes import PRINCIPES, Principe
from indicateurs.queries.registre import Lecture, lectures
from partenaires.models import LigneDePlan


@dataclass(frozen=True, slots=True)
class Regard:
    """One principle with its figures; a figure nobody measures yet has no reading."""

    principe: Principe
    figures: list[tuple[Mesure, Lecture | None]]


def principes(filtre: Filtre) -> list[Regard]:
    """The five principles, each with its three figures over this period."""
    lues = lectures([MESURES[code] for principe in PRINCIPES for code in principe.mesures], filtre)
    return [Regard(principe, [(MESURES[code], lues.get(code)) for code in principe.mesures]) for principe in PRINCIPES]


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
