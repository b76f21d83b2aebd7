"""The rolling back-test: at each past day, forecast with what was known, then look at what came."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from inscriptions.prevision.attente import HORIZON, JAMAIS, SEMAINE, Attentes, Axes, Groupes, Reels, Reglages
from inscriptions.prevision.etalonnage import PARTS, Erreurs, corriger, reunir
from inscriptions.prevision.hasard import APPUI, Table, bassins_fournis, estimer, quantiles
from inscriptions.prevision.reperes import Repere, ecoules, poser

# Weeks between two past forecasts, and how many are remembered to learn from.
PAS = 4
MEMOIRE = 20
DEMI_VIE_DES_ERREURS = 26.0
PREMIER_RECUL = 4
AMORCE = 28
# How strongly the share missed so far pulls the next bounds (adaptive conformal inference), and how far.
GAIN = 0.4
DETTE_MAX = 0.7
EXTREMES = 0.3, 4.0


@dataclass(frozen=True, slots=True)
class Annonce:
    """What would have been told on one day: bounds by part, plain then corrected, and to whom they are shown."""

    brutes: dict[float, Reels]
    corrigees: dict[float, Reels]
    montrees: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Essai:
    """One past day: who waited and what came, what was announced, and what a naive reading would have said."""

    repere: Repere
    annonce: Annonce
    naives: dict[float, Reels]


class Retro:
    """Forecasts of the past, each made once."""

    def __init__(self, attentes: Attentes, groupes: Groupes, axes: Axes, reglages: Reglages) -> None:
        self.attentes, self.groupes, self.axes, self.reglages = attentes, groupes, axes, reglages
        # The first forecast rests on half a year at least.
        debut = int(attentes.entree.min()) if len(attentes) else JAMAIS
        self.premier = (debut // SEMAINE // PAS + AMORCE // PAS) * PAS * SEMAINE
        self.table: Callable[[int], Table] = lru_cache(maxsize=None)(self._table)
        self.etalonner: Callable[[int], dict[float, Reels]] = lru_cache(maxsize=None)(self._etalonner)
        self.annoncer: Callable[[int], Annonce] = lru_cache(maxsize=None)(self._annoncer)

    def _table(self, jour: int) -> Table:
        return estimer(self.attentes, self.groupes, self.axes, self.reglages, au=jour)

    def _annoncer(self, jour: int) -> Annonce:
        """The forecasts of one day, from what was known that day."""
        repere = poser(self.attentes, self.axes, jour=jour, vu_au=jour)
        return annoncer(self.table(jour), repere, self.etalonner(jour), self._assez(jour))

    def _assez(self, jour: int) -> NDArray[np.bool_]:
        return bassins_fournis(self.attentes, self.groupes, self.axes, self.reglages, au=jour)

    def _etalonner(self, au: int) -> dict[float, Reels]:
        """The correction of each bound by region, from past forecasts judged by what is known on the day `au`."""
        lots: dict[float, list[Erreurs]] = {part: [] for part in PARTS}
        dettes = {part: np.zeros(self.axes.regions) for part in PARTS}
        jours = self._jours_passes(au)
        for rang, jour in enumerate(jours, 1 - len(jours)):
            poids = 0.5 ** ((au - jour) / SEMAINE / DEMI_VIE_DES_ERREURS)
            repere, annonce = poser(self.attentes, self.axes, jour=jour, vu_au=au), self.annoncer(jour)
            for part in PARTS:
                if rang > -MEMOIRE:
                    lots[part].append(self.juger(repere, annonce.brutes[part], poids))
                dettes[part] += self._devoir(repere, annonce, part=part, vu_au=au)
        corrections = {part: corriger(reunir(lots[part]), part, self.axes.regions) for part in PARTS}
        return {
            part: np.clip(corrections[part] * np.exp(np.clip(GAIN * dettes[part], -DETTE_MAX, DETTE_MAX)), *EXTREMES)
            for part in PARTS
        }

    def _jours_passes(self, au: int) -> list[int]:
        """Past days on one calendar, which two editions share; the oldest first, each leaning on those before it."""
        dernier = (au // SEMAINE // PAS * PAS - PREMIER_RECUL) * SEMAINE
        return list(range(self.premier, dernier + 1, PAS * SEMAINE))

    def juger(self, repere: Repere, bornes: Reels, poids: float = 1.0) -> Erreurs:
        """What came, measured by the bound."""
        rapport = np.where(np.isfinite(bornes), repere.reste / np.where(np.isfinite(bornes), bornes, 1), 0.0)
        region = repere.bassin // self.axes.formules
        commence = repere.commence & np.isfinite(bornes)
        return Erreurs(region, rapport, commence, np.full(len(region), poids))

    def _devoir(self, repere: Repere, annonce: Annonce, *, part: float, vu_au: int) -> Reels:
        """By region, the share of bounds missed beyond the share allowed, among those whose day has come."""
        bornes, region = annonce.corrigees[part], repere.bassin // self.axes.formules
        jugeables = annonce.montrees & (bornes <= vu_au - repere.jour) & (repere.commence | (repere.reste >= bornes))
        manque = ~(repere.commence & (repere.reste <= bornes))
        ecarts = np.bincount(region[jugeables], manque[jugeables] - (1 - part), self.axes.regions)
        return ecarts / (np.bincount(region, minlength=self.axes.regions) + APPUI)

    def essais(self, *, du: int, jusqu_a: int, au: int) -> Iterator[Essai]:
        """Every past forecast between two days, both included, followed up to `au`."""
        for jour in range(du, jusqu_a + 1, PAS * SEMAINE):
            repere = poser(self.attentes, self.axes, jour=jour, vu_au=au)
            if len(repere.lignes):
                yield Essai(repere, self.annoncer(jour), self._naives(repere))

    def _naives(self, repere: Repere) -> dict[float, Reels]:
        """What is often told: the quantile of the waits ended during the last year, less what was waited already."""
        a, jour = self.attentes, repere.jour
        finis = np.flatnonzero(a.commence & (a.fin <= jour) & (a.fin > jour - 52 * SEMAINE))
        durees = ecoules(a, a.origine[finis], a.fin[finis], finis)
        deja = ecoules(a, a.origine[repere.lignes], np.full(len(repere.lignes), jour), repere.lignes)
        bassins = self.axes.bassin(a.region[finis], a.formule[finis])
        bornes = {part: np.full(self.axes.bassins, np.nan) for part in PARTS}
        for bassin in np.unique(bassins):
            for part in PARTS:
                bornes[part][bassin] = np.quantile(durees[bassins == bassin], part)
        return {part: np.maximum(np.nan_to_num(bornes[part][repere.bassin], nan=1.0) - deja, 1.0) for part in PARTS}


def annoncer(table: Table, repere: Repere, corrections: dict[float, Reels], fournis: NDArray[np.bool_]) -> Annonce:
    """The bounds of those who wait, in business days, corrected by region; shown when enough was seen and they end."""
    survie = table.survie(repere.feuille, repere.bassin)
    region = repere.bassin // table.axes.formules
    brutes = {part: quantiles(survie, part) for part in PARTS}
    corrigees = {part: bornes * corrections[part][region] for part, bornes in brutes.items()}
    # The two corrections are measured apart: the bounds stay in order.
    corrigees[PARTS[1]] = np.maximum(corrigees[PARTS[0]], corrigees[PARTS[1]])
    return Annonce(brutes, corrigees, fournis[repere.bassin] & (corrigees[PARTS[1]] <= HORIZON * SEMAINE))
