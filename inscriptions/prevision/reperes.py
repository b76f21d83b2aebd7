"""Waits seen from landmarks: who waited that day, and how much longer (van Houwelingen 2007)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inscriptions.prevision.attente import (
    HORIZON,
    JAMAIS,
    Attentes,
    Axes,
    Entiers,
    Groupes,
    Reels,
    anciennete,
    semaines,
)

PLANCHER = 0.05
AN = 52
JOURS_PAR_AN = 260


@dataclass(frozen=True, slots=True)
class Repere:
    """Those who waited on a day: their rows, cells, and the business days to their start or to where we stop seeing."""

    jour: int
    lignes: Entiers
    feuille: Entiers
    bassin: Entiers
    reste: Entiers
    commence: NDArray[np.bool_]


def ecoules(attentes: Attentes, du: Entiers | int, au: Entiers | int, lignes: Entiers) -> Entiers:
    """Business days between two days that count against us: those when we waited for the person are taken out."""
    du, au = np.broadcast_arrays(du, au)
    total = (au - du).astype(np.int64)
    if len(attentes.suspensions):
        position = np.full(len(attentes), -1, dtype=np.int64)
        position[lignes] = np.arange(len(lignes))
        siennes = position[attentes.suspensions[:, 0]]
        vues = siennes >= 0
        rang, debut, fin = siennes[vues], attentes.suspensions[vues, 1], attentes.suspensions[vues, 2]
        communs = np.clip(np.minimum(fin, au[rang]) - np.maximum(debut, du[rang]), 0, None)
        np.subtract.at(total, rang, communs)
    return np.maximum(total, 0)


def poser(attentes: Attentes, axes: Axes, *, jour: int, vu_au: int) -> Repere:
    """Those on the list that day without an open offer, followed until `vu_au`."""
    attend = (attentes.entree <= jour) & (attentes.sortie > jour)
    if len(attentes.suspensions):
        ouvertes = (attentes.suspensions[:, 1] <= jour) & (attentes.suspensions[:, 2] > jour)
        attend[attentes.suspensions[ouvertes, 0]] = False
    lignes = np.flatnonzero(attend)
    commence = attentes.commence[lignes] & (attentes.fin[lignes] <= vu_au)
    fin = np.minimum(attentes.fin[lignes], vu_au)
    rang = anciennete(ecoules(attentes, attentes.origine[lignes], np.full(len(lignes), jour), lignes))
    region, formule = attentes.region[lignes], attentes.formule[lignes]
    return Repere(
        jour,
        lignes,
        axes.feuille(region, formule, rang, attentes.niveau[lignes]),
        axes.bassin(region, formule),
        ecoules(attentes, np.full(len(lignes), jour), fin, lignes),
        commence,
    )


def capacite_relative(groupes: Groupes, axes: Axes, *, jour: int) -> Reels:
    """By pool and week ahead: seats known that day over the usual ones, plus the usual share not announced yet.

    Only groups and seats are read: people who wait change nothing here.
    """
    bassin = axes.bassin(groupes.region, groupes.formule)
    usuelle = _places_par_semaine(groupes, bassin, axes, jour=jour)
    connus = (groupes.annonce <= jour) & (groupes.retrait > jour) & (groupes.debut > jour)
    prises = np.zeros(len(groupes.region), dtype=np.int64)
    if len(groupes.places):
        tenues = (groupes.places[:, 1] <= jour) & (groupes.places[:, 2] > jour)
        np.add.at(prises, groupes.places[tenues, 0], 1)
    libres = np.clip(groupes.capacite - prises, 0, None)
    annoncees = np.zeros((axes.bassins, HORIZON))
    semaine = semaines(groupes.debut - jour)
    proches = connus & (semaine < HORIZON)
    np.add.at(annoncees, (bassin[proches], semaine[proches]), libres[proches])
    inconnue = 1 - _part_annoncee(groupes, axes, jour=jour)
    relative = annoncees / np.where(usuelle > 0, usuelle, 1)[:, None] + np.repeat(
        inconnue[None, :, :], axes.regions, axis=0
    ).reshape(axes.bassins, HORIZON)
    return np.where(usuelle[:, None] > 0, np.maximum(relative, PLANCHER), 1.0)


def _places_par_semaine(groupes: Groupes, bassin: Entiers, axes: Axes, *, jour: int) -> Reels:
    """Seats of the groups begun during the last year, by week."""
    recents = _commences(groupes, jour=jour)
    return np.bincount(bassin[recents], groupes.capacite[recents], axes.bassins) / AN


def _part_annoncee(groupes: Groupes, axes: Axes, *, jour: int) -> Reels:
    """By formula and week ahead: the share of seats that is usually announced that early."""
    recents = _commences(groupes, jour=jour)
    parts = np.zeros((axes.formules, HORIZON))
    avance = semaines(np.maximum(groupes.debut - groupes.annonce, 1))
    for formule in range(axes.formules):
        siens = recents & (groupes.formule == formule)
        poids = np.bincount(avance[siens], groupes.capacite[siens], HORIZON + 1)
        if poids.sum():
            parts[formule] = (poids[::-1].cumsum()[::-1] / poids.sum())[:HORIZON]
    return parts


def _commences(groupes: Groupes, *, jour: int) -> NDArray[np.bool_]:
    debut = groupes.debut
    return (debut <= jour) & (debut > jour - JOURS_PAR_AN) & (groupes.retrait > debut) & (groupes.annonce < JAMAIS)
