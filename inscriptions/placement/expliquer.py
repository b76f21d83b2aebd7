"""Why does this person have no seat, and what is the smallest change that would have given one?"""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from inscriptions.placement.certificat import PERSONNE, derniers_rangs
from inscriptions.placement.composantes import Partie, separer
from inscriptions.placement.flot import arrivees_possibles, placer_dans_l_ordre
from inscriptions.placement.instance import DonneesMalformees, Instance
from inscriptions.placement.memoire import sans_ramassage
from inscriptions.placement.reseau import Entiers, Reseau, construire
from inscriptions.placement.resultat import Resultat


@dataclass(frozen=True, slots=True)
class EnsembleSerre:
    """The binding constraint: these types, all their seats held by persons who come earlier and accept no other."""

    types: tuple[str, ...]
    places: int
    personnes_avant: int


@dataclass(frozen=True, slots=True)
class PlacesDePlus:
    """The fewest seats to add, in the one type where that takes fewest."""

    type: str
    nombre: int


@dataclass(frozen=True, slots=True)
class Explication:
    """What decided for one person; `groupe` is filled, and the rest empty, when the person has a seat.

    `passer_avant`: being served just before this person would have been enough, just after would not.
    `types_suffisants`: being able to join any one of these other types would have been enough.
    """

    personne: str
    rang: int
    groupe: str | None = None
    ensemble_serre: EnsembleSerre | None = None
    places_de_plus: PlacesDePlus | None = None
    passer_avant: str | None = None
    types_suffisants: tuple[str, ...] = ()


def expliquer(instance: Instance, resultat: Resultat, personne_id: str) -> Explication:
    """The explanation for one person of a verified result."""
    return Situation(instance, resultat).expliquer(personne_id)


