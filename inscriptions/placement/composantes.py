"""Which parts of a problem have nothing to do with each other?

Only *true* connected components are solved apart: two regions that share one online group are one component.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from inscriptions.placement.instance import Instance
from inscriptions.placement.reseau import Entiers, Reseau, construire, positions
from inscriptions.placement.resultat import Certificat, Resultat


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
    des_arcs, des_rangs = des_classes[reseau.de], des_classes[reseau.rangs]
    numero_classe, numero_type = np.empty_like(des_classes), np.empty_like(des_types)
    for nom in np.unique(des_arcs):
        classes, types, arcs = (np.flatnonzero(e == nom) for e in (des_classes, des_types, des_arcs))
        numero_classe[classes] = np.arange(len(classes))
        numero_type[types] = np.arange(len(types))
        rangs = np.flatnonzero(des_rangs == nom)
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


def decouper(instance: Instance) -> list[Instance]:
    """One instance per connected component, each to be solved anywhere; `fusionner` brings the results together."""
    des_classes, des_types = etiqueter(construire(instance, list(instance.personnes)))
    classe = {c.id: int(e) for c, e in zip(instance.classes, des_classes, strict=True)}
    type_ = {t.id: int(e) for t, e in zip(instance.types, des_types, strict=True)}
    return [
        Instance(
            graine=instance.graine,
            types=tuple(t for t in instance.types if type_[t.id] == nom),
            groupes=tuple(g for g in instance.groupes if type_[g.type] == nom),
            classes=tuple(c for c in instance.classes if classe[c.id] == nom),
            personnes=tuple(p for p in instance.personnes if classe[p.classe] == nom),
        )
        for nom in sorted({*classe.values(), *type_.values()})
    ]


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
