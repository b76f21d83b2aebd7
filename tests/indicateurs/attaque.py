"""An attacker with every published table, the rule, and linear programming; the worlds it is set upon.

It knows the base, that two editions of a cell share their draw, and every fact that came between two editions; it
ignores the key. A cell is recovered when one whole number alone fits all that was published.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ortools.linear_solver import pywraplp

from guichet.mesure.arrondi import arrondir
from indicateurs.divulgation import controler
from indicateurs.divulgation.treillis import Cellule, sommes_de
from indicateurs.filtre import Filtre

BASE = 5
EPSILON = 1e-6
AXES = {"region": ("06", "03", "10", "11"), "niveau": (1, 2, 3), "sexe": ("F", "M")}
Case = tuple[str, int, str, int]
Publication = Callable[[Mapping[str, int], "Monde"], dict[str, int | None]]


@dataclass(frozen=True)
class Monde:
    """Persons by region, level, sex and month, what came late, and every cell a public filter reaches."""

    graine: int
    cases: dict[Case, int]
    tardifs: dict[Case, int]
    cellules: dict[str, Cellule]
    membres: dict[str, list[Case]]

    def comptes(self, *, tardifs: bool) -> dict[str, int]:
        """The exact count of each public cell, in the first or in the second edition."""
        return {
            cle: sum(self.cases[c] + (self.tardifs[c] if tardifs else 0) for c in membres)
            for cle, membres in self.membres.items()
        }


def peupler(graine: int, *, mois: int = 3) -> Monde:
    """A small province, mostly small cells; between two editions, up to four late facts."""
    hasard = random.Random(graine)
    debuts = list(itertools.accumulate(range(mois - 1), lambda d, _: _suivant(d), initial=date(2026, 1, 1)))
    cases = list(itertools.product(*AXES.values(), range(mois)))
    densite = hasard.choice((0.05, 0.2, 0.5, 1.5))
    poids = {code: hasard.choice((0.3, 1, 3)) for codes in AXES.values() for code in codes}
    compte = {c: min(9, int(hasard.expovariate(1) * densite * poids[c[0]] * poids[c[1]] * poids[c[2]])) for c in cases}
    tardifs = dict.fromkeys(cases, 0)
    for _ in range(hasard.randrange(5)):
        tardifs[hasard.choice(cases)] += 1
    cellules, membres = {}, {}
    periodes = [(d, _suivant(d), {m}) for m, d in enumerate(debuts)]
    periodes.append((debuts[0], _suivant(debuts[-1]), set(range(mois))))
    for du, fin, rangs in periodes:
        for choix in _choix():
            filtre = replace(Filtre(du, fin - timedelta(days=1)), **choix)
            cellule = Cellule(f"evenement{graine}", filtre)
            cellules[cellule.cle] = cellule
            membres[cellule.cle] = [
                c for c in cases if c[3] in rangs and all(choix.get(axe, c[i]) == c[i] for i, axe in enumerate(AXES))
            ]
    return Monde(graine, compte, tardifs, cellules, membres)


def piege() -> Monde:
    """One person in each of four regions, all of one level: four ones under a four."""
    monde = peupler(0)
    return replace(
        monde, cases={c: int(c[1:] == (1, "F", 0)) for c in monde.cases}, tardifs=dict.fromkeys(monde.cases, 0)
    )


def _choix() -> list[dict]:
    """Every filter of at most two axes."""
    seuls = [[{axe: code} for code in codes] for axe, codes in AXES.items()]
    paires = [a | b for un, deux in itertools.combinations(seuls, 2) for a in un for b in deux]
    return [{}, *itertools.chain(*seuls), *paires]


def _suivant(jour: date) -> date:
    return (jour + timedelta(days=31)).replace(day=1)


def arrondis(comptes: Mapping[str, int], monde: Monde) -> dict[str, int | None]:
    """What the portal publishes: each cell rounded by its key, then totals mended."""
    bruts = {cle: arrondir(n, cle, base=BASE) for cle, n in comptes.items()}
    return controler(bruts, sommes_de(monde.cellules.values()), base=BASE)


def malchance(comptes: Mapping[str, int], monde: Monde) -> dict[str, int | None]:
    """The draws an attacker hopes for, totals not mended: every part up, every total down."""
    parts = {cle for cle, cellule in monde.cellules.items() if len(cellule.filtre.choisis()) == 2}
    return {cle: n - n % BASE + (BASE if n % BASE and cle in parts else 0) for cle, n in comptes.items()}


def malchance_controlee(comptes: Mapping[str, int], monde: Monde) -> dict[str, int | None]:
    """The same draws, totals mended."""
    bruts = {cle: n for cle, n in malchance(comptes, monde).items() if n is not None}
    return controler(bruts, sommes_de(monde.cellules.values()), base=BASE)


def suppression_primaire(comptes: Mapping[str, int], monde: Monde) -> dict[str, int | None]:
    """What many tables do: exact figures, cells under five withheld, totals shown."""
    return {cle: None if 0 < n < BASE else n for cle, n in comptes.items()}


class Attaque:
    """What linear programming leaves possible for each cell of a world, from its published editions."""

    def __init__(self, monde: Monde, publier: Publication, *, exact: bool = False, editions: int = 2) -> None:
        self.monde, self.exact = monde, exact
        self.vrais = monde.comptes(tardifs=False)
        self.publies = [publier(monde.comptes(tardifs=bool(e)), monde) for e in range(editions)]

    def recuperees(self) -> list[str]:
        """The cells of one to four persons that a single whole number fits.

        A total that equals the sum of its parts may have been mended: believing it was not gives false answers. What
        the credulous attacker finds is asked again of one who takes nothing for granted; if it stands, it is certain.
        """
        if self._chercher(confiante=True) or not self._resoudre({}):
            return self._chercher(confiante=False)
        return []

    def _chercher(self, *, confiante: bool) -> list[str]:
        self._monter(confiante=confiante)
        if not self._resoudre({}):
            assert confiante, "the published figures fit no population"
            return []
        hasard = random.Random(self.monde.graine)
        for _ in range(6):
            self._resoudre({v: hasard.uniform(-1, 1) for v in self.cases.values()})
        suspects = [cle for cle, n in self.cibles.items() if 0 < n < BASE and not self._est_large(cle)]
        return [cle for cle in suspects if self._est_recuperee(cle)]

    def _est_recuperee(self, cle: str) -> bool:
        for sens in (1, -1):
            if self._est_large(cle):
                return False
            self._resoudre(dict.fromkeys(self._variables(cle), sens))
        bas, haut = self.etendues[cle]
        return math.ceil(bas - EPSILON) == math.floor(haut + EPSILON)

    def _est_large(self, cle: str) -> bool:
        bas, haut = self.etendues[cle]
        return math.floor(haut + EPSILON) - math.ceil(bas - EPSILON) >= 1

    def _monter(self, *, confiante: bool) -> None:
        self.solveur = pywraplp.Solver.CreateSolver("GLOP")
        infini = self.solveur.infinity()
        self.cases = {c: self.solveur.NumVar(0, infini, "") for c in self.monde.cases}
        fins = {f"case {c}": n for c, n in self.monde.cases.items()}
        self.membres = self.monde.membres | {f"case {c}": [c] for c in self.monde.cases}
        self.cibles = self.vrais | fins
        self.etendues = dict.fromkeys(self.cibles, (math.inf, -math.inf))
        sommes = sommes_de(self.monde.cellules.values())
        for cle, membres in self.monde.membres.items():
            tirage = self.solveur.NumVar(0, BASE - 1, "")
            for edition, publies in enumerate(self.publies):
                tard = sum(self.monde.tardifs[c] for c in membres) if edition else 0
                muet = not confiante and any(
                    t == cle and publies[cle] == sum(publies[p] or 0 for p in parties) for t, parties in sommes
                )
                self._contraindre(cle, publies[cle], tard, tirage, muet)

    def _contraindre(self, cle: str, publie: int | None, tard: int, tirage: pywraplp.Variable, muet: bool) -> None:
        """What one published figure says of the persons of its cell."""
        if self.exact:
            bornes = (1, BASE - 1) if publie is None else (publie, publie)
        elif publie is None or muet:
            return
        else:
            bornes = (publie - BASE + 1, publie)
        ligne = self.solveur.Constraint(bornes[0] - tard, bornes[1] - tard)
        for variable in self._variables(cle):
            ligne.SetCoefficient(variable, 1)
        if not self.exact:
            ligne.SetCoefficient(tirage, -1)

    def _variables(self, cle: str) -> list[pywraplp.Variable]:
        return [self.cases[c] for c in self.membres[cle]]

    def _resoudre(self, objectif: Mapping[pywraplp.Variable, float]) -> bool:
        """Solve, and remember the values every cell took; False when nothing fits."""
        but = self.solveur.Objective()
        but.Clear()
        for variable, poids in objectif.items():
            but.SetCoefficient(variable, poids)
        but.SetMinimization()
        if self.solveur.Solve() != pywraplp.Solver.OPTIMAL:
            return False
        valeurs = {c: v.solution_value() for c, v in self.cases.items()}
        for cle, membres in self.membres.items():
            n = sum(valeurs[c] for c in membres)
            bas, haut = self.etendues[cle]
            self.etendues[cle] = (min(bas, n), max(haut, n))
        return True
