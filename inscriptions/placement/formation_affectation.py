"""Once it is known which groups open: who starts where, in the strict order of the criteria, exactly."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from inscriptions.placement.formation_ateliers import Cle
from inscriptions.placement.formation_instance import Formation
from inscriptions.placement.instance import DonneesMalformees
from inscriptions.placement.reseau import Entiers

PLAFOND = 2**61


@dataclass(frozen=True, slots=True)
class Affectation:
    """Persons per arc, persons served per class and priority, and the types that do not reach their minimums."""

    departs: Counter[tuple[int, int]]
    servis: Counter[tuple[int, int]]
    occupees: Counter[int]
    manques: dict[int, int]


class Graphe:
    """Classes, their lots and their arcs as arrays, read once and used for any choice of groups."""

    def __init__(self, formation: Formation) -> None:
        numero = {t.id: i for i, t in enumerate(formation.types)}
        self.formation = formation
        arcs = [(i, numero[t], c, n) for i, classe in enumerate(formation.classes) for t, c, n in classe.arcs]
        lots = [(i, q, n) for i, classe in enumerate(formation.classes) for q, n in classe.effectifs]
        self.de, self.vers, self.cout, self.norme = np.array(arcs, np.int64).reshape(-1, 4).T
        self.lot_classe, self.lot_priorite, self.lot_nombre = np.array(lots, np.int64).reshape(-1, 3).T
        self.effectifs = np.bincount(self.lot_classe, weights=self.lot_nombre, minlength=len(formation.classes)).astype(
            np.int64
        )
        self._poids()

    def _poids(self) -> None:
        """Weights such that no gain on a criterion is ever worth a loss on an earlier one.

        Improving a flow goes round simple cycles: one changes the costs by at most four times the number of types, one
        lot of each sign, and passes each type once. So these weights are enough, and small.
        """
        f = self.formation
        pas = 4 * len(f.types) * (int(self.cout.max(initial=0)) + 1) + 1
        priorites = f.priorites()
        rang = {q: i for i, q in enumerate(reversed(priorites))}
        self.prime = np.array([pas * 3 ** rang[int(q)] for q in self.lot_priorite], np.int64)
        self.prix_norme = 2 * pas * 3 ** len(priorites)
        self.prix_minimum = 4 * (len(f.types) + 1) * self.prix_norme
        if self.prix_minimum * (len(f.classes) + len(f.types) + 2) > PLAFOND:
            raise DonneesMalformees("classes", "coûts ou priorités trop nombreux pour un calcul exact sur 64 bits")

    def affecter(self, choix: Mapping[Cle, int]) -> Affectation:
        """The best starts for these groups: minimums first, then the strict order."""
        plein, plancher = self._places(choix)
        classes, types = len(self.formation.classes), len(self.formation.types)
        source, puits = classes + types, classes + types + 1
        utiles = np.flatnonzero(plein[self.vers] > 0)
        total = int(self.lot_nombre.sum())
        flot = min_cost_flow.SimpleMinCostFlow()
        lots = flot.add_arcs_with_capacity_and_unit_cost(
            np.full(len(self.lot_classe), source), self.lot_classe, self.lot_nombre, -self.prime
        )
        arcs = flot.add_arcs_with_capacity_and_unit_cost(
            self.de[utiles],
            self.vers[utiles] + classes,
            self.effectifs[self.de[utiles]],
            self.cout[utiles] - self.prix_norme * self.norme[utiles],
        )
        noeuds = np.arange(types) + classes
        for capacite, prix in ((plancher, -self.prix_minimum), (plein - plancher, 0)):
            flot.add_arcs_with_capacity_and_unit_cost(
                noeuds, np.full(types, puits), capacite, np.full(types, prix, np.int64)
            )
        flot.add_arc_with_capacity_and_unit_cost(source, puits, total, 0)
        flot.set_nodes_supplies(np.array([source, puits]), np.array([total, -total]))
        if flot.solve() != flot.OPTIMAL:
            raise RuntimeError("the flow of starts was not solved")
        return self._lire(utiles, flot.flows(arcs), flot.flows(lots), plancher)

    def _places(self, choix: Mapping[Cle, int]) -> tuple[Entiers, Entiers]:
        plein, plancher = (np.zeros(len(self.formation.types), np.int64) for _ in range(2))
        for (numero, type_), nombre in choix.items():
            offre = self.formation.offres[numero]
            plein[type_] += nombre * offre.capacite
            plancher[type_] += nombre * offre.minimum
        return plein, plancher

    def _lire(self, utiles: Entiers, flux: Entiers, pris: Entiers, plancher: Entiers) -> Affectation:
        occupees: Counter[int] = Counter()
        departs: Counter[tuple[int, int]] = Counter()
        for arc, nombre in zip(utiles[flux > 0].tolist(), flux[flux > 0].tolist(), strict=True):
            departs[int(self.de[arc]), int(self.vers[arc])] = nombre
            occupees[int(self.vers[arc])] += nombre
        servis: Counter[tuple[int, int]] = Counter()
        for lot in np.flatnonzero(pris).tolist():
            servis[int(self.lot_classe[lot]), int(self.lot_priorite[lot])] = int(pris[lot])
        manques = {t: int(m) - occupees[t] for t, m in enumerate(plancher) if occupees[t] < m}
        return Affectation(departs, servis, occupees, manques)

    def valeurs(self, affectation: Affectation, choix: Mapping[Cle, int]) -> list[int]:
        """The value of each criterion, in order; the cost is what is paid."""
        arc = {(int(c), int(t)): i for i, (c, t) in enumerate(zip(self.de, self.vers, strict=True))}
        norme = sum(n * int(self.norme[arc[cle]]) for cle, n in affectation.departs.items())
        cout = sum(n * int(self.cout[arc[cle]]) for cle, n in affectation.departs.items())
        cout += sum(n * self.formation.offres[o].cout for (o, _), n in choix.items())
        par_priorite: dict[int, int] = defaultdict(int)
        for (_, priorite), nombre in affectation.servis.items():
            par_priorite[priorite] += nombre
        return [norme, *(par_priorite[q] for q in self.formation.priorites()), cout]
