"""Figures published together: a total never tells more about its parts than their own rounding does.

Rounding draws each cell apart, so by bad luck a total may lie so far from its parts that it pins them (four parts
published 0 under a total of 20 are 4, 4, 4 and 4). Such a total is replaced by the sum of its published parts, which
tells nothing new; when two sums disagree, it is withheld.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

# A total, and the parts that make it.
Somme = tuple[str, Sequence[str]]


def controler(comptes: Mapping[str, int], sommes: Iterable[Somme], *, base: int) -> dict[str, int | None]:
    """The same counts, totals mended; None where one is withheld. Sums come from the finest to the widest."""
    surs: dict[str, int | None] = dict(comptes)
    partages: dict[str, list[list[str]]] = {}
    for total, parties in sommes:
        connues = [partie for partie in parties if surs.get(partie) is not None]
        if total in surs and len(connues) == len(list(parties)):
            partages.setdefault(total, []).append(connues)
    for total, groupes in partages.items():
        connus = [[n for cle in groupe if (n := surs[cle]) is not None] for groupe in groupes]
        essais = [comptes[total], *(sum(groupe) for groupe in connus)]
        surs[total] = next((v for v in essais if all(est_muet(v, groupe, base=base) for groupe in connus)), None)
    return surs


def est_muet(total: int, parties: Sequence[int], *, base: int) -> bool:
    """True when every part, and the total, may still be `base` different numbers."""
    if total == sum(parties):
        return True
    ecart = base - 1
    bas, haut = [max(0, n - ecart) for n in parties], [n + ecart for n in parties]
    total_bas, total_haut = max(0, total - ecart), total + ecart
    if min(total_haut, sum(haut)) - max(total_bas, sum(bas)) < ecart:
        return False
    return all(
        min(haut[i], total_haut - (sum(bas) - bas[i])) - max(bas[i], total_bas - (sum(haut) - haut[i])) >= ecart
        for i in range(len(parties))
    )
