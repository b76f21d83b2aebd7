"""What proves that nobody was passed over, and that no cheaper way exists?"""

import numpy as np

from inscriptions.placement.reseau import Entiers, Reseau

LIBRE = np.iinfo(np.int64).max
PERSONNE = -1


def derniers_rangs(reseau: Reseau, retenus: Entiers, flux: Entiers) -> Entiers:
    """For each type, the last rank among those who would have to give way to a newcomer (`LIBRE`: nobody has to).

    Entering a full type moves one of its persons to any type that person accepts, and so on: the closure of these
    moves is the tight set of the type. It depends on who is placed (`retenus`, their ranks), not on which optimal flow
    was found.
    """
    rang = np.full(reseau.nb_classes, PERSONNE, np.int64)
    np.maximum.at(rang, reseau.rangs[retenus], retenus)
    assis = flux > 0
    de, vers = reseau.de[assis], reseau.vers[assis]
    dernier = np.full(reseau.nb_types, PERSONNE, np.int64)
    np.maximum.at(dernier, vers, rang[de])
    occupees = np.bincount(reseau.vers, weights=flux, minlength=reseau.nb_types)
    dernier[occupees < reseau.places] = LIBRE
    while True:
        atteint = np.full(reseau.nb_classes, PERSONNE, np.int64)
        np.maximum.at(atteint, reseau.de, dernier[reseau.vers])
        suivant = dernier.copy()
        np.maximum.at(suivant, vers, atteint[de])
        if np.array_equal(suivant, dernier):
            return dernier
        dernier = suivant


def prix_des_places(reseau: Reseau, flux: Entiers) -> Entiers:
    """The smallest dual price of a seat of each type.

    With these prices everyone placed sits where cost plus price is least, and only full types have a price: no
    other seating of the same persons can cost less. The smallest prices are the same for every optimal flow.
    """
    assis = flux > 0
    de, vers, cout = reseau.de[assis], reseau.vers[assis], reseau.cout[assis]
    places = np.bincount(de, minlength=reseau.nb_classes)[reseau.de] > 0
    arcs_de, arcs_vers, arcs_cout = reseau.de[places], reseau.vers[places], reseau.cout[places]
    prix = np.zeros(reseau.nb_types, np.int64)
    for _ in range(reseau.nb_types + 1):
        depense = np.zeros(reseau.nb_classes, np.int64)
        np.maximum.at(depense, de, prix[vers] + cout)
        suivant = prix.copy()
        np.maximum.at(suivant, arcs_vers, depense[arcs_de] - arcs_cout)
        if np.array_equal(suivant, prix):
            return prix
        prix = suivant
    raise RuntimeError("the flow is not of least cost: its prices grow without end")


def rangs_places(reseau: Reseau, places_par_classe: Entiers) -> Entiers:
    """The ranks of the placed persons: the first of each class, as many as it has seats."""
    par_classe = np.argsort(reseau.rangs, kind="stable")
    effectifs = reseau.effectifs()
    debut = np.cumsum(effectifs) - effectifs
    position = np.empty(len(par_classe), np.int64)
    position[par_classe] = np.arange(len(par_classe)) - np.repeat(debut, effectifs)
    return np.flatnonzero(position < places_par_classe[reseau.rangs])
