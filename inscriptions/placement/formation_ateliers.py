"""Which groups can open together, given the teachers, rooms and hours they share? One small exact problem at a time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from inscriptions.placement.formation_instance import Formation
from inscriptions.placement.formation_programme import Usages

Cle = tuple[int, int]  # An offer and a type, by their numbers.
Emploi = tuple[int, str]  # A usage, a resource.
Solution = tuple[dict[Cle, int], dict[Emploi, int]]
LIMITE, ECART = 0.4, 0.01  # In deterministic units of the solver, so that any machine gives the same answer.


@dataclass(frozen=True, slots=True)
class Atelier:
    """Offers that share something: nothing decided here changes what another workshop can open."""

    offres: tuple[int, ...]
    cles: tuple[Cle, ...]


class Ateliers:
    """The workshops of a formation problem, each solved alone."""

    def __init__(self, formation: Formation, cles: Iterable[Cle]) -> None:
        self.formation = formation
        self.usages = Usages(formation)
        self.ressources = {r.id: r for r in formation.ressources}
        self.heures = {d.id: d.heures for d in formation.declarations}
        self.plafonds = {b.id: b.nombre for b in formation.bassins}
        par_offre: dict[int, list[Cle]] = defaultdict(list)
        for cle in cles:
            par_offre[cle[0]].append(cle)
        self.liste = [
            Atelier(tuple(offres), tuple(c for o in offres for c in par_offre[o]))
            for offres in self._separer(par_offre)
        ]

    def _separer(self, par_offre: Mapping[int, list[Cle]]) -> list[list[int]]:
        """Offers linked by a declaration, a ceiling or a resource stay together."""
        parent: dict[str, str] = {}

        def racine(nom: str) -> str:
            parent.setdefault(nom, nom)
            while parent[nom] != nom:
                parent[nom] = parent[parent[nom]]
                nom = parent[nom]
            return nom

        offres = self.formation.offres
        for numero in par_offre:
            liens = [f"d{offres[numero].declaration}"]
            liens += [f"b{offres[numero].bassin}"] if offres[numero].bassin else []
            liens += [f"r{r}" for usage in self.usages.de_l_offre[numero] for r in self.usages.liste[usage][2]]
            for lien in liens:
                parent[racine(lien)] = racine(liens[0])
        groupes: dict[str, list[int]] = defaultdict(list)
        for numero in sorted(par_offre):
            groupes[racine(f"d{offres[numero].declaration}")].append(numero)
        return list(groupes.values())

    def choisir(
        self,
        atelier: Atelier,
        poids: Mapping[Cle, int],
        planchers: Mapping[Cle, int],
        plafonds: Mapping[Cle, int],
        connue: Solution | None = None,
    ) -> Solution | None:
        """The groups worth most together, with the resources they take; nothing when the floors were not met.

        A known solution is where the search starts.
        """
        modele = cp_model.CpModel()
        ouverts = {c: modele.new_int_var(planchers.get(c, 0), plafonds[c], "") for c in atelier.cles}
        demandes: dict[int, list[Any]] = defaultdict(list)
        sessions: dict[str, list[Any]] = defaultdict(list)
        communs: dict[str, list[Any]] = defaultdict(list)
        for numero in atelier.offres:
            offre = self.formation.offres[numero]
            siens = [ouverts[c] for c in atelier.cles if c[0] == numero]
            modele.add(sum(siens) <= offre.nombre)
            modele.add(sum(siens) >= offre.au_moins)
            if not self.usages.est_possible(numero):
                modele.add(sum(siens) == 0)
                continue
            for usage in self.usages.de_l_offre[numero]:
                demandes[usage] += siens
            sessions[offre.declaration] += [v * offre.heures_session for v in siens]
            if offre.bassin:
                communs[offre.bassin] += siens
        emplois = self._employer(modele, demandes)
        for declaration, termes in sessions.items():
            modele.add(sum(termes) <= self.heures[declaration])
        for bassin, termes in communs.items():
            modele.add(sum(termes) <= self.plafonds[bassin])
        if connue:
            for cle, variable in ouverts.items():
                modele.add_hint(variable, connue[0].get(cle, 0))
            for emploi, variable in emplois.items():
                modele.add_hint(variable, connue[1].get(emploi, 0))
        modele.maximize(sum(poids.get(c, 0) * v for c, v in ouverts.items()))
        solveur = cp_model.CpSolver()
        solveur.parameters.num_workers = 1
        solveur.parameters.max_deterministic_time = LIMITE
        solveur.parameters.relative_gap_limit = ECART
        if solveur.solve(modele) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        choix = {c: solveur.value(v) for c, v in ouverts.items() if solveur.value(v)}
        return choix, {e: solveur.value(v) for e, v in emplois.items() if solveur.value(v)}

    def _employer(self, modele: cp_model.CpModel, demandes: dict[int, list]) -> dict[Emploi, cp_model.IntVar]:
        """How many groups of each usage take each resource: one group at a time, and its hours."""
        emplois: dict[Emploi, cp_model.IntVar] = {}
        moments: dict[tuple[str, str], list[Any]] = defaultdict(list)
        semaines: dict[str, list[Any]] = defaultdict(list)
        for usage, siens in demandes.items():
            cellules, heures, ressources = self.usages.liste[usage]
            for ressource in ressources:
                nombre = self.ressources[ressource].nombre if cellules else len(siens) * 1000
                emploi = modele.new_int_var(0, nombre, "")
                emplois[usage, ressource] = emploi
                semaines[ressource].append(emploi * heures)
                for cellule in cellules:
                    moments[ressource, cellule].append(emploi)
            modele.add(sum(emplois[usage, r] for r in ressources) == sum(siens))
        for (ressource, _), termes in moments.items():
            modele.add(sum(termes) <= self.ressources[ressource].nombre)
        for ressource, termes in semaines.items():
            modele.add(sum(termes) <= self.ressources[ressource].heures)
        return emplois
