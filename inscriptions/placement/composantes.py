"""Which parts of a problem have nothing to do with each other?

Only *true* connected components are solved apart: two regions that share one online group are one component.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inscriptions.placement.instance import Classes, Groupes, Instance, Personnes
from inscriptions.placement.priorites import choisir
from inscriptions.placement.reseau import Entiers, Reseau, construire, positions
from inscriptions.placement.resultat import Certificat, Resultat

Masque = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Partie:
    """A connected component with arcs: its own network, and the numbers its rows had in the whole."""

    reseau: Reseau
    classes: Entiers
    types: Entiers
    arcs: Entiers
    rangs: Entiers


def etiqueter(reseau: Reseau) -> tuple[Entiers, Entiers]:
    """A label per class and a label per type: the same label means the same connected component."""
    etiquette = np.arange(reseau.nb_classes + reseau.nb_types)
    vers = reseau.vers + reseau.nb_classes
    while True:
        avant = etiquette.copy()
        plus_petite = np.minimum(etiquette[reseau.de], etiquette[vers])
        np.minimum.at(etiquette, reseau.de, plus_petite)
        np.minimum.at(etiquette, vers, plus_petite)
        etiquette = etiquette[etiquette]
        if np.array_equal(avant, etiquette):
            return etiquette[: reseau.nb_classes], etiquette[reseau.nb_classes :]


def separer(reseau: Reseau) -> Iterator[Partie]:
    """The components that have arcs; inside each, classes, types, arcs and persons keep their order."""
    des_classes, des_types = etiqueter(reseau)
    noms = np.unique(des_classes[reseau.de])
    groupes = [_grouper(e, noms) for e in (des_classes, des_types, des_classes[reseau.de], des_classes[reseau.rangs])]
    numero_classe, numero_type = np.empty_like(des_classes), np.empty_like(des_types)
    for classes, types, arcs, rangs in zip(*groupes, strict=True):
        numero_classe[classes] = np.arange(len(classes))
        numero_type[types] = np.arange(len(types))
        partie = Reseau(
            nb_classes=len(classes),
            places=np.minimum(reseau.places[types], len(rangs) + 1),
            de=numero_classe[reseau.de[arcs]],
            vers=numero_type[reseau.vers[arcs]],
            cout=reseau.cout[arcs],
            rangs=numero_classe[reseau.rangs[rangs]],
            tirage_classes=positions(np.argsort(reseau.tirage_classes[classes])),
            tirage_types=positions(np.argsort(reseau.tirage_types[types])),
        )
        yield Partie(partie, classes, types, arcs, rangs)


def _grouper(etiquettes: Entiers, noms: Entiers) -> list[Entiers]:
    """For each of these labels, the numbers that carry it, in order."""
    tri = np.argsort(etiquettes, kind="stable")
    debuts = np.searchsorted(etiquettes[tri], noms)
    fins = np.searchsorted(etiquettes[tri], noms, side="right")
    return [tri[debut:fin] for debut, fin in zip(debuts.tolist(), fins.tolist(), strict=True)]


def decouper(instance: Instance) -> list[Instance]:
    """One instance per connected component, each to be solved anywhere; `fusionner` brings the results together."""
    des_classes, des_types = etiqueter(construire(instance, np.arange(len(instance.personnes.ids))))
    return [_extraire(instance, des_classes == nom, des_types == nom) for nom in np.union1d(des_classes, des_types)]


def _extraire(instance: Instance, classes: Masque, types: Masque) -> Instance:
    """The part of the instance that holds these classes and these types."""
    personnes = np.flatnonzero(classes[instance.personnes.classes])
    groupes = np.flatnonzero(types[instance.groupes.types]).tolist()
    arcs = classes[instance.classes.de()]
    numero_classe, numero_type = np.cumsum(classes) - 1, np.cumsum(types) - 1
    return Instance(
        graine=instance.graine,
        types=_noms(instance.types, types),
        groupes=Groupes(
            [instance.groupes.ids[g] for g in groupes],
            numero_type[instance.groupes.types[groupes]],
            [instance.groupes.capacites[g] for g in groupes],
            [instance.groupes.minimums[g] for g in groupes],
        ),
        classes=Classes(
            _noms(instance.classes.ids, classes),
            np.concatenate(([0], np.cumsum(np.diff(instance.classes.debuts)[classes]))),
            numero_type[instance.classes.vers[arcs]],
            instance.classes.couts[arcs],
        ),
        personnes=Personnes(
            [instance.personnes.ids[p] for p in personnes.tolist()],
            numero_classe[instance.personnes.classes[personnes]],
            choisir(instance.personnes.priorites, personnes),
        ),
    )


def _noms(noms: Sequence[str], lesquels: Masque) -> list[str]:
    return [noms[i] for i in np.flatnonzero(lesquels).tolist()]


def fusionner(instance: Instance, resultats: Iterable[Resultat]) -> Resultat:
    """The result of the whole from the results of its components: the same bytes as solving it at once."""
    resultats = list(resultats)
    certificats = [r.certificat for r in resultats]
    return Resultat(
        empreinte=instance.empreinte(),
        placements=tuple(sorted(p for r in resultats for p in r.placements)),
        cout=sum(r.cout for r in resultats),
        sous_minimum=tuple(sorted(g for r in resultats for g in r.sous_minimum)),
        certificat=Certificat(
            derniers_admis=tuple(sorted(d for c in certificats for d in c.derniers_admis)),
            prix=tuple(sorted(p for c in certificats for p in c.prix)),
        ),
    )
