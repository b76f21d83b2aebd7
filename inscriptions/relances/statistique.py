"""How many people it takes, and what the answer is worth: two proportions, Wilson and Newcombe intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Intervalle:
    """A figure and its bounds."""

    valeur: float
    bas: float
    haut: float

    @property
    def contient_zero(self) -> bool:
        """True when the sign is not known."""
        return self.bas <= 0 <= self.haut


@dataclass(frozen=True, slots=True)
class Comparaison:
    """One stratum: people of each group, and those who came back."""

    contactees: int
    revenues: int
    temoins: int
    temoins_revenus: int

    @property
    def poids(self) -> float:
        """Mantel–Haenszel: what the stratum weighs in the whole; zero when one group is empty."""
        total = self.contactees + self.temoins
        return self.contactees * self.temoins / total if total else 0.0


def taille_par_groupe(*, taux: float, effet: float, puissance: float, seuil: float = 0.05) -> int:
    """People needed in each group to see `taux + effet` against `taux`, both sides, with this power."""
    if not (0 < taux < taux + effet < 1 and 0 < puissance < 1 and 0 < seuil < 1):
        raise ValueError("Les taux et la puissance sont entre 0 et 1.")
    autre, moyen = taux + effet, taux + effet / 2
    z_seuil, z_puissance = (NormalDist().inv_cdf(p) for p in (1 - seuil / 2, puissance))
    sans_effet = z_seuil * sqrt(2 * moyen * (1 - moyen))
    avec_effet = z_puissance * sqrt(taux * (1 - taux) + autre * (1 - autre))
    return ceil((sans_effet + avec_effet) ** 2 / effet**2)


def wilson(succes: int, total: int, *, seuil: float = 0.05) -> Intervalle:
    """A proportion and its score interval; nothing known when nobody was counted."""
    if not total:
        return Intervalle(0.0, 0.0, 1.0)
    z, part = NormalDist().inv_cdf(1 - seuil / 2), succes / total
    centre = part + z * z / (2 * total)
    ecart = z * sqrt(part * (1 - part) / total + z * z / (4 * total * total))
    diviseur = 1 + z * z / total
    return Intervalle(part, max(0.0, (centre - ecart) / diviseur), min(1.0, (centre + ecart) / diviseur))


def difference(strates: Sequence[Comparaison], *, seuil: float = 0.05) -> Intervalle:
    """Contacted less control, the strata brought together by their weights.

    One stratum alone gives Newcombe's interval (method 10: square and add the two Wilson intervals).
    """
    total = sum(strate.poids for strate in strates)
    if not total:
        return Intervalle(0.0, -1.0, 1.0)
    valeur = bas = haut = 0.0
    for strate in strates:
        part = strate.poids / total
        ici = wilson(strate.revenues, strate.contactees, seuil=seuil)
        sans = wilson(strate.temoins_revenus, strate.temoins, seuil=seuil)
        valeur += part * (ici.valeur - sans.valeur)
        bas += part**2 * ((ici.valeur - ici.bas) ** 2 + (sans.haut - sans.valeur) ** 2)
        haut += part**2 * ((ici.haut - ici.valeur) ** 2 + (sans.valeur - sans.bas) ** 2)
    return Intervalle(valeur, valeur - sqrt(bas), valeur + sqrt(haut))
