"""Who is contacted and who is the control: by a public seed, stratum by stratum, whatever the order of the rows."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

P = TypeVar("P", bound=Hashable)


def rang(graine: int, personne: Hashable) -> str:
    """Where the seed puts this person: the same on every run."""
    return hashlib.sha256(f"{graine}:{personne}".encode()).hexdigest()


def tirer(personnes: Iterable[tuple[P, str]], *, graine: int, temoins: int) -> dict[P, bool]:
    """For each (person, stratum), whether she is contacted; `temoins` are not, at most half of each stratum.

    No more people than the plan needs go without a message; each stratum gives its share of them.
    """
    strates: dict[str, list[P]] = defaultdict(list)
    for personne, strate in personnes:
        strates[strate].append(personne)
    parts = _parts({strate: len(membres) // 2 for strate, membres in sorted(strates.items())}, temoins)
    tirage: dict[P, bool] = {}
    for strate, membres in sorted(strates.items()):
        ordonnes = sorted(membres, key=lambda personne: rang(graine, personne))
        tirage |= {personne: n >= parts[strate] for n, personne in enumerate(ordonnes)}
    return tirage


def repartir(nombre: int, poids: Sequence[int]) -> list[int]:
    """So many things shared by weight, to the largest remainders; at most its weight to each."""
    total = sum(poids)
    if not total:
        return [0 for _ in poids]
    parts = [nombre * p // total for p in poids]
    restes = sorted(range(len(poids)), key=lambda i: (-(nombre * poids[i] % total), i))
    for i in restes[: nombre - sum(parts)]:
        parts[i] += 1
    return parts


def _parts(moities: Mapping[str, int], temoins: int) -> dict[str, int]:
    """The controls of each stratum: its share of those wanted, never over its half."""
    voulus = min(temoins, sum(moities.values()))
    return dict(zip(moities, repartir(voulus, list(moities.values())), strict=True))
