"""Who is placed, where, and why? The whole run, from an instance to its result and certificate."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from inscriptions.placement.certificat import LIBRE, PERSONNE, derniers_rangs, prix_des_places, rangs_places
from inscriptions.placement.composantes import Partie, separer
from inscriptions.placement.flot import placer_dans_l_ordre, repartir_au_moindre_cout
from inscriptions.placement.instance import Groupe, Instance
from inscriptions.placement.memoire import sans_ramassage
from inscriptions.placement.repartition import repartir
from inscriptions.placement.reseau import Entiers, Reseau, construire
from inscriptions.placement.resultat import Certificat, Resultat

Avancement = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Solution:
    """What the flows found: persons placed per class, persons per arc, price of a seat per type."""

    places: Entiers
    flux: Entiers
    prix: Entiers


@sans_ramassage()
def resoudre(instance: Instance, avancement: Avancement | None = None) -> Resultat:
    """The placement of an instance: the best set in priority order, at the least cost, with its certificate."""
    ordre = instance.ordre()
    reseau = construire(instance, ordre)
    avancement = avancement or (lambda _: None)
    solutions = []
    for numero, partie in enumerate(separer(reseau), start=1):
        avancement(f"composante {numero} : {len(partie.reseau.rangs)} personnes, {len(partie.types)} types de groupe")
        solutions.append((partie, resoudre_la_partie(partie.reseau)))
    return conclure(instance, ordre, reseau, reunir(reseau, solutions))


def resoudre_la_partie(reseau: Reseau) -> Solution:
    """The two flows of one connected component, and the prices that prove the second."""
    places = placer_dans_l_ordre(reseau)
    flux = repartir_au_moindre_cout(reseau, places)
    return Solution(places, flux, prix_des_places(reseau, flux))


def reunir(reseau: Reseau, solutions: list[tuple[Partie, Solution]]) -> Solution:
    """The solution of the whole from those of its components, in any order."""
    toute = Solution(
        np.zeros(reseau.nb_classes, np.int64),
        np.zeros(len(reseau.de), np.int64),
        np.zeros(reseau.nb_types, np.int64),
    )
    for partie, solution in solutions:
        toute.places[partie.classes] = solution.places
        toute.flux[partie.arcs] = solution.flux
        toute.prix[partie.types] = solution.prix
    return toute


@sans_ramassage()
def conclure(instance: Instance, ordre: Entiers, reseau: Reseau, solution: Solution) -> Resultat:
    """The result in the words of the contract."""
    rangs = rangs_places(reseau, solution.places)
    personnes, groupes = _attribuer(instance, ordre, reseau, solution.flux, rangs)
    effectifs = np.bincount(groupes, minlength=len(instance.groupes.ids)).tolist()
    ids, noms = instance.personnes.ids, instance.groupes.ids
    derniers = derniers_rangs(reseau, rangs, solution.flux)
    return Resultat(
        empreinte=instance.empreinte(),
        placements=tuple([(ids[p], noms[g]) for p, g in zip(personnes.tolist(), groupes.tolist(), strict=True)]),
        cout=int(solution.flux @ reseau.cout),
        sous_minimum=tuple(
            g for g, n, minimum in zip(noms, effectifs, instance.groupes.minimums, strict=True) if n < minimum
        ),
        certificat=Certificat(
            derniers_admis=_derniers_admis(instance, ordre, derniers),
            prix=tuple((t, p) for t, p in zip(instance.types, solution.prix.tolist(), strict=True) if p),
        ),
    )


def _attribuer(
    instance: Instance, ordre: Entiers, reseau: Reseau, flux: Entiers, rangs: Entiers
) -> tuple[Entiers, Entiers]:
    """The persons placed, sorted by id, and the group of each: in a class, the first come take the cheapest seats."""
    types = np.empty(len(rangs), np.int64)
    types[np.argsort(reseau.rangs[rangs], kind="stable")] = _sieges(reseau, flux)
    par_type = np.argsort(types, kind="stable")
    groupes = np.empty(len(rangs), np.int64)
    groupes[par_type] = _groupes_par_type(instance, np.bincount(types, minlength=reseau.nb_types))
    personnes = ordre[rangs]
    tri = np.argsort(personnes)
    return personnes[tri], groupes[tri]


def _sieges(reseau: Reseau, flux: Entiers) -> Entiers:
    """The type of every seat held, class after class: the cheapest first, then as drawn by the public seed."""
    pris = np.flatnonzero(flux)
    pris = pris[np.lexsort((reseau.tirage_types[reseau.vers[pris]], reseau.cout[pris], reseau.de[pris]))]
    return np.repeat(reseau.vers[pris], flux[pris])


def _groupes_par_type(instance: Instance, effectifs: Entiers) -> Entiers:
    """The group of every seat held, type after type, in the order in which the groups receive people."""
    groupes = instance.groupes
    par_type = np.argsort(groupes.types, kind="stable")
    debuts = np.searchsorted(groupes.types[par_type], np.arange(len(instance.types) + 1)).tolist()
    numeros, nombres = [], []
    for type_, effectif in enumerate(effectifs.tolist()):
        if effectif:
            du_type = par_type[debuts[type_] : debuts[type_ + 1]].tolist()
            lignes = [Groupe(groupes.ids[g], "", groupes.capacites[g], groupes.minimums[g]) for g in du_type]
            numero = dict(zip((ligne.id for ligne in lignes), du_type, strict=True))
            for nom, nombre in repartir(lignes, effectif):
                numeros.append(numero[nom])
                nombres.append(nombre)
    return np.repeat(np.array(numeros, np.int64), np.array(nombres, np.int64))


def _derniers_admis(instance: Instance, ordre: Entiers, derniers: Entiers) -> tuple[tuple[str, str], ...]:
    ids = instance.personnes.ids
    return tuple(
        (type_, ids[ordre[rang]])
        for type_, rang in zip(instance.types, derniers.tolist(), strict=True)
        if rang not in (LIBRE, PERSONNE)
    )
