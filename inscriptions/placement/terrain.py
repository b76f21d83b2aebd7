"""A solved network, ready to answer for any rank: what binds, and what would have been enough?

Everything here is about *who* is placed: the placeable sets form a matroid, so each question is a search through moves
or a maximum flow, on a network where those who accept the same types make one class.
"""

from dataclasses import dataclass

import numpy as np

from inscriptions.placement.certificat import PERSONNE, derniers_rangs, rangs_places
from inscriptions.placement.flot import arrivees_au_moins, arrivees_possibles, places_occupees, sans_les_couts
from inscriptions.placement.reseau import Entiers, Reseau


@dataclass(frozen=True, slots=True)
class Ajout:
    """The fewest seats to add, in the one type where that takes fewest."""

    type: int
    nombre: int


class Terrain:
    """The network, the flow that was found on it, and what follows from both."""

    def __init__(self, reseau: Reseau, flux: Entiers) -> None:
        self.reseau, self.flux = reseau, flux
        places = np.bincount(reseau.de, weights=flux, minlength=reseau.nb_classes).astype(np.int64)
        retenus = rangs_places(reseau, places)
        self.derniers = derniers_rangs(reseau, retenus, flux)
        self.admis = np.zeros(len(reseau.rangs), bool)
        self.admis[retenus] = True
        self.reduit, self.numeros = sans_les_couts(reseau)
        self.flux_reduit = self._flux_reduit()

    def acceptes(self, rang: int) -> Entiers:
        """The types that the person of this rank may join."""
        return self.reseau.vers[self.reseau.de == self.reseau.rangs[rang]]

    def type_de(self, rang: int) -> int:
        """The type in which the placed person of this rank sits: in a class, the first come have the cheapest seats."""
        classe = self.reseau.rangs[rang]
        siens = np.flatnonzero((self.reseau.de == classe) & (self.flux > 0))
        ordre = np.lexsort((self.reseau.tirage_types[self.reseau.vers[siens]], self.reseau.cout[siens]))
        devant = int((self.reseau.rangs[:rang] == classe).sum())
        place = int(np.searchsorted(np.cumsum(self.flux[siens[ordre]]), devant, side="right"))
        return int(self.reseau.vers[siens[ordre[place]]])

    def preferes(self, rang: int, type_: int) -> Entiers:
        """The types that would cost this person less than this one."""
        siens = np.flatnonzero(self.reseau.de == self.reseau.rangs[rang])
        cout = self.reseau.cout[siens[self.reseau.vers[siens] == type_][0]]
        return self.reseau.vers[siens[self.reseau.cout[siens] < cout]]

    def ensemble_serre(self, acceptes: Entiers) -> Entiers:
        """These types, those their holders could move to, and so on."""
        assis = self.flux > 0
        serres = np.zeros(self.reseau.nb_types, bool)
        serres[acceptes] = True
        while True:
            classes = np.zeros(self.reseau.nb_classes, bool)
            classes[self.reseau.de[assis & serres[self.reseau.vers]]] = True
            suivants = serres.copy()
            suivants[self.reseau.vers[classes[self.reseau.de]]] = True
            if np.array_equal(serres, suivants):
                return np.flatnonzero(serres)
            serres = suivants

    def places_de_plus(self, rang: int, acceptes: Entiers) -> Ajout | None:
        """Where one more seat, or the fewest more, would have reached someone of this rank who accepts these types.

        Extra seats in a type go to earlier persons first: those who accept it, and those whom a chain of moves leads
        there. The maximum flow of such chains is how many seats are absorbed before this person's turn.
        """
        if not len(acceptes):
            return None
        refuses = np.bincount(self.reduit.rangs[:rang][~self.admis[:rang]], minlength=self.reduit.nb_classes)
        attente = np.bincount(self.reduit.vers, weights=refuses[self.reduit.de], minlength=self.reduit.nb_types)
        bornes = arrivees_au_moins(self.reduit, self.flux_reduit, refuses, acceptes)
        choisi = Ajout(-1, rang + 2)
        for ou in np.lexsort((attente[acceptes], bornes)).tolist():
            if bornes[ou] + 1 >= choisi.nombre:  # This type absorbs as many already, and so do those that follow.
                break
            absorbees = arrivees_possibles(self.reduit, self.flux_reduit, refuses, int(acceptes[ou]))
            if absorbees + 1 < choisi.nombre:
                choisi = Ajout(int(acceptes[ou]), absorbees + 1)
        self._confirmer(rang, acceptes, choisi)
        return choisi

    def passer_avant(self, rang: int, acceptes: Entiers) -> int | None:
        """The last rank that this person could have taken over by coming earlier, accepting these types."""
        dernier = int(self.derniers[acceptes].max(initial=PERSONNE))
        if dernier == PERSONNE:
            return None
        self._confirmer(min(rang, dernier), acceptes, Ajout(0, 0))
        return dernier

    def types_suffisants(self, rang: int) -> Entiers:
        """The types not accepted that have a seat within reach, free or held by someone later in the order."""
        ouverts = self.derniers > rang
        ouverts[self.acceptes(rang)] = False
        return np.flatnonzero(ouverts)

    def _confirmer(self, rang: int, acceptes: Entiers, ajout: Ajout) -> None:
        """Solve the changed problem for those who come before, without then with this person: one more is placed."""
        places = self.reduit.places.copy()
        places[ajout.type] += ajout.nombre
        avant = np.bincount(self.reduit.rangs[:rang], minlength=self.reduit.nb_classes)
        sans = places_occupees(self.reduit, avant, places)
        if places_occupees(self.reduit, avant, places, en_plus=acceptes) != sans + 1:
            raise RuntimeError("the announced change would not have given a seat")

    def _flux_reduit(self) -> Entiers:
        """How many follow each arc of the reduced network."""
        largeur = max(1, self.reseau.nb_types)
        codes = self.reduit.de * largeur + self.reduit.vers
        ordre = np.argsort(codes)
        suivis = np.searchsorted(codes[ordre], self.numeros[self.reseau.de] * largeur + self.reseau.vers)
        flux = np.zeros(len(codes), np.int64)
        np.add.at(flux, ordre[suivis], self.flux)
        return flux
