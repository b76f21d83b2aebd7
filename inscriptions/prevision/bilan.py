"""The back-test as people read it: coverage by region and by past day, beside plain and naive bounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from inscriptions.prevision.attente import SEMAINE, Entiers, Reels
from inscriptions.prevision.etalonnage import PARTS, couverture, reunir
from inscriptions.prevision.retro import PAS, Essai, Retro

# Weeks a past forecast is followed before it is judged, and weeks of past forecasts judged.
RECUL_MINIMUM = 8
RECUL = 104


@dataclass(frozen=True, slots=True)
class Bilan:
    """One line per region, one per past day."""

    regions: list[dict[str, Any]]
    jours: list[dict[str, Any]]


def dresser(retro: Retro, *, au: int) -> Bilan:
    """Judge the forecasts of the past two years, made each with what was known then."""
    dernier = (au // SEMAINE // PAS - RECUL_MINIMUM // PAS) * PAS * SEMAINE
    premier = max(retro.premier, dernier - RECUL * SEMAINE)
    essais = [e for e in retro.essais(du=premier, au=au, jusqu_a=dernier) if _est_jugeable(e, au)]
    return Bilan(_par_region(retro, essais, au), [_par_jour(retro, essai, au) for essai in essais])


def _est_jugeable(essai: Essai, au: int) -> bool:
    """Something was shown, and half of those bounds at least lie in the past."""
    bornes = essai.annonce.corrigees[PARTS[1]][essai.annonce.montrees]
    return bool(len(bornes)) and float(np.median(bornes)) <= au - essai.repere.jour


def _par_region(retro: Retro, essais: list[Essai], au: int) -> list[dict[str, Any]]:
    regions = retro.axes.regions
    lectures: dict[str, Callable[[Essai], Reels]] = {
        "p80": lambda essai: essai.annonce.corrigees[PARTS[1]],
        "p50": lambda essai: essai.annonce.corrigees[PARTS[0]],
        "brute": lambda essai: essai.annonce.brutes[PARTS[1]],
        "naive": lambda essai: essai.naives[PARTS[1]],
    }
    parts = {nom: _couvertures(retro, essais, lire) for nom, lire in lectures.items()}
    personnes, departs = _compter(retro, essais)
    return [
        {"departs": int(departs[r]), "personnes": int(personnes[r])} | {nom: _lisible(p[r]) for nom, p in parts.items()}
        for r in range(regions)
    ]


def _compter(retro: Retro, essais: list[Essai]) -> tuple[Entiers, Entiers]:
    """By region: persons to whom something would have been shown, and those of them who started."""
    regions, de = retro.axes.regions, retro.attentes.region
    if not essais:
        return np.zeros(regions, dtype=np.int64), np.zeros(regions, dtype=np.int64)
    vues = np.unique(np.concatenate([e.repere.lignes[e.annonce.montrees] for e in essais]))
    parties = np.unique(np.concatenate([e.repere.lignes[e.annonce.montrees & e.repere.commence] for e in essais]))
    return np.bincount(de[vues], minlength=regions), np.bincount(de[parties], minlength=regions)


def _par_jour(retro: Retro, essai: Essai, au: int) -> dict[str, Any]:
    """Every region together, one past day."""
    bornes = {"p80": essai.annonce.corrigees[PARTS[1]], "naive": essai.naives[PARTS[1]]}
    lots = {nom: retro.juger(essai.repere, b).parmi(essai.annonce.montrees) for nom, b in bornes.items()}
    parts = {nom: _lisible(couverture(lot.ensemble(), 1)[0]) for nom, lot in lots.items()}
    return {"semaines": (au - essai.repere.jour) // SEMAINE, "personnes": int(essai.annonce.montrees.sum())} | parts


def _couvertures(retro: Retro, essais: list[Essai], lire: Callable[[Essai], Reels]) -> Reels:
    lots = [retro.juger(essai.repere, lire(essai)).parmi(essai.annonce.montrees) for essai in essais]
    return couverture(reunir(lots), retro.axes.regions)


def _lisible(part: float) -> float | None:
    return None if np.isnan(part) else round(float(part), 4)
