"""Sharing an amount to the cent. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

CENT = Decimal("0.01")


def repartir(total: Decimal, poids: Sequence[Decimal]) -> list[Decimal]:
    """The total cut in proportion to the weights, in cents; the parts sum to it exactly.

    Cents left over go to the largest remainders, the first of equal ones.
    """
    somme = sum(poids, Decimal(0))
    exactes = [total * part / somme for part in poids]
    parts = [exacte.quantize(CENT, ROUND_FLOOR) for exacte in exactes]
    restent = int((total - sum(parts, Decimal(0))) / CENT)
    ordre = sorted(range(len(parts)), key=lambda rang: (parts[rang] - exactes[rang], rang))
    for rang in ordre[:restent]:
        parts[rang] += CENT
    return parts
