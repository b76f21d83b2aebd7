"""Seeded placement problems of any size, shaped like the demand of a province: 17 regions, one of them half of it."""

from typing import Any

import numpy as np

from inscriptions.placement.assemblage import Colonnes, assembler

REGIONS, NIVEAUX, HORAIRES, EN_LIGNE = 17, 12, 4, 1
POIDS_REGIONS = np.array([52, 13, 9, 6, 4, 3, 3, 2, 2, 1.5, 1.2, 1, 0.8, 0.6, 0.4, 0.3, 0.2])
POIDS_NIVEAUX = np.array([14, 13, 12, 11, 10, 9, 8, 7, 6, 4, 3, 3.0])
# Accepted formulas (bits: in class, online, hybrid), the preferred one, and how many people are so.
FORMULES = [(1, 0), (2, 1), (5, 0), (5, 2), (7, 0), (7, 1), (7, 2), (6, 1), (6, 2)]
POIDS_FORMULES = np.array([0.35, 0.15, 0.10, 0.05, 0.12, 0.08, 0.05, 0.06, 0.04])
HORAIRE_DE_PLUS = 0.35
PLACES_PAR_PERSONNE = 0.9


def instance_fictive(personnes: int, groupes: int, graine: int = 1) -> dict[str, Any]:
    """A problem as the JSON contract writes it."""
    hasard = np.random.default_rng(graine)
    profils, attente = demandes_fictives(hasard, personnes)
    offres, capacites = offres_fictives(hasard, personnes, groupes)
    classes = sorted(set(profils))
    types = sorted(set(offres))
    arcs = [[[_nom("t", t), c] for t in types if (c := _cout(classe, t)) is not None] for classe in classes]
    return {
        "version": 1,
        "graine": graine,
        "types": [{"id": _nom("t", t)} for t in types],
        "groupes": [
            {"id": f"g{i:05}", "type": _nom("t", t), "capacite": c, "minimum": c // 2}
            for i, (t, c) in enumerate(zip(offres, capacites, strict=True))
        ],
        "classes": [{"id": _nom("c", c), "arcs": a} for c, a in zip(classes, arcs, strict=True)],
        "personnes": [
            {"id": f"p{i:07}", "classe": _nom("c", profil), "priorite": [1, -jours]}
            for i, (profil, jours) in enumerate(zip(profils, attente, strict=True))
        ],
    }


def ecrire_instance(personnes: int, groupes: int, graine: int = 1) -> bytes:
    """The same problem as a canonical file; only levels that meet are compared, so that a million is possible."""
    hasard = np.random.default_rng(graine)
    profils, attente = demandes_fictives(hasard, personnes)
    offres, capacites = offres_fictives(hasard, personnes, groupes)
    classes, types = sorted(set(profils)), sorted(set(offres))
    par_niveau = {
        n: [(i, t) for i, t in enumerate(types) if t[0] == n or (t[1] and t[0] == n - 1)] for n in range(NIVEAUX)
    }
    arcs = [[(i, c) for i, t in par_niveau[k[0]] if (c := _cout(k, t)) is not None] for k in classes]
    noms = {classe: _nom("c", classe) for classe in classes}
    suite = [arc for siens in arcs for arc in siens]
    instance = assembler(
        Colonnes(
            graine,
            [_nom("t", t) for t in types],
            [f"g{i:05}" for i in range(groupes)],
            [_nom("t", t) for t in offres],
            capacites,
            [c // 2 for c in capacites],
            classes=[noms[classe] for classe in classes],
            nombres=np.array(list(map(len, arcs)), np.int64),
            vers=np.array([i for i, _ in suite], np.int64),
            couts=np.array([c for _, c in suite], np.int64),
            personnes=[f"p{i:07}" for i in range(personnes)],
            classes_des_personnes=[noms[profil] for profil in profils],
            priorites=np.array([[1, -jours] for jours in attente], np.int64),
        )
    )
    return instance.canonique()


def demandes_fictives(hasard: np.random.Generator, nombre: int) -> tuple[list[tuple[int, ...]], list[int]]:
    """Per person: level, region, travels, accepted and preferred formula, accepted and preferred slot; days waited."""
    formules = np.array(FORMULES)[hasard.choice(len(FORMULES), nombre, p=POIDS_FORMULES)]
    prefere = hasard.choice(HORAIRES, nombre, p=[0.3, 0.25, 0.3, 0.15])
    acceptes = (1 << prefere) | ((hasard.random((nombre, HORAIRES)) < HORAIRE_DE_PLUS) @ np.array([1, 2, 4, 8]))
    colonnes = [
        hasard.choice(NIVEAUX, nombre, p=POIDS_NIVEAUX / POIDS_NIVEAUX.sum()),
        hasard.choice(REGIONS, nombre, p=POIDS_REGIONS / POIDS_REGIONS.sum()),
        hasard.random(nombre) < 0.4,
        formules[:, 0],
        formules[:, 1],
        acceptes,
        prefere,
    ]
    attente = hasard.exponential(120, nombre).clip(0, 720).astype(int)
    return list(zip(*(c.astype(int).tolist() for c in colonnes), strict=True)), attente.tolist()


def offres_fictives(
    hasard: np.random.Generator, personnes: int, nombre: int
) -> tuple[list[tuple[int, ...]], list[int]]:
    """Per group: level, whether it also takes the next level, region, formula, slot; and its seats."""
    niveaux, regions = POIDS_NIVEAUX**0.8, POIDS_REGIONS**0.85
    niveau = hasard.choice(NIVEAUX, nombre, p=niveaux / niveaux.sum())
    colonnes = [
        niveau,
        (hasard.random(nombre) < 0.10) & (niveau < NIVEAUX - 1),
        hasard.choice(REGIONS, nombre, p=regions / regions.sum()),
        hasard.choice(3, nombre, p=[0.52, 0.36, 0.12]),
        hasard.choice(HORAIRES, nombre, p=[0.33, 0.25, 0.29, 0.13]),
    ]
    tailles = hasard.integers(10, 23, nombre)
    capacites = np.maximum(6, np.round(tailles * PLACES_PAR_PERSONNE * personnes / tailles.sum())).astype(int)
    return list(zip(*(c.astype(int).tolist() for c in colonnes), strict=True)), capacites.tolist()


def _cout(classe: tuple[int, ...], type_: tuple[int, ...]) -> int | None:
    """What the seat costs this person (formula, slot, travel, mixed group), or nothing when a hard constraint fails."""
    niveau, region, voyage, formules, formule_preferee, horaires, horaire_prefere = classe
    niveau_groupe, double, region_groupe, formule, horaire = type_
    niveau_convient = niveau == niveau_groupe or (double and niveau == niveau_groupe + 1)
    if not (niveau_convient and formules >> formule & 1 and horaires >> horaire & 1):
        return None
    ailleurs = formule != EN_LIGNE and region != region_groupe
    if ailleurs and not (voyage and abs(region - region_groupe) <= 2):
        return None
    return 2 * (formule != formule_preferee) + (horaire != horaire_prefere) + 3 * ailleurs + double


def _nom(prefixe: str, valeurs: tuple[int, ...]) -> str:
    return prefixe + ".".join(map(str, valeurs))
