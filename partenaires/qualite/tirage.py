"""A draw of controls: weighted by risk, without repeat, the same for the same seed whatever the order of the rows.

Each candidate gets a number from the seed and its identifier alone; the smallest keys are drawn (Efraimidis and
Spirakis, 2006): whoever holds the seed and the weights can draw again.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Candidat:
    """Something that may be controlled, and its weight: greater is likelier."""

    cle: str
    poids: Decimal


def poids_de_risque(*, score: int | None, montant: Decimal, anomalies: int) -> Decimal:
    """The weight of a report: what its score lacks, its open anomalies, and the size of the money behind it."""
    manque = Decimal(100 - (50 if score is None else score)) / 100
    taille = Decimal(str(round(math.log10(max(float(montant), 1) / 1000 + 1), 3)))
    return ((Decimal("0.1") + manque + Decimal(anomalies) / 5) * (1 + taille)).quantize(Decimal("0.001"))


def tirer(candidats: Iterable[Candidat], *, graine: int, nombre: int) -> list[Candidat]:
    """The drawn candidates, first drawn first; those of no weight are never drawn."""
    avec_cle = sorted((_cle(candidat, graine), candidat.cle, candidat) for candidat in candidats if candidat.poids > 0)
    return [candidat for _cle_, _nom, candidat in avec_cle[:nombre]]


def _cle(candidat: Candidat, graine: int) -> float:
    empreinte = hashlib.sha256(f"{graine}:{candidat.cle}".encode()).digest()
    uniforme = (int.from_bytes(empreinte[:7], "big") + 1) / (2**56 + 1)
    return -math.log(uniforme) / float(candidat.poids)
