"""What an entente says on day D, as known at moment K: a fold of dated rows. Pure: no database, no clock.

Among the rows known by K and effective by D, taken in the order of effect, then of knowledge, then of rank, « fixer »
sets a term and « ajouter » adds to it. A row known later but effective earlier therefore takes its place before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

FIXER, AJOUTER = "fixer", "ajouter"
ZERO = Decimal(0)
Valeur = Decimal | date | str


class Ligne(Protocol):
    """One dated fact about one term, as `TermeEntente` keeps it."""

    cle: str
    operation: str
    valeur: str
    effet_du: date
    connu_le: datetime
    rang: int


@dataclass(frozen=True, slots=True)
class LigneTerme:
    """A row that is not kept yet: what an amendment would add."""

    cle: str
    operation: str
    valeur: str
    effet_du: date
    connu_le: datetime
    rang: int = 0


class TermeInvalide(ValueError):
    """A key or a value that is none of the terms."""


def genre_de(cle: str) -> type[Any]:
    """What the value of a term is: `Decimal`, `date` or `str`; `TermeInvalide` for an unknown key."""
    match cle.split(":"):
        case (
            ["montant"] | ["activite", _, "volume" | "prix"] | ["indicateur", _, "cible"] | ["versement", _, "montant"]
        ):
            return Decimal
        case ["fin"] | ["versement" | "livrable", _, "date"]:
            return date
        case ["clause", _]:
            return str
    raise TermeInvalide(cle)


def lire(cle: str, valeur: str) -> Valeur:
    """The value of a term from its text; `TermeInvalide` when it is not one."""
    genre = genre_de(cle)
    try:
        if genre is date:
            return date.fromisoformat(valeur)
        lue = Decimal(valeur) if genre is Decimal else valeur
    except (ValueError, ArithmeticError) as erreur:
        raise TermeInvalide(f"{cle} : {valeur}") from erreur
    if isinstance(lue, Decimal) and not lue.is_finite():
        raise TermeInvalide(f"{cle} : {valeur}")
    return lue


def ordre(ligne: Ligne) -> tuple[date, datetime, int]:
    """The place of a row in the fold."""
    return (ligne.effet_du, ligne.connu_le, ligne.rang)


def retenues(lignes: Iterable[Any], *, au: date, connus_le: datetime) -> list[Any]:
    """The rows known by then and effective by that day, in the order of the fold."""
    return sorted((ligne for ligne in lignes if ligne.connu_le <= connus_le and ligne.effet_du <= au), key=ordre)


def plier(lignes: Iterable[Ligne]) -> dict[str, Valeur]:
    """The terms after these rows, taken in the order given."""
    termes: dict[str, Valeur] = {}
    for ligne in lignes:
        valeur = lire(ligne.cle, ligne.valeur)
        if ligne.operation == AJOUTER:
            avant = termes.get(ligne.cle, ZERO)
            if not isinstance(valeur, Decimal) or not isinstance(avant, Decimal):
                raise TermeInvalide(ligne.cle)
            valeur = avant + valeur
        termes[ligne.cle] = valeur
    return termes


def termes_au(lignes: Iterable[Any], *, au: date, connus_le: datetime) -> dict[str, Valeur]:
    """The terms in force on that day, as known at that moment."""
    return plier(retenues(lignes, au=au, connus_le=connus_le))


def ecart_des_versements(termes: Mapping[str, Valeur]) -> Decimal:
    """By how much the instalments differ from the amount; zero when they sum to it."""
    somme = sum(
        (valeur for cle, valeur in termes.items() if cle.startswith("versement:") and isinstance(valeur, Decimal)), ZERO
    )
    montant = termes.get("montant", ZERO)
    return somme - montant if isinstance(montant, Decimal) else somme
