"""The rate of starts by cell and weeks ahead, thin cells held to wider ones; the curve and the bounds it gives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inscriptions.prevision.attente import (
    ANCIENNETES,
    BANDES,
    HORIZON,
    SEMAINE,
    Attentes,
    Axes,
    Entiers,
    Groupes,
    Reels,
    Reglages,
    semaines,
)
from inscriptions.prevision.reperes import Repere, capacite_relative, poser

BANDE_DE = np.searchsorted(BANDES, np.arange(HORIZON), side="right") - 1
# Nothing is surer than this within a week.
TAUX_MAX = 6.0
# Persons added to both queues before they are compared.
APPUI = 20.0


@dataclass(frozen=True, slots=True)
class Table:
    """Rates per leaf and band of weeks, to be multiplied by the capacity of the pool and divided by the queue ahead."""

    axes: Axes
    taux: Reels
    capacite: Reels
    # Persons who waited as long or longer, by pool and seniority: on the day, and usually.
    devant: Reels
    habituel: Reels

    def survie(self, feuilles: Entiers, bassins: Entiers) -> Reels:
        """The part still waiting at the end of each week ahead, by given leaf and pool."""
        rang = feuilles // self.axes.niveaux % len(ANCIENNETES)
        charge = (self.habituel[bassins, rang] + APPUI) / (self.devant[bassins, rang] + APPUI)
        parts = self.taux[feuilles][:, BANDE_DE] * self.capacite[bassins] * charge[:, None]
        return np.exp(-np.cumsum(np.minimum(parts, TAUX_MAX), axis=1))


def estimer(
    attentes: Attentes, groupes: Groupes, axes: Axes, reglages: Reglages, *, au: int, habituel: Reels | None = None
) -> Table:
    """Everything seen up to the day `au`, the recent past counting more; `habituel`: the usual queue, when known."""
    forme = (int(np.prod(axes.forme)), len(BANDES))
    departs, risque = np.zeros(forme), np.zeros(forme)
    file, total = np.zeros((axes.bassins, len(ANCIENNETES))), 0.0
    for recul in range(reglages.pas, reglages.recul + 1, reglages.pas):
        jour = au - recul * SEMAINE
        repere = poser(attentes, axes, jour=jour, vu_au=au)
        if len(repere.lignes):
            poids = 0.5 ** (recul / reglages.demi_vie)
            d, n = _compter(repere, capacite_relative(groupes, axes, jour=jour), forme[0], suivi=recul)
            departs += poids * d
            risque += poids * n
            file += poids * compter_devant(repere, axes)
            total += poids
    return Table(
        axes,
        retrecir(departs, risque, axes, reglages.force),
        capacite_relative(groupes, axes, jour=au),
        compter_devant(poser(attentes, axes, jour=au, vu_au=au), axes),
        file / max(total, 1e-9) if habituel is None else habituel,
    )


def compter_departs(attentes: Attentes, axes: Axes, reglages: Reglages, *, au: int) -> Entiers:
    """Starts seen in each pool during the time the rates are read from."""
    vus = attentes.commence & (attentes.fin <= au) & (attentes.fin > au - reglages.recul * SEMAINE)
    return np.bincount(axes.bassin(attentes.region[vus], attentes.formule[vus]), minlength=axes.bassins)


def compter_groupes(groupes: Groupes, axes: Axes, reglages: Reglages, *, au: int) -> Entiers:
    """Groups begun in each pool during that time: starts come by whole groups, many persons may be one event."""
    vus = (groupes.debut <= au) & (groupes.debut > au - reglages.recul * SEMAINE) & (groupes.retrait > groupes.debut)
    return np.bincount(axes.bassin(groupes.region[vus], groupes.formule[vus]), minlength=axes.bassins)


def bassins_fournis(
    attentes: Attentes, groupes: Groupes, axes: Axes, reglages: Reglages, *, au: int
) -> NDArray[np.bool_]:
    """The pools where enough was seen for a forecast to be shown."""
    departs = compter_departs(attentes, axes, reglages, au=au)
    return (departs >= reglages.departs) & (compter_groupes(groupes, axes, reglages, au=au) >= reglages.groupes)


def compter_devant(repere: Repere, axes: Axes) -> Reels:
    """Persons who wait as long or longer, by pool and seniority."""
    rangs = len(ANCIENNETES)
    comptes = np.bincount(repere.feuille // axes.niveaux, minlength=axes.bassins * rangs).reshape(-1, rangs)
    return comptes[:, ::-1].cumsum(axis=1)[:, ::-1].astype(float)


def _compter(repere: Repere, capacite: Reels, feuilles: int, *, suivi: int) -> tuple[Reels, Reels]:
    """By leaf and band: starts, and weeks at risk weighed by the capacity offered."""
    suivi = min(suivi, HORIZON)
    semaine = semaines(repere.reste)
    cases = repere.feuille * (HORIZON + 1) + semaine
    taille = feuilles * (HORIZON + 1)
    finies = np.bincount(cases, minlength=taille).reshape(feuilles, HORIZON + 1)
    parties = np.bincount(cases[repere.commence], minlength=taille).reshape(feuilles, HORIZON + 1)
    # Someone who leaves within a week was at risk during half of it; someone who starts, all of it.
    presentes = finies[:, ::-1].cumsum(axis=1)[:, ::-1] - 0.5 * (finies - parties)
    presentes = presentes[:, :suivi] * _par_feuille(capacite, feuilles)[:, :suivi]
    bandes = BANDE_DE[:suivi]
    return _par_bande(parties[:, :suivi], bandes), _par_bande(presentes, bandes)


def _par_feuille(capacite: Reels, feuilles: int) -> Reels:
    return np.repeat(capacite, feuilles // len(capacite), axis=0)


def _par_bande(valeurs: Reels | Entiers, bandes: Entiers) -> Reels:
    sommes = np.zeros((len(valeurs), len(BANDES)))
    for bande in np.unique(bandes):
        sommes[:, bande] = valeurs[:, bandes == bande].sum(axis=1)
    return sommes


def retrecir(departs: Reels, risque: Reels, axes: Axes, force: float) -> Reels:
    """Rate of each leaf, from the widest cell to the thinnest: (starts + force × wider rate) / (risk + force).

    Formula, then seniority, region, level. Someone who waits adds risk and no start, at every width: no rate rises.
    """
    forme = (*axes.forme, departs.shape[1])
    d, n = departs.reshape(forme), risque.reshape(forme)
    taux = np.full((1, 1, 1, 1, forme[4]), d.sum() / max(n.sum(), 1.0))
    for autres in ((0, 2, 3), (0, 3), (3,), ()):
        sommes_d, sommes_n = d.sum(axis=autres, keepdims=True), n.sum(axis=autres, keepdims=True)
        taux = (sommes_d + force * taux) / (sommes_n + force)
    return np.broadcast_to(taux, forme).reshape(departs.shape)


def quantiles(survie: Reels, part: float) -> Reels:
    """Business days within which this part has started, for each curve; infinite beyond the horizon."""
    atteint = survie <= 1 - part
    premiere = np.argmax(atteint, axis=1)
    rangs = np.arange(len(survie))
    apres = survie[rangs, premiere]
    avant = np.where(premiere > 0, survie[rangs, np.maximum(premiere - 1, 0)], 1.0)
    # Within a week the rate is constant.
    with np.errstate(divide="ignore", invalid="ignore"):
        fraction = np.log(avant / (1 - part)) / np.log(avant / apres)
    jours = (premiere + np.clip(np.nan_to_num(fraction, nan=1.0), 0, 1)) * SEMAINE
    return np.where(atteint.any(axis=1), jours, np.inf)
