"""Histories of arrivals made by a known law: drifting level, uneven cells, noise, a season or none."""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from inscriptions.prevision.demande import Cle

REGIONS = {"06": 0.5, "13": 0.15, "16": 0.15, "03": 0.1, "05": 0.07, "10": 0.03}
NIVEAUX = (0.22, 0.2, 0.17, 0.13, 0.1, 0.08, 0.06, 0.04)
PROFILS = {("temps_complet", "jour"): 0.26, ("temps_partiel", "soir"): 0.5, ("temps_partiel", "fin_de_semaine"): 0.24}


@dataclass(frozen=True)
class Loi:
    """How a made-up history behaves."""

    par_semaine: float = 300
    derive: float = 0.02
    amplitude: float = 0.0
    bruit: float = 0.05


def tirer_histoire(graine: int, semaines: int, loi: Loi) -> dict[Cle, list[int]]:
    """So many weekly counts per cell, always the same for one seed."""
    hasard = Random(graine)
    parts = {
        (region, niveau, *profil): pr * pn * pp * hasard.gammavariate(6, 1 / 6)
        for region, pr in REGIONS.items()
        for niveau, pn in enumerate(NIVEAUX, 1)
        for profil, pp in PROFILS.items()
    }
    histoire: dict[Cle, list[int]] = {cle: [] for cle in parts}
    niveau = 0.0
    for semaine in range(semaines):
        niveau += hasard.gauss(0, loi.derive)
        saison = 1 + loi.amplitude * math.sin(2 * math.pi * semaine / 52)
        secousse = hasard.gammavariate(1 / loi.bruit, loi.bruit)
        for cle, part in parts.items():
            histoire[cle].append(_poisson(hasard, loi.par_semaine * part * math.exp(niveau) * saison * secousse))
    return histoire


def _poisson(hasard: Random, moyenne: float) -> int:
    if moyenne > 50:
        return max(0, round(hasard.gauss(moyenne, moyenne**0.5)))
    seuil, produit, nombre = math.exp(-moyenne), hasard.random(), 0
    while produit > seuil:
        produit *= hasard.random()
        nombre += 1
    return nombre
