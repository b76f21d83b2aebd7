"""Who can be placed, and where at the least cost? Two min-cost flows over classes and types."""

import numpy as np
from ortools.graph.python import max_flow, min_cost_flow

from inscriptions.placement.reseau import Entiers, Reseau, semblables

EPSILON = 1e-6


def placer_dans_l_ordre(reseau: Reseau) -> Entiers:
    """How many persons of each class are placed when nobody gives way to someone who comes later.

    Each person is one arc from the source, worth more the earlier the person comes. The sets that can be seated
    together form a matroid, so *any* strictly falling weights select the set that is best rank by rank, which is
    also the largest: consecutive ranks are enough, and stay far from the limits of 64 bits.
    """
    reduit, _ = sans_les_couts(reseau)
    nombre, source = len(reduit.rangs), reduit.nb_classes + reduit.nb_types
    flot = min_cost_flow.SimpleMinCostFlow()
    personnes = flot.add_arcs_with_capacity_and_unit_cost(
        np.full(nombre, source), reduit.rangs, np.ones(nombre, np.int64), -np.arange(nombre, 0, -1)
    )
    _relier(flot, reduit, reduit.effectifs(), np.zeros(len(reduit.de), np.int64))
    flot.add_arc_with_capacity_and_unit_cost(source, source + 1, nombre, 0)
    flot.set_node_supply(source, nombre)
    flot.set_node_supply(source + 1, -nombre)
    _resoudre(flot)
    return np.bincount(reseau.rangs, weights=flot.flows(personnes), minlength=reseau.nb_classes).astype(np.int64)


def sans_les_couts(reseau: Reseau) -> tuple[Reseau, Entiers]:
    """One class for all those that accept the same types, and its number for each class given.

    Costs do not say who is placed: on this network the same persons are, several times quicker.
    """
    debuts = np.searchsorted(reseau.de, np.arange(reseau.nb_classes + 1))
    numeros = semblables(debuts, reseau.vers)
    modeles = np.full(int(numeros.max(initial=-1)) + 1, -1, np.int64)
    modeles[numeros[::-1]] = np.arange(reseau.nb_classes)[::-1]
    utiles = modeles[numeros[reseau.de]] == reseau.de
    reduit = Reseau(
        nb_classes=len(modeles),
        places=reseau.places,
        de=numeros[reseau.de[utiles]],
        vers=reseau.vers[utiles],
        cout=reseau.cout[utiles],
        rangs=numeros[reseau.rangs],
        tirage_classes=np.arange(len(modeles)),
        tirage_types=np.arange(reseau.nb_types),
    )
    return reduit, numeros


def repartir_au_moindre_cout(reseau: Reseau, places_par_classe: Entiers) -> Entiers:
    """How many persons follow each arc when exactly these are placed, at the least total cost.

    Classes and types are presented as the public seed drew them, so that no name is favoured between equal costs.
    """
    flot = min_cost_flow.SimpleMinCostFlow()
    arcs = _relier(flot, reseau, places_par_classe, reseau.cout)
    flot.set_nodes_supplies(reseau.tirage_classes, places_par_classe)
    flot.set_node_supply(reseau.nb_classes + reseau.nb_types + 1, -int(places_par_classe.sum()))
    _resoudre(flot)
    return np.asarray(flot.flows(arcs), np.int64)


def arrivees_possibles(reseau: Reseau, flux: Entiers, attente: Entiers, type_: int) -> int:
    """How many of those who wait could end in this type if it had room, moving seated persons but unseating none."""
    flot, source = max_flow.SimpleMaxFlow(), reseau.nb_classes + reseau.nb_types
    types = reseau.vers + reseau.nb_classes
    assis = flux > 0
    flot.add_arcs_with_capacity(np.full(reseau.nb_classes, source), np.arange(reseau.nb_classes), attente)
    flot.add_arcs_with_capacity(reseau.de, types, np.full(len(types), len(reseau.rangs)))
    flot.add_arcs_with_capacity(types[assis], reseau.de[assis], flux[assis])
    if flot.solve(source, type_ + reseau.nb_classes) != flot.OPTIMAL:
        raise RuntimeError("the maximum flow solver stopped without an optimum")
    return int(flot.optimal_flow())


