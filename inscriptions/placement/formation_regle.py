"""The rule of thumb the program is measured against: open where the list is longest, while someone can teach it."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from inscriptions.placement.formation_ateliers import Cle, Emploi
from inscriptions.placement.formation_instance import Formation
from inscriptions.placement.formation_programme import Usages

Choix = dict[Cle, int]
Plan = tuple[Choix, Counter[Emploi]]


def ouvrir_au_plus_long(formation: Formation, plan: Plan, restants: Mapping[int, int]) -> Plan:
    """Open groups one by one, each time for the type that most people could still join; resources first come.

    What the plan holds is already open; `restants` counts, class by class, the persons who have no seat yet.
    """
    ouverture = _Ouverture(formation, plan, restants)
    while ouverture.une_de_plus():
        pass
    return ouverture.choix, ouverture.carnet.emplois


class _Ouverture:
    def __init__(self, formation: Formation, plan: Plan, restants: Mapping[int, int]) -> None:
        self.formation = formation
        self.choix: Choix = dict(plan[0])
        self.carnet = Carnet(formation, plan)
        self.reste = dict(restants)
        self.acces: dict[int, list[int]] = defaultdict(list)
        numero = {t.id: i for i, t in enumerate(formation.types)}
        self.arcs = [[numero[t] for t, _, _ in classe.arcs] for classe in formation.classes]
        self.liste: Counter[int] = Counter()
        for classe, types in enumerate(self.arcs):
            for type_ in types:
                self.acces[type_].append(classe)
                self.liste[type_] += self.reste.get(classe, 0)
        self.offres: dict[int, list[int]] = defaultdict(list)
        for rang, offre in enumerate(formation.offres):
            for type_id in offre.types:
                self.offres[numero[type_id]].append(rang)
        for offres in self.offres.values():
            offres.sort(key=lambda o: (-formation.offres[o].capacite, o))
        self.suspendus: set[int] = set()

    def une_de_plus(self) -> bool:
        """Open one group where the list is longest; False when none can open any more."""
        ouvrables = [t for t in self.offres if t not in self.suspendus and self.liste[t] > 0]
        if not ouvrables:
            return False
        type_ = max(ouvrables, key=lambda t: (self.liste[t], -t))
        for rang in self.offres[type_]:
            offre = self.formation.offres[rang]
            if offre.minimum <= self.liste[type_] and self.carnet.reserver(rang):
                self.choix[rang, type_] = self.choix.get((rang, type_), 0) + 1
                self._remplir(type_, offre.capacite)
                return True
        self.suspendus.add(type_)
        return True

    def _remplir(self, type_: int, places: int) -> None:
        """Seat people from the classes that have the fewest other choices."""
        for classe in sorted(self.acces[type_], key=lambda c: (len(self.arcs[c]), c)):
            pris = min(places, self.reste.get(classe, 0))
            if pris:
                self.reste[classe] -= pris
                places -= pris
                for autre in self.arcs[classe]:
                    self.liste[autre] -= pris
            if not places:
                return


class Carnet:
    """Who already teaches what: resources taken first come, first served."""

    def __init__(self, formation: Formation, plan: Plan) -> None:
        self.formation, self.usages = formation, Usages(formation)
        self.occupees: Counter[tuple[str, str]] = Counter()
        self.semaines: Counter[str] = Counter()
        self.sessions: Counter[str] = Counter()
        self.ouverts: Counter[int] = Counter()
        self.bassins: Counter[str] = Counter()
        self.ressources = {r.id: r for r in formation.ressources}
        self.heures = {d.id: d.heures for d in formation.declarations}
        self.plafonds = {b.id: b.nombre for b in formation.bassins}
        self.emplois: Counter[Emploi] = Counter()
        for (usage, ressource), nombre in plan[1].items():
            self._employer(usage, ressource, nombre)
        for (rang, _), nombre in plan[0].items():
            self._ouvrir(rang, nombre)

    def reserver(self, rang: int) -> bool:
        """Take what one more group of this offer needs, or nothing at all."""
        offre = self.formation.offres[rang]
        if self.ouverts[rang] >= offre.nombre or not self.usages.est_possible(rang):
            return False
        if self.sessions[offre.declaration] + offre.heures_session > self.heures[offre.declaration]:
            return False
        if offre.bassin and self.bassins[offre.bassin] >= self.plafonds[offre.bassin]:
            return False
        choisies = []
        for usage in self.usages.de_l_offre[rang]:
            libre = next((r for r in self.usages.liste[usage][2] if self._est_libre(r, usage)), None)
            if libre is None:
                return False
            choisies.append(libre)
        for usage, ressource in zip(self.usages.de_l_offre[rang], choisies, strict=True):
            self._employer(usage, ressource, 1)
        self._ouvrir(rang, 1)
        return True

    def _employer(self, usage: int, ressource: str, nombre: int) -> None:
        cellules, heures, _ = self.usages.liste[usage]
        self.emplois[usage, ressource] += nombre
        self.semaines[ressource] += nombre * heures
        for cellule in cellules:
            self.occupees[ressource, cellule] += nombre

    def _ouvrir(self, rang: int, nombre: int) -> None:
        offre = self.formation.offres[rang]
        self.sessions[offre.declaration] += nombre * offre.heures_session
        self.bassins[offre.bassin] += nombre
        self.ouverts[rang] += nombre

    def _est_libre(self, ressource: str, usage: int) -> bool:
        cellules, heures, _ = self.usages.liste[usage]
        r = self.ressources[ressource]
        return self.semaines[ressource] + heures <= r.heures and all(
            self.occupees[ressource, c] < r.nombre for c in cellules
        )


def regle_du_pouce(formation: Formation) -> Plan:
    """The rule of thumb from nothing."""
    effectifs = {i: sum(n for _, n in c.effectifs) for i, c in enumerate(formation.classes)}
    return ouvrir_au_plus_long(formation, ({}, Counter()), effectifs)
