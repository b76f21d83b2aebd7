"""Small seeded formation problems, and the best answer found by trying them all."""

import json
from collections import Counter
from itertools import product
from random import Random
from typing import Any

from inscriptions.placement.formation_lecture import lire_formation
from inscriptions.placement.formation_resoudre import resoudre_formation

Document = dict[str, Any]
CELLULES = ("lun", "mar", "mer")


def petite_formation(graine: int) -> Document:
    """A random problem: few persons, shared teachers, short hours, pools, minimums that bite."""
    hasard = Random(graine)
    types = [f"t{i}" for i in range(hasard.randint(1, 3))]
    declarations = [f"d{i}" for i in range(hasard.randint(1, 2))]
    ressources = [f"r{i}" for i in range(hasard.randint(0, 3))]
    bassins = [f"b{i}" for i in range(hasard.randint(0, 1))]
    return {
        "version": 1,
        "graine": graine,
        "types": [{"id": t} for t in types],
        "declarations": [{"id": d, "heures": hasard.randint(2, 8)} for d in declarations],
        "bassins": [{"id": b, "nombre": hasard.randint(1, 2)} for b in bassins],
        "ressources": [
            {
                "id": r,
                "nombre": hasard.choice((1, 1, 2)),
                "heures": hasard.randint(2, 6),
                "cellules": sorted(hasard.sample(CELLULES, hasard.randint(1, 3))),
            }
            for r in ressources
        ],
        "offres": [
            _offre(hasard, f"o{i}", types, declarations, bassins, ressources) for i in range(hasard.randint(1, 4))
        ],
        "classes": [
            {
                "id": f"c{i}",
                "effectifs": [[q, hasard.randint(1, 2)] for q in sorted(hasard.sample((1, 2), hasard.randint(1, 2)))],
                "arcs": [
                    [t, hasard.randint(0, 3), hasard.randint(0, 1)]
                    for t in hasard.sample(types, hasard.randint(0, len(types)))
                ],
            }
            for i in range(hasard.randint(1, 3))
        ],
    }


def _offre(
    hasard: Random, nom: str, types: list[str], declarations: list[str], bassins: list[str], ressources: list[str]
) -> Document:
    capacite = hasard.randint(1, 4)
    restantes = hasard.sample(ressources, len(ressources))
    besoins = []
    for _ in range(hasard.randint(0, 2)):
        combien = min(len(restantes), hasard.randint(1, 2))
        if combien:
            besoins.append(sorted(restantes.pop() for _ in range(combien)))
    return {
        "id": nom,
        "declaration": hasard.choice(declarations),
        "bassin": hasard.choice(["", *bassins]),
        "nombre": hasard.choice((1, 1, 2)),
        "au_moins": 0,
        "types": sorted(hasard.sample(types, hasard.randint(1, min(2, len(types))))),
        "capacite": capacite,
        "minimum": hasard.randint(0, capacite),
        "heures_semaine": hasard.randint(1, 3),
        "heures_session": hasard.randint(1, 4),
        "cout": hasard.randint(0, 3),
        "cellules": sorted(hasard.sample(CELLULES, hasard.randint(0, 2))),
        "besoins": besoins,
    }


def resultat_de(monde: Document) -> Document:
    """The solver's result, as a file would hold it."""
    return json.loads(resoudre_formation(lire_formation(monde)).canonique())


def meilleur(monde: Document) -> list[int]:
    """The best value of the criteria, in their order, over every choice of groups and every seating."""
    departs = _departs(monde)
    best: tuple[int, ...] | None = None
    for ouverts in _ouvertures(monde):
        bas, haut, frais = Counter(), Counter(), 0
        for (rang, type_), nombre in ouverts.items():
            offre = monde["offres"][rang]
            bas[type_] += nombre * offre["minimum"]
            haut[type_] += nombre * offre["capacite"]
            frais += nombre * offre["cout"]
        for places, valeur in departs.items():
            if all(bas[t] <= n <= haut[t] for t, n in places) and (best is None or _moins(valeur, frais) > best):
                best = _moins(valeur, frais)
    assert best is not None
    return [*best[:-1], -best[-1]]


def _moins(valeur: tuple[int, ...], frais: int) -> tuple[int, ...]:
    return (*valeur[:-1], valeur[-1] - frais)


def _departs(monde: Document) -> dict[tuple, tuple[int, ...]]:
    """For each number of persons per type, the best they can be worth, the cost being a negative gain."""
    types = [t["id"] for t in monde["types"]]
    priorites = sorted({q for c in monde["classes"] for q, _ in c["effectifs"]})
    meilleurs = {tuple((t, 0) for t in types): (0,) * (len(priorites) + 2)}
    for classe in monde["classes"]:
        for priorite, nombre in classe["effectifs"]:
            for _ in range(nombre):
                suivants = dict(meilleurs)
                for places, valeur in meilleurs.items():
                    for type_, cout, norme in classe["arcs"]:
                        apres = tuple((t, n + (t == type_)) for t, n in places)
                        gain = (norme, *(int(q == priorite) for q in priorites), -cout)
                        somme = tuple(a + b for a, b in zip(valeur, gain, strict=True))
                        suivants[apres] = max(suivants.get(apres, somme), somme)
                meilleurs = suivants
    return meilleurs


def _ouvertures(monde: Document) -> list[dict[tuple[int, str], int]]:
    """Every choice of groups that resources, hours and ceilings allow."""
    cles = [(i, t) for i, o in enumerate(monde["offres"]) for t in o["types"]]
    nombres = product(*(range(monde["offres"][i]["nombre"] + 1) for i, _ in cles))
    choix = ({c: n for c, n in zip(cles, combien, strict=True) if n} for combien in nombres)
    return [c for c in choix if _tient(monde, c)]


def _tient(monde: Document, choix: dict[tuple[int, str], int]) -> bool:
    copies = [monde["offres"][i] for (i, _), n in choix.items() for _ in range(n)]
    par_offre, heures, bassins = Counter(), Counter(), Counter()
    for offre in copies:
        par_offre[offre["id"]] += 1
        heures[offre["declaration"]] += offre["heures_session"]
        bassins[offre["bassin"]] += 1
    return (
        all(o["au_moins"] <= par_offre[o["id"]] <= o["nombre"] for o in monde["offres"])
        and all(heures[d["id"]] <= d["heures"] for d in monde["declarations"])
        and all(bassins[b["id"]] <= b["nombre"] for b in monde["bassins"])
        and _enseignable(monde, [(offre, besoin) for offre in copies for besoin in offre["besoins"]], Counter())
    )


def _enseignable(monde: Document, taches: list[tuple[Document, list[str]]], pris: Counter) -> bool:
    """Whether some way of giving resources to needs keeps everyone in one place at a time."""
    if not taches:
        return True
    (offre, besoin), reste = taches[0], taches[1:]
    for ressource in monde["ressources"]:
        nom = ressource["id"]
        if nom not in besoin or not set(offre["cellules"]) <= set(ressource["cellules"]):
            continue
        if pris[nom] + offre["heures_semaine"] > ressource["heures"]:
            continue
        if any(pris[nom, c] >= ressource["nombre"] for c in offre["cellules"]):
            continue
        suite = pris + Counter({nom: offre["heures_semaine"], **{(nom, c): 1 for c in offre["cellules"]}})
        if _enseignable(monde, reste, suite):
            return True
    return False
