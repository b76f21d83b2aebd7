"""The season of weekly counts, once two years allow it: ratio to the moving year, smoothed and held back to 1."""

from __future__ import annotations

from collections.abc import Sequence

AN = 52
ANS_MINIMUM = 2
VOISINES = 2
# Weeks of ordinary data each seasonal factor is weighed against.
RETENUE = 1.0


def facteurs_de_saison(total: Sequence[float], horizon: int) -> tuple[list[float], list[float]]:
    """One factor per past week and per week to come; all 1 when the history is too short to know."""
    if len(total) < ANS_MINIMUM * AN:
        return [1.0] * len(total), [1.0] * horizon
    par_semaine = _annee(total)
    return (
        [par_semaine[rang % AN] for rang in range(len(total))],
        [par_semaine[rang % AN] for rang in range(len(total), len(total) + horizon)],
    )


def _annee(total: Sequence[float]) -> list[float]:
    rapports: list[list[float]] = [[] for _ in range(AN)]
    demi = AN // 2
    for rang in range(demi, len(total) - demi):
        fenetre = total[rang - demi : rang + demi]
        centre = sum(fenetre) / AN
        if centre > 0:
            rapports[rang % AN].append(total[rang] / centre)
    lisses = [_lisser(rapports, semaine) for semaine in range(AN)]
    moyenne = sum(lisses) / AN
    return [facteur / moyenne for facteur in lisses]


def _lisser(rapports: Sequence[Sequence[float]], semaine: int) -> float:
    """The mean of a week and its neighbours over the years, with some weeks of 1 added."""
    voisins = [r for ecart in range(-VOISINES, VOISINES + 1) for r in rapports[(semaine + ecart) % AN]]
    return (sum(voisins) + RETENUE) / (len(voisins) + RETENUE)
