"""Small seeded problems, and every possible answer to them."""

import json
from hashlib import sha256
from itertools import product
from random import Random
from typing import Any

from inscriptions.placement.lecture import lire_instance
from inscriptions.placement.resoudre import resoudre

Document = dict[str, Any]


def petit_monde(graine: int, personnes: int = 6, groupes: int = 4) -> Document:
    """A random problem with few seats and many equal priorities."""
    hasard = Random(graine)
    types = [f"t{i}" for i in range(hasard.randint(1, 4))]
    classes = [f"c{i}" for i in range(hasard.randint(1, 4))]
    return {
        "version": 1,
        "graine": hasard.randint(-3, 3),
        "types": [{"id": t} for t in types],
        "groupes": [
            {
                "id": f"g{i}",
                "type": hasard.choice(types),
                "capacite": hasard.randint(0, 3),
                "minimum": hasard.choice((0, 2)),
            }
            for i in range(hasard.randint(0, groupes))
        ],
        "classes": [
            {"id": c, "arcs": [[t, hasard.randint(0, 4)] for t in hasard.sample(types, hasard.randint(0, len(types)))]}
            for c in classes
        ],
        "personnes": [
            {"id": f"p{i}", "classe": hasard.choice(classes), "priorite": [hasard.randint(0, 2), hasard.randint(0, 1)]}
            for i in range(hasard.randint(0, personnes))
        ],
    }


def resultat_de(monde: Document) -> Document:
    """The solver's result, as a file would hold it."""
    return json.loads(resoudre(lire_instance(monde)).canonique())


def file_d_attente(monde: Document) -> list[Document]:
    """The persons from first to last served."""
    return sorted(
        monde["personnes"], key=lambda p: (p["priorite"], sha256(f"{monde['graine']}:{p['id']}".encode()).hexdigest())
    )


def toutes_les_reponses(monde: Document) -> list[tuple[tuple[bool, ...], int]]:
    """Every way to seat people: who is placed (first in the order first), and the cost."""
    file = file_d_attente(monde)
    arcs = {c["id"]: dict(c["arcs"]) for c in monde["classes"]}
    choix = [[None, *(g for g in monde["groupes"] if g["type"] in arcs[p["classe"]])] for p in file]
    reponses = []
    for groupes in product(*choix):
        pris = [g["id"] for g in groupes if g]
        if all(pris.count(g["id"]) <= g["capacite"] for g in groupes if g):
            cout = sum(arcs[p["classe"]][g["type"]] for p, g in zip(file, groupes, strict=True) if g)
            reponses.append((tuple(g is not None for g in groupes), cout))
    return reponses


def melanger(monde: Document, graine: int) -> Document:
    """The same problem with every list and every object's keys in another order."""
    hasard = Random(graine)

    def battre(objets: list[Any]) -> list[Any]:
        return hasard.sample(objets, len(objets))

    autre = dict(battre(list(monde.items())))
    for liste in ("types", "groupes", "classes", "personnes"):
        autre[liste] = [dict(battre(list(objet.items()))) for objet in battre(monde[liste])]
    for classe in autre["classes"]:
        classe["arcs"] = battre(classe["arcs"])
    return autre
