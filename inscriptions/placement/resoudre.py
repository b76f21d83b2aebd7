"""Who is placed, where, and why? The whole run, from an instance to its result and certificate."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

import numpy as np

from inscriptions.placement.certificat import LIBRE, PERSONNE, derniers_rangs, prix_des_places, rangs_places
from inscriptions.placement.composantes import separer
from inscriptions.placement.flot import placer_dans_l_ordre, repartir_au_moindre_cout
from inscriptions.placement.instance import Instance, Personne
from inscriptions.placement.memoire import sans_ramassage
from inscriptions.placement.repartition import repartir
from inscriptions.placement.reseau import Entiers, Reseau, construire
from inscriptions.placement.resultat import Certificat, Resultat

Avancement = Callable[[str], None]


@sans_ramassage()
def resoudre(instance: Instance, avancement: Avancement | None = None) -> Resultat:
    """The placement of an instance: the best set in priority order, at the least cost, with its certificate."""
    ordre = instance.ordre()
    reseau = construire(instance, ordre)
    places, flux, prix = _resoudre_les_parties(reseau, avancement or (lambda _: None))
    placements = _attribuer(instance, ordre, reseau, places, flux)
    return Resultat(
        empreinte=instance.empreinte(),
        placements=tuple(sorted(placements)),
        cout=int(flux @ reseau.cout),
        sous_minimum=_sous_minimum(instance, placements),
        certificat=Certificat(
            derniers_admis=_derniers_admis(instance, ordre, derniers_rangs(reseau, places, flux)),
            prix=tuple((t.id, p) for t, p in zip(instance.types, prix.tolist(), strict=True) if p),
        ),
    )


def _resoudre_les_parties(reseau: Reseau, avancement: Avancement) -> tuple[Entiers, Entiers, Entiers]:
    """Persons placed per class, persons per arc and price per type, one connected component after the other."""
    places = np.zeros(reseau.nb_classes, np.int64)
    flux = np.zeros(len(reseau.de), np.int64)
    prix = np.zeros(reseau.nb_types, np.int64)
    for numero, partie in enumerate(separer(reseau), start=1):
        avancement(f"composante {numero} : {len(partie.reseau.rangs)} personnes, {len(partie.types)} types de groupe")
        places[partie.classes] = placer_dans_l_ordre(partie.reseau)
        flux[partie.arcs] = repartir_au_moindre_cout(partie.reseau, places[partie.classes])
        prix[partie.types] = prix_des_places(partie.reseau, flux[partie.arcs])
    return places, flux, prix


def _attribuer(
    instance: Instance, ordre: list[Personne], reseau: Reseau, places: Entiers, flux: Entiers
) -> list[tuple[str, str]]:
    """A group for each placed person: inside a class, the first come take the cheapest seats."""
    sieges = _sieges_par_classe(reseau, flux)
    par_type: dict[int, list[Personne]] = defaultdict(list)
    for rang in rangs_places(reseau, places).tolist():
        par_type[next(sieges[int(reseau.rangs[rang])])].append(ordre[rang])
    groupes = defaultdict(list)
    for groupe in instance.groupes:
        groupes[groupe.type].append(groupe)
    placements = []
    for numero, personnes in par_type.items():
        effectifs = repartir(groupes[instance.types[numero].id], len(personnes))
        suite = (groupe_id for groupe_id, nombre in effectifs for _ in range(nombre))
        placements += [(p.id, groupe_id) for p, groupe_id in zip(personnes, suite, strict=True)]
    return placements


def _sieges_par_classe(reseau: Reseau, flux: Entiers) -> dict[int, Iterator[int]]:
    """For each class, the types of its seats, the cheapest first, then as drawn by the public seed."""
    pris = np.flatnonzero(flux)
    pris = pris[np.lexsort((reseau.tirage_types[reseau.vers[pris]], reseau.cout[pris], reseau.de[pris]))]
    sieges: dict[int, list[int]] = defaultdict(list)
    for classe, type_, nombre in zip(
        reseau.de[pris].tolist(), reseau.vers[pris].tolist(), flux[pris].tolist(), strict=True
    ):
        sieges[classe] += [type_] * nombre
    return {classe: iter(types) for classe, types in sieges.items()}


def _sous_minimum(instance: Instance, placements: list[tuple[str, str]]) -> tuple[str, ...]:
    """The groups that hold fewer persons than their minimum, empty ones included."""
    effectif = Counter(groupe_id for _, groupe_id in placements)
    return tuple(g.id for g in instance.groupes if effectif[g.id] < g.minimum)


def _derniers_admis(instance: Instance, ordre: list[Personne], derniers: Entiers) -> tuple[tuple[str, str], ...]:
    return tuple(
        (type_.id, ordre[rang].id)
        for type_, rang in zip(instance.types, derniers.tolist(), strict=True)
        if rang not in (LIBRE, PERSONNE)
    )
