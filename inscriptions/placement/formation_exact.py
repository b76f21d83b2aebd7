"""The best choice of groups, proven, for problems small enough: CP-SAT, one criterion after the other."""

import math
from collections import Counter
from dataclasses import dataclass

from ortools.sat.python import cp_model

from inscriptions.placement.formation_ateliers import Cle, Emploi
from inscriptions.placement.formation_instance import Formation
from inscriptions.placement.formation_programme import INFINI, Programme, Usages, coefficients, criteres

Plan = tuple[dict[Cle, int], Counter[Emploi]]


@dataclass(frozen=True, slots=True)
class Exact:
    """A choice, and for each criterion the bound proven by the search (the cost as a negative gain)."""

    plan: Plan
    bornes: list[int]


class SansIssue(Exception):
    """No choice respects what was decided beforehand."""


def chercher(formation: Formation, p: Programme, limite: float) -> Exact | None:
    """The best choice found within the limit, a deterministic one; nothing if none was found.

    `p` must have been made with its costs. Raises `SansIssue` when it is proven that there is none.
    """
    modele, variables = _modele(p)
    solveur = cp_model.CpSolver()
    solveur.parameters.num_workers = 1
    solveur.parameters.random_seed = formation.graine % 2**31
    solveur.parameters.max_deterministic_time = limite
    bornes, valeurs = [], None
    for critere in criteres(formation):
        termes = coefficients(p, formation, critere)
        expression = cp_model.LinearExpr.weighted_sum([variables[v] for v in termes], list(termes.values()))
        modele.maximize(expression)
        etat = solveur.solve(modele)
        if etat == cp_model.INFEASIBLE and valeurs is None:
            raise SansIssue
        if etat not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        valeurs = [solveur.value(v) for v in variables]
        bornes.append(math.floor(solveur.best_objective_bound + 1e-6))
        modele.add(expression >= round(solveur.objective_value))
        modele.clear_hints()
        for variable, valeur in zip(variables, valeurs, strict=True):
            modele.add_hint(variable, valeur)
    return Exact(_plan(formation, p, valeurs or []), bornes)


def _modele(p: Programme) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    """The program in integers: its numbers already are."""
    modele = cp_model.CpModel()
    plafond = max(
        1, sum(p.portee.values()) + sum(int(v.upper_bound) for v in p.modele.variable if v.upper_bound < INFINI)
    )
    variables = [
        modele.new_int_var(int(v.lower_bound), int(min(v.upper_bound, plafond)), "") for v in p.modele.variable
    ]
    for ligne in p.modele.constraint:
        somme = cp_model.LinearExpr.weighted_sum(
            [variables[v] for v in ligne.var_index], [int(c) for c in ligne.coefficient]
        )
        if ligne.lower_bound > -INFINI:
            modele.add(somme >= int(ligne.lower_bound))
        if ligne.upper_bound < INFINI:
            modele.add(somme <= int(ligne.upper_bound))
    return modele, variables


def _plan(formation: Formation, p: Programme, valeurs: list[int]) -> Plan:
    choix = {(o, t): valeurs[v] for v, o, t in p.groupes if valeurs[v]}
    emplois: Counter[Emploi] = Counter({(u, r): valeurs[v] for v, u, r in p.emplois if valeurs[v]})
    usages = Usages(formation)
    for (offre, _), nombre in choix.items():
        for usage in usages.de_l_offre[offre]:
            ressources = usages.liste[usage][2]
            if len(ressources) == 1:
                emplois[usage, ressources[0]] += nombre
    return choix, emplois
