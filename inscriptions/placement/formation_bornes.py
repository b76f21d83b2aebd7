"""The relaxed program: how far any choice of groups could go, and the prices that prove it without solving."""

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver import pywraplp

from inscriptions.placement.formation_instance import Formation
from inscriptions.placement.formation_programme import Programme, Usages
from inscriptions.placement.formation_resultat import ECHELLE, Prix

Reels = NDArray[np.float64]


class Relaxation:
    """The linear relaxation, kept between solves: bounds and objective change, the last basis is the next start."""

    def __init__(self, p: Programme) -> None:
        self.programme = p
        self.solveur = pywraplp.Solver.CreateSolver("GLOP")
        erreur = self.solveur.LoadModelFromProto(p.modele)
        if erreur:
            raise RuntimeError(f"the program was refused: {erreur}")
        self.variables = self.solveur.variables()
        self.lignes = self.solveur.constraints()

    def viser(self, termes: dict[int, float]) -> None:
        """Maximise these terms from now on."""
        objectif = self.solveur.Objective()
        objectif.Clear()
        for variable, coefficient in termes.items():
            objectif.SetCoefficient(self.variables[variable], coefficient)
        objectif.SetMaximization()

    def resoudre(self) -> float | None:
        """The optimum, or nothing when there is none."""
        if self.solveur.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        return float(self.solveur.Objective().Value())

    def valeurs(self, variables: Iterable[int]) -> Reels:
        """The value of each of these variables."""
        return np.array([self.variables[v].solution_value() for v in variables])

    def prix(self, formation: Formation) -> Prix:
        """The dual values of the last solve, rounded to the scale: whatever the rounding, the bound stays one."""
        p = self.programme
        places = {
            t: self._dual(p.sieges_max[t]) + (self._dual(p.sieges_min[t]) if t in p.sieges_min else 0)
            for t in p.sieges_max
        }
        return Prix(
            places=_non_nuls((formation.types[t].id, _entier(v)) for t, v in places.items()),
            cellules=tuple(
                (r, c, v) for (r, c), ligne in sorted(p.cellules.items()) if (v := max(0, _entier(self._dual(ligne))))
            ),
            ressources=_non_nuls((r, max(0, _entier(self._dual(ligne)))) for r, ligne in p.heures.items()),
            declarations=_non_nuls((d, max(0, _entier(self._dual(ligne)))) for d, ligne in p.declarations.items()),
            bassins=_non_nuls((b, max(0, _entier(self._dual(ligne)))) for b, ligne in p.bassins.items()),
        )

    def _dual(self, ligne: int) -> float:
        return float(self.lignes[ligne].dual_value())


def _entier(valeur: float) -> int:
    return round(valeur * ECHELLE)


def _non_nuls(lignes: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((nom, valeur) for nom, valeur in lignes if valeur))


def borne_des_prix(formation: Formation, prix: Prix) -> int:
    """What the prices prove: no choice of groups starts more persons within the norm (all arithmetic in integers).

    Each person takes what it brings less the price of its seat; each offer the best of its groups less the price of
    what it uses; what is shared is counted at its price.
    """
    places = dict(prix.places)
    total = _personnes(formation, places) + _groupes(formation, prix, places, _portee(formation))
    return (total + _partages(formation, prix)) // ECHELLE


def _portee(formation: Formation) -> Counter[str]:
    portee: Counter[str] = Counter()
    for classe in formation.classes:
        effectif = sum(n for _, n in classe.effectifs)
        for type_id, _, _ in classe.arcs:
            portee[type_id] += effectif
    return portee


def _personnes(formation: Formation, places: dict[str, int]) -> int:
    total = 0
    for classe in formation.classes:
        gain = max((ECHELLE * dans_norme - places.get(t, 0) for t, _, dans_norme in classe.arcs), default=0)
        total += max(0, gain) * sum(n for _, n in classe.effectifs)
    return total


def _groupes(formation: Formation, prix: Prix, places: dict[str, int], portee: Counter[str]) -> int:
    total = 0
    usages, declarations, bassins = Usages(formation), dict(prix.declarations), dict(prix.bassins)
    tarifs = _tarifs(prix, usages)
    for rang, offre in enumerate(formation.offres):
        types = [t for t in offre.types if portee[t] >= max(offre.minimum, 1)]
        if not types or not usages.est_possible(rang):
            continue
        frais = offre.heures_session * declarations.get(offre.declaration, 0)
        frais += bassins.get(offre.bassin, 0)
        frais += sum(tarifs[usage] for usage in usages.de_l_offre[rang])
        seuils = [(places.get(t, 0), min(offre.capacite, portee[t])) for t in types]
        gain = max(max(place * plein, place * offre.minimum) for place, plein in seuils) - frais
        total += offre.nombre * max(0, gain) + offre.au_moins * min(0, gain)
    return total


def _tarifs(prix: Prix, usages: Usages) -> list[int]:
    """What one group pays for each usage: its cheapest resource."""
    cellules, heures = {(r, c): v for r, c, v in prix.cellules}, dict(prix.ressources)
    return [
        min((sum(cellules.get((r, c), 0) for c in moments) + duree * heures.get(r, 0) for r in ressources), default=0)
        for moments, duree, ressources in usages.liste
    ]


def _partages(formation: Formation, prix: Prix) -> int:
    ressources = {r.id: r for r in formation.ressources}
    declarations = {d.id: d.heures for d in formation.declarations}
    bassins = {b.id: b.nombre for b in formation.bassins}
    total = sum(ressources[r].nombre * v for r, _, v in prix.cellules)
    total += sum(ressources[r].heures * v for r, v in prix.ressources)
    total += sum(declarations[d] * v for d, v in prix.declarations)
    return total + sum(bassins[b] * v for b, v in prix.bassins)
