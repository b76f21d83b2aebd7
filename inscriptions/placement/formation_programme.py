"""The integer program of a formation problem: what is decided, under which constraints (docs/formation.md)."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

import numpy as np
from ortools.linear_solver import linear_solver_pb2

from inscriptions.placement.formation_instance import Formation, Offre
from inscriptions.placement.reseau import Entiers

INFINI = float("inf")
Colonnes = list[tuple[int, int]]


class Usages:
    """The ways groups use resources: needs of the same cells, hours and candidates are one usage, counted together."""

    def __init__(self, formation: Formation) -> None:
        libres = {r.id: frozenset(r.cellules) for r in formation.ressources}
        self.liste: list[tuple[tuple[str, ...], int, tuple[str, ...]]] = []
        self.de_l_offre: list[tuple[int, ...]] = []
        connus: dict[tuple, int] = {}
        for offre in formation.offres:
            siens = []
            for besoin in offre.besoins:
                ressources = tuple(r for r in besoin if libres[r].issuperset(offre.cellules))
                cle = (offre.cellules, offre.heures_semaine, ressources)
                if cle not in connus:
                    connus[cle] = len(self.liste)
                    self.liste.append(cle)
                siens.append(connus[cle])
            self.de_l_offre.append(tuple(siens))

    def est_possible(self, offre: int) -> bool:
        """Whether every need of the offer has at least one resource free in all its cells."""
        return all(self.liste[usage][2] for usage in self.de_l_offre[offre])

    def rendre(self, offre: int, emplois: Counter[tuple[int, str]]) -> None:
        """Give back the resources of one group of this offer."""
        for usage in self.de_l_offre[offre]:
            prise = next(r for r in self.liste[usage][2] if emplois[usage, r])
            emplois[usage, prise] -= 1


@dataclass(slots=True)
class Programme:
    """The program and where everything stands in it.

    Variables: `arcs` (persons of a merged class who start in a type), `lots` (persons of a priority who start),
    `groupes` (groups of an offer opened as a type), `emplois` (how many groups of one usage take a resource),
    `manques` (persons a type lacks to reach its minimums: none, unless a search opens them for a while).
    Rows: as named; a row that does not exist has no entry.
    """

    modele: linear_solver_pb2.MPModelProto
    arcs: list[tuple[int, int, int, int]] = field(default_factory=list)  # variable, type, in the norm, cost
    lots: list[tuple[int, int]] = field(default_factory=list)  # variable, priority
    groupes: list[tuple[int, int, int]] = field(default_factory=list)  # variable, offer, type
    emplois: list[tuple[int, int, str]] = field(default_factory=list)  # variable, usage, resource
    sieges_max: dict[int, int] = field(default_factory=dict)
    sieges_min: dict[int, int] = field(default_factory=dict)
    cellules: dict[tuple[str, str], int] = field(default_factory=dict)
    heures: dict[str, int] = field(default_factory=dict)
    declarations: dict[str, int] = field(default_factory=dict)
    bassins: dict[str, int] = field(default_factory=dict)
    manques: dict[int, int] = field(default_factory=dict)
    portee: Counter[int] = field(default_factory=Counter)

    def variable(self, bas: int, haut: float, entiere: bool = False) -> int:
        """Add a variable and give its number."""
        nouvelle = self.modele.variable.add()
        nouvelle.lower_bound, nouvelle.upper_bound, nouvelle.is_integer = bas, haut, entiere
        return len(self.modele.variable) - 1

    def ligne(self, bas: float, haut: float, termes: Colonnes) -> int:
        """Add a constraint and give its number."""
        nouvelle = self.modele.constraint.add()
        nouvelle.lower_bound, nouvelle.upper_bound = bas, haut
        nouvelle.var_index.extend([v for v, _ in termes])
        nouvelle.coefficient.extend([c for _, c in termes])
        return len(self.modele.constraint) - 1

    @property
    def taille(self) -> int:
        """How many variables there are."""
        return len(self.modele.variable)


def programmer(formation: Formation, *, avec_couts: bool = False) -> Programme:
    """The program of a formation problem; costs of arcs split classes apart, so they come only when asked for."""
    p = Programme(linear_solver_pb2.MPModelProto(maximize=True))
    numero = {t.id: i for i, t in enumerate(formation.types)}
    sieges = _classes(p, formation, numero, avec_couts)
    offerts = _offres(p, formation, numero)
    for type_ in sorted({*sieges, *offerts}):
        assis = [(v, 1) for v in sieges[type_]]
        ouverts = offerts[type_]
        p.sieges_max[type_] = p.ligne(-INFINI, 0, assis + [(v, -places_utiles(p, o, type_)) for v, o in ouverts])
        if any(o.minimum for _, o in ouverts):
            p.manques[type_] = p.variable(0, 0)
            minimums = [(v, -o.minimum) for v, o in ouverts]
            p.sieges_min[type_] = p.ligne(0, INFINI, [*assis, *minimums, (p.manques[type_], 1)])
    return p


def places_utiles(p: Programme, offre: Offre, type_: int) -> int:
    """The seats of a group that persons could ever fill: no more than can reach the type."""
    return min(offre.capacite, p.portee[type_])


def merger(formation: Formation, avec_couts: bool) -> dict[tuple, Counter[int]]:
    """Persons by priority for each set of arcs: classes that differ in nothing else are one."""
    classes: dict[tuple, Counter[int]] = defaultdict(Counter)
    for classe in formation.classes:
        if classe.arcs:
            cle = classe.arcs if avec_couts else tuple((t, 0, norme) for t, _, norme in classe.arcs)
            classes[cle].update(dict(classe.effectifs))
    return classes


def _classes(p: Programme, formation: Formation, numero: dict[str, int], avec_couts: bool) -> dict[int, list[int]]:
    sieges: dict[int, list[int]] = defaultdict(list)
    for arcs, effectifs in merger(formation, avec_couts).items():
        nombre = effectifs.total()
        termes = []
        for type_id, cout, norme in arcs:
            variable = p.variable(0, nombre)
            type_ = numero[type_id]
            p.arcs.append((variable, type_, norme, cout))
            p.portee[type_] += nombre
            sieges[type_].append(variable)
            termes.append((variable, 1))
        for priorite, combien in sorted(effectifs.items()):
            variable = p.variable(0, combien)
            p.lots.append((variable, priorite))
            termes.append((variable, -1))
        p.ligne(0, 0, termes)
    return sieges


def _offres(p: Programme, formation: Formation, numero: dict[str, int]) -> dict[int, list[tuple[int, Offre]]]:
    offerts: dict[int, list[tuple[int, Offre]]] = defaultdict(list)
    usages = Usages(formation)
    demandes: dict[int, list[int]] = defaultdict(list)
    sessions: dict[str, Colonnes] = defaultdict(list)
    plafonds: dict[str, Colonnes] = defaultdict(list)
    for rang, offre in enumerate(formation.offres):
        possible = offre.nombre if usages.est_possible(rang) else 0
        ouverts = []
        for type_id in offre.types:
            type_ = numero[type_id]
            # A group already open stays so, even when nobody who waits can go to it.
            acquise = offre.au_moins and not offre.minimum
            plein = possible if acquise or p.portee[type_] >= max(offre.minimum, 1) else 0
            variable = p.variable(0, plein, entiere=True)
            p.groupes.append((variable, rang, type_))
            offerts[type_].append((variable, offre))
            ouverts.append(variable)
        if len(ouverts) > 1 or offre.au_moins:
            p.ligne(offre.au_moins, offre.nombre, [(v, 1) for v in ouverts])
        for usage in usages.de_l_offre[rang] if possible else ():
            demandes[usage] += ouverts
        sessions[offre.declaration] += [(v, offre.heures_session) for v in ouverts]
        if offre.bassin:
            plafonds[offre.bassin] += [(v, 1) for v in ouverts]
    moments, semaines = _emplois(p, usages, demandes)
    _partages(p, formation, moments, semaines, sessions, plafonds)
    return offerts


def _emplois(p: Programme, usages: Usages, demandes: dict[int, list[int]]) -> tuple[dict, dict]:
    """What each resource teaches in each cell and in the week; a usage with one candidate needs no variable."""
    moments: dict[tuple[str, str], Colonnes] = defaultdict(list)
    semaines: dict[str, Colonnes] = defaultdict(list)
    for usage, ouverts in sorted(demandes.items()):
        cellules, heures, ressources = usages.liste[usage]
        if len(ressources) == 1:
            emplois = {ressources[0]: ouverts}
        else:
            emplois = {r: [p.variable(0, INFINI, entiere=True)] for r in ressources}
            p.emplois += [(v[0], usage, r) for r, v in emplois.items()]
            p.ligne(0, 0, [(v[0], 1) for v in emplois.values()] + [(v, -1) for v in ouverts])
        for ressource, variables in emplois.items():
            semaines[ressource] += [(v, heures) for v in variables]
            for cellule in cellules:
                moments[ressource, cellule] += [(v, 1) for v in variables]
    return moments, semaines


def _partages(
    p: Programme, formation: Formation, moments: dict, semaines: dict, sessions: dict, plafonds: dict
) -> None:
    """What groups share: resources, hours of a declaration, ceilings. Cells always used together are one row."""
    ressources = {r.id: r for r in formation.ressources}
    vues = set()
    for (ressource, cellule), termes in sorted(moments.items()):
        if (cle := (ressource, tuple(v for v, _ in termes))) not in vues:
            vues.add(cle)
            p.cellules[ressource, cellule] = p.ligne(-INFINI, ressources[ressource].nombre, termes)
    for ressource, termes in sorted(semaines.items()):
        p.heures[ressource] = p.ligne(-INFINI, ressources[ressource].heures, termes)
    for declaration in formation.declarations:
        if sessions[declaration.id]:
            p.declarations[declaration.id] = p.ligne(-INFINI, declaration.heures, sessions[declaration.id])
    for bassin in formation.bassins:
        if plafonds[bassin.id]:
            p.bassins[bassin.id] = p.ligne(-INFINI, bassin.nombre, plafonds[bassin.id])


def coefficients(p: Programme, formation: Formation, critere: str) -> dict[int, int]:
    """What each variable brings to a criterion, always to be maximised."""
    if critere == "dans_norme":
        return {v: 1 for v, _, norme, _ in p.arcs if norme}
    if critere == "cout":
        termes = {v: -cout for v, _, _, cout in p.arcs if cout}
        return termes | {v: -formation.offres[o].cout for v, o, _ in p.groupes if formation.offres[o].cout}
    priorite = int(critere.removeprefix("priorite_"))
    return {v: 1 for v, q in p.lots if q == priorite}


def criteres(formation: Formation) -> list[str]:
    """The criteria, in their strict order."""
    return ["dans_norme", *(f"priorite_{q}" for q in formation.priorites()), "cout"]


def valeurs_de(p: Programme, solution: Entiers, termes: dict[int, int]) -> int:
    """The value of a criterion in a solution."""
    variables = np.fromiter(termes.keys(), np.int64, len(termes))
    return int(solution[variables] @ np.fromiter(termes.values(), np.int64, len(termes)))
