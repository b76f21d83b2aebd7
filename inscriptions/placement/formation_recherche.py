"""A good choice of groups, soon: follow the relaxation down, fixing groups workshop by workshop."""

from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from inscriptions.placement.formation_ateliers import Atelier, Ateliers, Cle, Emploi, Solution
from inscriptions.placement.formation_bornes import Relaxation
from inscriptions.placement.formation_instance import Formation
from inscriptions.placement.formation_programme import INFINI, Programme, coefficients

Choix = dict[Cle, int]
Presse = Callable[[], bool]
EPSILON, POIDS, MANQUE = 1e-6, 1000, 3.0
PART_PAR_TOUR, TOURS_MAX = 0.5, 8


def plonger(
    formation: Formation,
    p: Programme,
    relaxation: Relaxation,
    ateliers: Ateliers,
    dire: Callable[[str], None],
    presse: Presse,
) -> tuple[Choix, Counter[Emploi]]:
    """Open groups until nothing is left to decide: after each round the relaxation says what the rest is worth.

    Once time is short, one round decides everything that is left.
    """
    plongee = _Plongee(formation, p, relaxation, ateliers)
    for tour in range(1, TOURS_MAX + 1):
        restent = plongee.tour(dernier=tour == TOURS_MAX or presse())
        dire(f"ouverture, tour {tour} : {sum(plongee.planchers.values())} groupes ouverts, {restent} à décider")
        if not restent:
            break
    return plongee.plan()


class _Plongee:
    def __init__(self, formation: Formation, p: Programme, relaxation: Relaxation, ateliers: Ateliers) -> None:
        self.p, self.relaxation, self.ateliers = p, relaxation, ateliers
        self.variable = {(o, t): v for v, o, t in p.groupes}
        self.connues: dict[Atelier, Solution] = {}
        self.planchers: Choix = dict.fromkeys(self.variable, 0)
        self.plafonds: Choix = {c: round(p.modele.variable[v].upper_bound) for c, v in self.variable.items()}
        for variable in p.manques.values():
            relaxation.variables[variable].SetBounds(0, INFINI)
        relaxation.viser(_objectif(formation, p))

    def tour(self, *, dernier: bool) -> int:
        """Solve the relaxation, fix what it is sure of and the best of the rest; how many stay open to decision."""
        if self.relaxation.resoudre() is None:
            raise RuntimeError("the relaxation has no solution although minimums are open")
        libres = [c for c in self.variable if self.planchers[c] < self.plafonds[c]]
        valeurs = dict(zip(libres, self.relaxation.valeurs(self.variable[c] for c in libres).tolist(), strict=True))
        actifs = [a for a in self.ateliers.liste if any(c in valeurs for c in a.cles)]
        with ThreadPoolExecutor(2) as pool:
            choix = list(pool.map(lambda a: self._choisir(a, valeurs), actifs))
        droits = self._droits(valeurs)
        for atelier, retenus in zip(actifs, choix, strict=True):
            self._fixer(atelier, retenus, valeurs, droits, dernier)
        return sum(self.planchers[c] < self.plafonds[c] for c in libres)

    def plan(self) -> tuple[Choix, Counter[Emploi]]:
        """The groups opened, and the resources they use: those of the last choices, less what was not kept."""
        choix = {cle: nombre for cle, nombre in self.planchers.items() if nombre}
        emplois: Counter[Emploi] = Counter()
        for solution in self.connues.values():
            emplois.update(solution[1])
            for (offre, type_), nombre in solution[0].items():
                for _ in range(nombre - choix.get((offre, type_), 0)):
                    self.ateliers.usages.rendre(offre, emplois)
        return choix, emplois

    def _choisir(self, atelier: Atelier, valeurs: dict[Cle, float]) -> Choix:
        """What the workshop can open of what the relaxation wants, besides what is already open."""
        poids = {c: int(POIDS * (valeurs[c] - self.planchers[c])) + 1 for c in atelier.cles if c in valeurs}
        hauts = {
            c: min(self.plafonds[c], int(-(-(valeurs[c] - EPSILON) // 1))) if c in valeurs else self.planchers[c]
            for c in atelier.cles
        }
        hauts = {c: max(h, self.planchers[c]) for c, h in hauts.items()}
        connue = self.connues.get(atelier)
        retenus = self.ateliers.choisir(atelier, poids, self.planchers, hauts, connue) or connue
        if retenus is None:
            return {}
        self.connues[atelier] = retenus
        return retenus[0]

    def _droits(self, valeurs: dict[Cle, float]) -> dict[int, float]:
        """How many more groups each type may open this round: what the relaxation opens there, rounded up."""
        droits: dict[int, float] = defaultdict(float)
        for (_, type_), valeur in valeurs.items():
            droits[type_] += valeur
        for (_, type_), plancher in ((c, self.planchers[c]) for c in valeurs):
            droits[type_] -= plancher
        return droits

    def _fixer(
        self, atelier: Atelier, retenus: Choix, valeurs: dict[Cle, float], droits: dict[int, float], dernier: bool
    ) -> None:
        """Keep the surest of the workshop, at least one; close what no longer fits."""
        siens = [c for c in atelier.cles if c in valeurs]
        possibles = [(valeurs[c], c) for c in siens if retenus.get(c, 0) > self.planchers[c]]
        surs = [c for valeur, c in possibles if valeur >= retenus[c] - EPSILON]
        douteux = sorted((-valeur, c) for valeur, c in possibles if valeur < retenus[c] - EPSILON)
        for cle in surs:
            droits[cle[1]] -= retenus[cle] - self.planchers[cle]
            self._borner(cle, retenus[cle], self.plafonds[cle])
        pris = 0
        for moins_valeur, cle in douteux if dernier else douteux[: max(1, int(len(douteux) * PART_PAR_TOUR))]:
            if (droits[cle[1]] > EPSILON and -moins_valeur > 0.05) or (dernier and self._est_due(cle[0])):
                droits[cle[1]] -= 1
                self._borner(cle, self.planchers[cle] + 1, self.plafonds[cle])
                pris += 1
        if dernier or not (surs or pris):
            for cle in siens:
                self._borner(cle, self.planchers[cle], self.planchers[cle])

    def _est_due(self, offre: int) -> bool:
        """Whether the offer must still open groups: nothing comes after the last round to open them."""
        ouverts = sum(n for (o, _), n in self.planchers.items() if o == offre)
        return ouverts < self.ateliers.formation.offres[offre].au_moins

    def _borner(self, cle: Cle, bas: int, haut: int) -> None:
        self.planchers[cle], self.plafonds[cle] = bas, haut
        self.relaxation.variables[self.variable[cle]].SetBounds(bas, haut)


def _objectif(formation: Formation, p: Programme) -> dict[int, float]:
    """Starts within the norm, and a heavy price for each person a group lacks to reach its minimum."""
    norme = {variable: float(terme) for variable, terme in coefficients(p, formation, "dans_norme").items()}
    return norme | dict.fromkeys(p.manques.values(), -MANQUE)
