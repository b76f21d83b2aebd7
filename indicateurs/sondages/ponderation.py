"""Post-stratification: what a sample says of the whole population, and how sure it is.

mean = Σ W_h m_h, W_h = N_h / Σ N_h; variance = Σ W_h² (1 − n_h/N_h) s_h² / n_h; interval: ± 1,96 standard errors.
Holt and Smith, « Post Stratification », Journal of the Royal Statistical Society A, 142 (1), 1979; Cochran, Sampling
Techniques, 3rd ed., 1977, §5A.9. A stratum with too few answers is counted with the others like it (§5A.9).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

Z_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Strate:
    """A stratum: its population, how many answered, the sum of their values and of the squares."""

    population: int
    nb: int
    somme: float
    carres: float

    def __add__(self, autre: Strate) -> Strate:
        return Strate(
            self.population + autre.population,
            self.nb + autre.nb,
            self.somme + autre.somme,
            self.carres + autre.carres,
        )


@dataclass(frozen=True, slots=True)
class Estimation:
    """A weighted mean with its interval; `brute` is the plain mean of those who answered."""

    valeur: float
    bas: float
    haut: float
    brute: float
    nb: int


def regrouper(strates: Iterable[Strate], *, minimum: int) -> list[Strate]:
    """The strata that stand alone, and one made of those under the minimum; it joins the smallest while too small."""
    seules: list[Strate] = []
    autres = Strate(0, 0, 0, 0)
    for strate in strates:
        if strate.nb >= minimum:
            seules.append(strate)
        else:
            autres += strate
    if not (autres.population or autres.nb):
        return seules
    if autres.nb >= minimum or not seules:
        return [*seules, autres]
    petite = min(range(len(seules)), key=lambda rang: (seules[rang].nb, seules[rang].population))
    return [*seules[:petite], seules[petite] + autres, *seules[petite + 1 :]]


def estimer(strates: Iterable[Strate], *, minimum: int, bornes: tuple[float, float] | None = None) -> Estimation | None:
    """The weighted mean; None under the minimum of answers. `bornes` keep the interval of a share between 0 and 1."""
    groupes = [g for g in regrouper(strates, minimum=minimum) if g.nb]
    nb, total = sum(g.nb for g in groupes), sum(max(g.population, g.nb) for g in groupes)
    if nb < minimum or not total:
        return None
    valeur = variance = 0.0
    for groupe in groupes:
        population = max(groupe.population, groupe.nb)
        poids, moyenne = population / total, groupe.somme / groupe.nb
        valeur += poids * moyenne
        if groupe.nb > 1:
            ecarts = max(0.0, groupe.carres - groupe.nb * moyenne**2) / (groupe.nb - 1)
            variance += poids**2 * (1 - groupe.nb / population) * ecarts / groupe.nb
    marge = Z_95 * math.sqrt(variance)
    bas, haut = valeur - marge, valeur + marge
    if bornes:
        bas, haut = max(bornes[0], bas), min(bornes[1], haut)
    return Estimation(valeur, bas, haut, sum(g.somme for g in groupes) / nb, nb)
