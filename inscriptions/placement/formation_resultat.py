"""What does a formation run give back, and in which bytes?"""

from dataclasses import dataclass
from typing import Any

from inscriptions.placement.formation_instance import VERSION
from inscriptions.placement.instance import en_octets

ECHELLE = 10**6


@dataclass(frozen=True, slots=True)
class Prix:
    """Prices, in millionths, that prove a bound for the first criterion without solving (docs/formation.md).

    `places`: of a seat of a type; `cellules`: of a resource in a cell; `ressources` and `declarations`: of their
    hours; `bassins`: of one group more under the ceiling.
    """

    places: tuple[tuple[str, int], ...]
    cellules: tuple[tuple[str, str, int], ...]
    ressources: tuple[tuple[str, int], ...]
    declarations: tuple[tuple[str, int], ...]
    bassins: tuple[tuple[str, int], ...]

    def document(self) -> dict[str, Any]:
        """As the contract writes it."""
        return {champ: getattr(self, champ) for champ in self.__slots__}


@dataclass(frozen=True, slots=True)
class Critere:
    """One criterion of the strict order: what is reached, and the bound the search proved, if it proved one.

    The bound of a criterion holds for whoever does as well on all the earlier ones.
    """

    nom: str
    valeur: int
    borne: int | None

    @property
    def ecart(self) -> float | None:
        """The proven gap, as a part of the bound; none when nothing was proven."""
        if self.borne is None:
            return None
        return abs(self.borne - self.valeur) / abs(self.borne) if self.borne else 0.0

    def document(self) -> dict[str, Any]:
        """As the contract writes it."""
        return {
            "critere": self.nom,
            "valeur": self.valeur,
            "borne": self.borne,
        }


@dataclass(frozen=True, slots=True)
class Ouverture:
    """A group that opens: which offer, as which type, with how many persons, and the resource of each need."""

    offre: str
    type: str
    effectif: int
    ressources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResultatFormation:
    """Which groups open and for whom, criterion by criterion, with the bounds and the prices that prove the first.

    `departs`: persons of a class who start in a type; `servis`: how many of each priority of a class start.
    """

    empreinte: str
    ouvertures: tuple[Ouverture, ...]
    departs: tuple[tuple[str, str, int], ...]
    servis: tuple[tuple[str, int, int], ...]
    criteres: tuple[Critere, ...]
    prix: Prix

    def canonique(self) -> bytes:
        """The canonical form: UTF-8, keys and lists sorted, no spaces."""
        return en_octets(
            {
                "version": VERSION,
                "empreinte": self.empreinte,
                "ouvertures": sorted([o.offre, o.type, o.effectif, list(o.ressources)] for o in self.ouvertures),
                "departs": sorted(self.departs),
                "servis": sorted(self.servis),
                "criteres": [c.document() for c in self.criteres],
                "prix": self.prix.document(),
            }
        )