class Situation:
    """A verified result laid over its instance, ready to answer for any person."""

    @sans_ramassage()
    def __init__(self, instance: Instance, resultat: Resultat) -> None:
        if resultat.empreinte != instance.empreinte():
            raise DonneesMalformees("resultat.empreinte", "le résultat ne porte pas sur cette instance")
        self.instance = instance
        self.ordre = instance.ordre()
        self.rang = {p.id: rang for rang, p in enumerate(self.ordre)}
        self.reseau = construire(instance, self.ordre)
        self.groupe_de = dict(resultat.placements)
        self.admis = np.array([p.id in self.groupe_de for p in self.ordre], bool)
        self.flux = self._flux()
        places = np.bincount(self.reseau.de, weights=self.flux, minlength=self.reseau.nb_classes).astype(np.int64)
        self.derniers = derniers_rangs(self.reseau, places, self.flux)
        self.parties: dict[int, Partie] = {}
        for partie in separer(self.reseau):
            self.parties |= dict.fromkeys(partie.classes.tolist(), partie)

    def sans_place(self) -> list[str]:
        """The persons who have no seat, in the order of their ids."""
        return [p.id for p in self.instance.personnes if p.id not in self.groupe_de]

    def expliquer(self, personne_id: str) -> Explication:
        """The explanation for one person."""
        if personne_id not in self.rang:
            raise DonneesMalformees("personne", f"personne inconnue « {personne_id} »")
        rang = self.rang[personne_id]
        if personne_id in self.groupe_de:
            return Explication(personne_id, rang, self.groupe_de[personne_id])
        return Explication(
            personne_id,
            rang,
            ensemble_serre=self._ensemble_serre(rang),
            places_de_plus=self._places_de_plus(rang),
            passer_avant=self._passer_avant(rang),
            types_suffisants=self._types_suffisants(rang),
        )

    def _flux(self) -> Entiers:
        """How many placed persons follow each arc, read from the placements."""
        type_du_groupe = {g.id: g.type for g in self.instance.groupes}
        classe_de = {p.id: p.classe for p in self.instance.personnes}
        suivis = Counter((classe_de[p], type_du_groupe[g]) for p, g in self.groupe_de.items())
        return np.array([suivis[c.id, t] for c in self.instance.classes for t, _ in c.arcs], np.int64)

    def _types_acceptes(self, rang: int) -> Entiers:
        return self.reseau.vers[self.reseau.de == self.reseau.rangs[rang]]

    def _ensemble_serre(self, rang: int) -> EnsembleSerre:
        """The accepted types, those their holders could move to, and so on: all full, all with earlier persons."""
        reseau, assis = self.reseau, self.flux > 0
        serres = np.zeros(reseau.nb_types, bool)
        serres[self._types_acceptes(rang)] = True
        while True:
            classes = np.zeros(reseau.nb_classes, bool)
            classes[reseau.de[assis & serres[reseau.vers]]] = True
            suivants = serres.copy()
            suivants[reseau.vers[classes[reseau.de]]] = True
            if np.array_equal(serres, suivants):
                break
            serres = suivants
        return EnsembleSerre(
            types=self._noms(np.flatnonzero(serres)),
            places=int(reseau.places[serres].sum()),
            personnes_avant=int(self.flux[serres[reseau.vers]].sum()),
        )

    def _places_de_plus(self, rang: int) -> PlacesDePlus | None:
        """Where one more seat, or the fewest more, would have reached this person; confirmed by solving again.

        Extra seats in a type go to earlier persons first: those who accept it, and those whom a chain of moves
        leads there. The maximum flow of such chains is how many seats are absorbed before this person's turn.
        """
        partie = self.parties.get(int(self.reseau.rangs[rang]))
        if partie is None:
            return None
        reseau, local = partie.reseau, int(np.searchsorted(partie.rangs, rang))
        refuses = np.bincount(reseau.rangs[:local][~self.admis[partie.rangs[:local]]], minlength=reseau.nb_classes)
        attente = np.bincount(reseau.vers, weights=refuses[reseau.de], minlength=reseau.nb_types)
        acceptes = np.searchsorted(partie.types, self._types_acceptes(rang))
        nombre, choisi = local + 2, 0
        for type_ in acceptes[np.argsort(attente[acceptes], kind="stable")].tolist():
            if attente[type_] + 1 >= nombre:  # Those who accept the type itself already absorb as many.
                break
            absorbees = arrivees_possibles(reseau, self.flux[partie.arcs], refuses, type_)
            nombre, choisi = min((nombre, choisi), (absorbees + 1, type_))
        _confirmer(_agrandir(reseau, choisi, nombre), local)
        return PlacesDePlus(self._noms(partie.types[[choisi]])[0], nombre)

    def _passer_avant(self, rang: int) -> str | None:
        """The last person this one could have replaced by coming earlier; confirmed by solving again."""
        dernier = int(self.derniers[self._types_acceptes(rang)].max(initial=PERSONNE))
        if dernier == PERSONNE:
            return None
        partie = self.parties[int(self.reseau.rangs[rang])]
        ancien, nouveau = np.searchsorted(partie.rangs, [rang, dernier]).tolist()
        classes = np.insert(np.delete(partie.reseau.rangs, ancien), nouveau, partie.reseau.rangs[ancien])
        _confirmer(replace(partie.reseau, rangs=classes), nouveau)
        return self.ordre[dernier].id

    def _types_suffisants(self, rang: int) -> tuple[str, ...]:
        """The other types with a seat within reach, free or held by someone later in the order."""
        ouverts = self.derniers > rang
        ouverts[self._types_acceptes(rang)] = False
        return self._noms(np.flatnonzero(ouverts))

    def _noms(self, types: Entiers) -> tuple[str, ...]:
        return tuple(self.instance.types[t].id for t in types.tolist())


def _agrandir(reseau: Reseau, type_: int, nombre: int) -> Reseau:
    places = reseau.places.copy()
    places[type_] += nombre
    return replace(reseau, places=places)


def _confirmer(reseau: Reseau, rang: int) -> None:
    """Solve the changed problem and make sure that the person of this rank is now placed."""
    classe = reseau.rangs[rang]
    devant = int((reseau.rangs[:rang] == classe).sum())
    if placer_dans_l_ordre(reseau)[classe] <= devant:
        raise RuntimeError("the announced change would not have given a seat")
