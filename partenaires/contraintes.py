"""What a declared group asks of its hours and resources, and what makes it impossible. Pure: no Django model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from inscriptions.horaires import decrire

# A meeting fills at most one part of a day.
HEURES_PAR_CELLULE_MAX = 5


class Obstacle(NamedTuple):
    """Why it cannot be: the field to mend, and what to do."""

    champ: str
    message: str


@dataclass(frozen=True, slots=True)
class Moyen:
    """A resource as a group sees it."""

    nom: str
    cellules: frozenset[str]
    heures_max: Decimal | None
    places: int | None


@dataclass(frozen=True, slots=True)
class Besoin:
    """What a group, or each group of a pool, asks for; a pool may meet at any of its timetables."""

    horaires: Sequence[Sequence[str]]
    heures_par_semaine: Decimal
    semaines: int
    capacite: int
    moyens: Sequence[Moyen]

    @property
    def heures_totales(self) -> Decimal:
        """Teaching hours of the whole session."""
        return self.heures_par_semaine * self.semaines


def obstacles(besoin: Besoin, *, heures_disponibles: Decimal | None, champ_horaire: str = "horaire") -> list[Obstacle]:
    """Everything that makes this group impossible, each with its field."""
    return [
        *_de_la_semaine(besoin, champ_horaire),
        *_des_heures(besoin, heures_disponibles),
        *(obstacle for moyen in besoin.moyens for obstacle in _du_moyen(besoin, moyen)),
    ]


def _de_la_semaine(besoin: Besoin, champ: str) -> Iterable[Obstacle]:
    for horaire in besoin.horaires:
        plus = len(horaire) * HEURES_PAR_CELLULE_MAX
        if besoin.heures_par_semaine > plus:
            yield Obstacle(
                champ,
                _("Cet horaire tient au plus %(plus)s h par semaine : ajoutez des moments ou réduisez les heures.")
                % {"plus": plus},
            )


def _des_heures(besoin: Besoin, disponibles: Decimal | None) -> Iterable[Obstacle]:
    if disponibles is not None and besoin.heures_totales > disponibles:
        yield Obstacle(
            "heures_par_semaine",
            _("Ce groupe demande %(demande)s h, la déclaration en a %(ont)s : réduisez les heures ou la durée.")
            % {"demande": ecrire(besoin.heures_totales), "ont": ecrire(disponibles)},
        )


def _du_moyen(besoin: Besoin, moyen: Moyen) -> Iterable[Obstacle]:
    for horaire in besoin.horaires:
        pris = [cellule for cellule in horaire if cellule not in moyen.cellules]
        if pris:
            yield Obstacle(
                "ressources",
                _("« %(nom)s » n’est pas libre : %(moments)s. Changez l’horaire ou la ressource.")
                % {"nom": moyen.nom, "moments": decrire(pris)},
            )
    if moyen.heures_max is not None and besoin.heures_par_semaine > moyen.heures_max:
        yield Obstacle(
            "ressources",
            _("« %(nom)s » donne au plus %(plus)s h par semaine, ce groupe en demande %(demande)s.")
            % {"nom": moyen.nom, "plus": ecrire(moyen.heures_max), "demande": ecrire(besoin.heures_par_semaine)},
        )
    if moyen.places is not None and besoin.capacite > moyen.places:
        yield Obstacle(
            "capacite",
            _("« %(nom)s » a %(places)s places : réduisez la capacité ou changez de local.")
            % {"nom": moyen.nom, "places": moyen.places},
        )


def ecrire(nombre: Decimal) -> str:
    """`12,5`, `12`: a figure in a sentence."""
    return f"{nombre.normalize():f}".replace(".", ",")
