"""How much two persons look alike: 65 % the names as they sound, 35 % the date of birth."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from rapidfuzz import fuzz

from indicateurs.rapprochement.noms import lu_et_dit

PART_DU_NOM = 0.65


class Identite(NamedTuple):
    """What is compared: names made plain and as they sound, the date."""

    lu: str
    dit: str
    court: int
    naissance: date | None

    @classmethod
    def de(cls, prenom: str, nom: str, naissance: date | None) -> Identite:
        """The identity of a person."""
        # Name by name: nearly all of them were read before.
        (lu, dit), (famille, dite) = lu_et_dit(prenom), lu_et_dit(nom)
        return cls(f"{lu} {famille}".strip(), f"{dit} {dite}".strip(), len(famille), naissance)


def ressemblance(a: Identite, b: Identite) -> float:
    """From 0 (nothing alike) to 1 (same names, same date)."""
    return PART_DU_NOM * _noms(a, b) + (1 - PART_DU_NOM) * _dates(a.naissance, b.naissance)


def _noms(a: Identite, b: Identite) -> float:
    if not a.lu or not b.lu:
        return 0.0
    meme = fuzz.token_sort_ratio(a.lu, b.lu)
    # A second family name left out is common: the shorter name is looked for inside the longer one.
    if min(a.court, b.court) > 4:
        meme = max(meme, 0.97 * fuzz.token_set_ratio(a.lu, b.lu))
    # The same sounds spelt otherwise weigh nearly as much as the same letters.
    return max(meme, 0.97 * fuzz.token_sort_ratio(a.dit, b.dit)) / 100


def _dates(a: date | None, b: date | None) -> float:
    if a is None or b is None:
        return 0.0
    if a == b:
        # « 1 January » is what is written when the day is not known.
        return 0.75 if (a.month, a.day) == (1, 1) else 1.0
    if (a.day, a.month, a.year) == (b.month, b.day, b.year):
        return 0.9
    if (a.day != b.day) + (a.month != b.month) + (a.year != b.year) == 1:
        return 0.8
    return 0.3 if a.year == b.year else 0.0
