"""Histories of waits in a small province whose arrivals and capacity drift, each one another draw of the same law.

Every business week: people arrive, groups are announced some weeks ahead, seats go to those who waited longest,
some decline, leave, or never come. Most groups begin with a term, the others in between.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

import numpy as np

from inscriptions.prevision.attente import JAMAIS, SEMAINE, Attentes, Axes, Groupes

REGIONS = (0.42, 0.2, 0.14, 0.1, 0.08, 0.05, 0.01)
NIVEAUX = (0.3, 0.25, 0.2, 0.15, 0.1)
FORMULES = (0.3, 0.7)
AXES = Axes(len(REGIONS), len(FORMULES), len(NIVEAUX))
TERME = 13
TAILLE = 16
# Share of those who wait that gives up each week.
RENONCEMENT = 0.012
# Under this share of the province, classes take two levels.
DEUX_NIVEAUX = 0.12


@dataclass(frozen=True)
class Derive:
    """How a province moves: weekly drift of demand and capacity, a jump of demand, a cut of capacity."""

    demande: float = 0.02
    capacite: float = 0.02
    saut: float = 1.0
    coupure: float = 1.0
    tension: float = 1.0
    par_semaine: float = 110.0


@dataclass(frozen=True)
class Histoire:
    """What a draw leaves: waits and groups, followed up to `fin`."""

    attentes: Attentes
    groupes: Groupes
    fin: int


def simuler(graine: int, *, semaines: int = 150, derive: Derive = Derive()) -> Histoire:
    """One province, always the same for one seed."""
    return _Province(graine, semaines, derive).raconter()


class _Province:
    def __init__(self, graine: int, semaines: int, derive: Derive) -> None:
        self.hasard, self.semaines, self.derive = Random(graine), semaines, derive
        self.personnes: list[list[int]] = []  # region, formula, level, origin, entry, exit, end, started
        self.suspensions: list[tuple[int, int, int]] = []
        self.groupes: list[list[int]] = []  # region, formula, announced, withdrawn, start, seats, level
        self.places: list[tuple[int, int, int]] = []
        self.listes: dict[tuple[int, int, int], list[int]] = {}
        self.demande, self.capacite = [0.0] * len(REGIONS), [0.0] * len(REGIONS)
        self.arrives: dict[tuple[int, int], float] = {}

    def raconter(self) -> Histoire:
        for semaine in range(self.semaines):
            self._deriver(semaine)
            self._arriver(semaine)
            self._annoncer(semaine)
            self._offrir(semaine)
            self._partir(semaine)
        fin = self.semaines * SEMAINE
        p, g = np.array(self.personnes), np.array(self.groupes)
        attentes = Attentes(*p[:, :7].T, p[:, 7].astype(bool), _tableau(self.suspensions))
        return Histoire(attentes, Groupes(*g[:, :6].T, _tableau(self.places)), fin)

    def _deriver(self, semaine: int) -> None:
        commun = self.hasard.gauss(0, self.derive.demande), self.hasard.gauss(0, self.derive.capacite)
        for region in range(len(REGIONS)):
            self.demande[region] += commun[0] + self.hasard.gauss(0, self.derive.demande / 2)
            self.capacite[region] += commun[1] + self.hasard.gauss(0, self.derive.capacite / 2)
            # What is far from balance comes back: budgets follow demand, people follow places.
            self.capacite[region] += 0.05 * (self.demande[region] - self.capacite[region])

    def _arriver(self, semaine: int) -> None:
        saut = self.derive.saut if semaine > self.semaines * 0.6 else 1.0
        secousse = self.hasard.gammavariate(12, 1 / 12)
        for region, pr in enumerate(REGIONS):
            for formule, pf in enumerate(FORMULES):
                for niveau, pn in enumerate(NIVEAUX):
                    moyenne = self.derive.par_semaine * pr * pf * pn * math.exp(self.demande[region]) * saut * secousse
                    for _ in range(_poisson(self.hasard, moyenne)):
                        self._inscrire(semaine, region, formule, niveau)

    def _inscrire(self, semaine: int, region: int, formule: int, niveau: int) -> None:
        entree = semaine * SEMAINE + self.hasard.randrange(SEMAINE)
        origine = entree - self.hasard.randrange(3, 20)
        self.personnes.append([region, formule, niveau, origine, entree, JAMAIS, JAMAIS, 0])
        self.listes.setdefault((region, formule, niveau), []).append(len(self.personnes) - 1)

    def _annoncer(self, semaine: int) -> None:
        """Groups of the weeks to come: a burst for the next term, a few in between."""
        coupure = self.derive.coupure if semaine > self.semaines * 0.7 else 1.0
        for region, pr in enumerate(REGIONS):
            for formule, pf in enumerate(FORMULES):
                base = self.derive.par_semaine * pr * pf * self.derive.tension * math.exp(self.capacite[region])
                parts = [(0.25, semaine + self.hasard.randrange(3, 7))]
                avance = -semaine % TERME
                if 4 <= avance < 8:
                    parts.append((0.75 * TERME / 4, semaine + avance))
                for part, debut in parts:
                    for _ in range(_poisson(self.hasard, base * part * coupure / TAILLE)):
                        self._ouvrir(semaine, debut, region, formule)

    def _ouvrir(self, semaine: int, debut: int, region: int, formule: int) -> None:
        # Partners open where the list is long.
        longueurs = [(len(self.listes.get((region, formule, n), ())) + 1) ** 2 for n in range(len(NIVEAUX))]
        niveau = self.hasard.choices(range(len(NIVEAUX)), longueurs)[0]
        jour = semaine * SEMAINE + self.hasard.randrange(SEMAINE)
        retrait = debut * SEMAINE - 8 if self.hasard.random() < 0.04 else JAMAIS
        self.groupes.append([region, formule, jour, retrait, debut * SEMAINE, self.hasard.randrange(12, 20), niveau])

    def _offrir(self, semaine: int) -> None:
        """Seats of announced groups, to those who waited longest; an answer takes some days."""
        jour = semaine * SEMAINE + SEMAINE - 1
        prises = [0] * len(self.groupes)
        for groupe, _du, _au in self.places:
            prises[groupe] += 1
        for numero, (region, formule, annonce, retrait, debut, capacite, niveau) in enumerate(self.groupes):
            if not (annonce <= jour < debut - 3 and jour < retrait):
                continue
            for personne in self._liste(region, formule, niveau):
                if prises[numero] >= capacite:
                    break
                # Times, mode and distance suit some only.
                if self.hasard.random() < 0.55 and self._proposer(personne, numero, jour, debut, retrait):
                    prises[numero] += 1

    def _liste(self, region: int, formule: int, niveau: int) -> list[int]:
        """Who may enter, longest wait first; a small region's classes take two levels."""
        siens = self.listes.get((region, formule, niveau), [])
        voisins = self.listes.get((region, formule, niveau + 1), []) if REGIONS[region] < DEUX_NIVEAUX else []
        return sorted([*siens, *voisins], key=lambda personne: self.personnes[personne][3])

    def _proposer(self, personne: int, groupe: int, jour: int, debut: int, retrait: int) -> bool:
        reponse = min(jour + self.hasard.randrange(1, 6), debut - 1)
        self.suspensions.append((personne, jour, reponse))
        if self.hasard.random() > 0.86:
            return False
        ligne = self.personnes[personne]
        commence = retrait >= debut and self.hasard.random() < 0.95
        ligne[5], ligne[6], ligne[7] = reponse, debut if commence else min(debut, retrait), int(commence)
        self.listes[ligne[0], ligne[1], ligne[2]].remove(personne)
        self.places.append((groupe, reponse, JAMAIS))
        return True

    def _partir(self, semaine: int) -> None:
        """Some give up."""
        for liste in self.listes.values():
            for personne in [p for p in liste if self.hasard.random() < RENONCEMENT]:
                liste.remove(personne)
                self.personnes[personne][5] = self.personnes[personne][6] = semaine * SEMAINE + SEMAINE - 1


def _tableau(lignes: list[tuple[int, int, int]]) -> np.ndarray:
    return np.array(lignes, dtype=np.int64).reshape(-1, 3)


def _poisson(hasard: Random, moyenne: float) -> int:
    seuil, produit, nombre = math.exp(-moyenne), hasard.random(), 0
    while produit > seuil:
        produit *= hasard.random()
        nombre += 1
    return nombre