def arrivees_au_moins(reseau: Reseau, flux: Entiers, attente: Entiers, types: Entiers) -> Entiers:
    """For each of these types, a number that `arrivees_possibles` reaches or passes, without a flow.

    Those who accept the type, and the others as far as one move of seated persons makes them room: each class that
    waits is shared among the types that could take it in proportion to that room. A share of a person may well be
    moved: the greatest flow of shares is also one of whole persons.
    """
    attend, assis = attente[reseau.de] > 0, flux > 0
    de, vers, nombre = reseau.de[attend], reseau.vers[attend], attente[reseau.de[attend]]
    assis_de, assis_vers, flux = reseau.de[assis], reseau.vers[assis], flux[assis]
    bornes = np.zeros(len(types), np.int64)
    for rang, type_ in enumerate(types.tolist()):
        accepte = np.zeros(reseau.nb_classes, bool)
        accepte[reseau.de[reseau.vers == type_]] = True
        cedent = accepte[assis_de] & (assis_vers != type_)
        place = np.bincount(assis_vers[cedent], weights=flux[cedent], minlength=reseau.nb_types)
        poids = np.where(accepte[de], 0, place[vers])
        total = np.bincount(de, weights=poids, minlength=reseau.nb_classes)
        parts = nombre * poids / np.maximum(total[de], 1)
        deplacees = np.minimum(place, np.bincount(vers, weights=parts, minlength=reseau.nb_types)).sum()
        bornes[rang] = nombre[vers == type_].sum() + int(deplacees + EPSILON)
    return bornes


def places_occupees(reseau: Reseau, effectifs: Entiers, places: Entiers, en_plus: Entiers | None = None) -> int:
    """How many of these persons can be seated together, with one more who accepts the types `en_plus`."""
    flot, puits = max_flow.SimpleMaxFlow(), reseau.nb_classes + reseau.nb_types
    source, autre = puits + 1, puits + 2
    types = np.arange(reseau.nb_types) + reseau.nb_classes
    flot.add_arcs_with_capacity(np.full(reseau.nb_classes, source), np.arange(reseau.nb_classes), effectifs)
    flot.add_arcs_with_capacity(reseau.de, types[reseau.vers], effectifs[reseau.de])
    flot.add_arcs_with_capacity(types, np.full(reseau.nb_types, puits), places)
    if en_plus is not None:
        flot.add_arc_with_capacity(source, autre, 1)
        flot.add_arcs_with_capacity(np.full(len(en_plus), autre), types[en_plus], np.ones(len(en_plus), np.int64))
    if flot.solve(source, puits) != flot.OPTIMAL:
        raise RuntimeError("the maximum flow solver stopped without an optimum")
    return int(flot.optimal_flow())


def _relier(flot: min_cost_flow.SimpleMinCostFlow, reseau: Reseau, effectifs: Entiers, cout: Entiers) -> Entiers:
    """Add the arcs class → type, then type → sink; give back the numbers of the first."""
    types = reseau.tirage_types + reseau.nb_classes
    arcs = flot.add_arcs_with_capacity_and_unit_cost(
        reseau.tirage_classes[reseau.de],
        types[reseau.vers],
        np.minimum(effectifs[reseau.de], reseau.places[reseau.vers]),
        cout,
    )
    puits = np.full(reseau.nb_types, reseau.nb_classes + reseau.nb_types + 1)
    flot.add_arcs_with_capacity_and_unit_cost(types, puits, reseau.places, np.zeros(reseau.nb_types, np.int64))
    return arcs


def _resoudre(flot: min_cost_flow.SimpleMinCostFlow) -> None:
    statut = flot.solve()
    if statut != flot.OPTIMAL:
        raise RuntimeError(f"the flow solver stopped without an optimum: {statut}")
