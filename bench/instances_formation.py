"""Seeded formation problems of any size: the demand of a province, and partners whose teachers and rooms are shared."""

from collections import Counter, defaultdict
from typing import Any

import numpy as np

from bench.instances import EN_LIGNE, POIDS_REGIONS, _cout, _nom, demandes_fictives, offres_fictives

GROUPES_PAR_DECLARATION = 40
ENSEIGNANTS_PAR_GROUPE, LOCAUX_PAR_GROUPE = 0.30, 0.22
HEURES_PAR_SEMAINE = [20, 15, 6, 6]  # By slot: mornings, afternoons, two evenings, week-end.
PART_DES_HEURES = 0.65
PART_HORS_NORME, PART_TARDIFS, NIVEAUX_DE_PRIORITE = 0.25, 0.15, 3
JOURS = ("lun", "mar", "mer", "jeu", "ven")
SOIRS = (("lun", "mer"), ("mar", "jeu"), ("lun", "jeu"), ("mar", "mer"))


def formation_fictive(personnes: int, groupes: int, graine: int = 1) -> dict[str, Any]:
    """A formation problem as the JSON contract writes it."""
    hasard = np.random.default_rng(graine)
    profils, attente = demandes_fictives(hasard, personnes)
    offres, capacites = offres_fictives(hasard, int(personnes * 1.4), groupes)
    tardifs = (hasard.random(groupes) < PART_TARDIFS).astype(int).tolist()
    types = sorted({(_vu_des_personnes(t), d) for t, d in zip(offres, tardifs, strict=True)})
    declarations, ressources, lignes = _partenaires(hasard, offres, capacites, tardifs)
    return {
        "version": 1,
        "graine": graine,
        "types": [{"id": _type(*t)} for t in types],
        "declarations": declarations,
        "bassins": [],
        "ressources": ressources,
        "offres": lignes,
        "classes": _classes(hasard, profils, attente, types),
    }


def _type(offre: tuple[int, ...], tardif: int) -> str:
    return f"{_nom('t', offre)}.{tardif}"


def _vu_des_personnes(offre: tuple[int, ...]) -> tuple[int, ...]:
    """What persons see of a group: where an online one is taught does not matter."""
    niveau, double, region, formule, horaire = offre
    return niveau, double, 0 if formule == EN_LIGNE else region, formule, horaire


def _classes(hasard: np.random.Generator, profils: list, attente: list[int], types: list) -> list[dict[str, Any]]:
    """Persons with the same profile and the same chance of starting in time are one class."""
    jours = np.array(attente)
    seuil, seuil_tardif = np.quantile(jours, [1 - PART_HORS_NORME, 0.85 * (1 - PART_HORS_NORME)])
    delais = (jours <= seuil).astype(int) + (jours <= seuil_tardif)
    priorites = hasard.choice(NIVEAUX_DE_PRIORITE, len(profils), p=[0.15, 0.6, 0.25])
    compte: dict[tuple, Counter[int]] = defaultdict(Counter)
    for profil, delai, priorite in zip(profils, delais.tolist(), priorites.tolist(), strict=True):
        compte[profil, delai][priorite + 1] += 1
    par_niveau = defaultdict(list)
    for t in types:
        par_niveau[t[0][0]].append(t)
        if t[0][1]:
            par_niveau[t[0][0] + 1].append(t)
    return [
        {
            "id": f"{_nom('c', profil)}.{delai}",
            "effectifs": sorted([p, n] for p, n in effectifs.items()),
            "arcs": [
                [_type(*t), cout, int(delai > t[1])]
                for t in par_niveau[profil[0]]
                if (cout := _cout(profil, t[0])) is not None
            ],
        }
        for (profil, delai), effectifs in sorted(compte.items())
    ]


def _partenaires(hasard: np.random.Generator, offres: list, capacites: list[int], tardifs: list[int]) -> tuple:
    """Groups of a region are dealt to partners; each partner has its teachers, its rooms and its hours."""
    par_region = defaultdict(list)
    for i, offre in enumerate(offres):
        par_region[offre[2]].append(i)
    declarations, ressources, lignes = [], [], []
    for region in range(len(POIDS_REGIONS)):
        numeros = par_region[region]
        for debut in range(0, len(numeros), GROUPES_PAR_DECLARATION):
            lot = numeros[debut : debut + GROUPES_PAR_DECLARATION]
            nom = f"d{region:02}.{debut // GROUPES_PAR_DECLARATION:03}"
            enseignants = _ressources(hasard, f"{nom}.e", int(np.ceil(len(lot) * ENSEIGNANTS_PAR_GROUPE)), 26)
            locaux = _ressources(hasard, f"{nom}.l", int(np.ceil(len(lot) * LOCAUX_PAR_GROUPE)), 60)
            heures = 0
            for i in lot:
                heures += HEURES_PAR_SEMAINE[offres[i][4]]
                lignes.append(_ligne(hasard, i, nom, offres[i], capacites[i], tardifs[i], enseignants, locaux))
            declarations.append({"id": nom, "heures": int(heures * PART_DES_HEURES)})
            ressources += enseignants + locaux
    return declarations, ressources, sorted(lignes, key=lambda o: o["id"])


def _ressources(hasard: np.random.Generator, nom: str, nombre: int, heures: int) -> list[dict[str, Any]]:
    """Teachers or rooms, each free on some of the slots of the week."""
    plages = [_toutes(h) for h in range(4)]
    return [
        {
            "id": f"{nom}{k:02}",
            "nombre": 1,
            "heures": heures,
            "cellules": sorted({c for h in range(4) if hasard.random() < 0.7 for c in plages[h]}),
        }
        for k in range(nombre)
    ]


def _toutes(horaire: int) -> list[str]:
    if horaire == 2:
        return [f"{j}_soir" for j in JOURS]
    return ["sam_am", "sam_pm"] if horaire == 3 else [f"{j}_{'am' if horaire == 0 else 'pm'}" for j in JOURS]


def _ligne(hasard, i, nom, offre, capacite, tardif, enseignants, locaux) -> dict[str, Any]:
    """One provisional group, and who could teach it where."""
    horaire = offre[4]
    cellules = [f"{j}_soir" for j in SOIRS[hasard.integers(len(SOIRS))]] if horaire == 2 else _toutes(horaire)
    besoins = [enseignants] if offre[3] == EN_LIGNE else [enseignants, locaux]
    libres = [[r["id"] for r in besoin if set(cellules) <= set(r["cellules"])] for besoin in besoins]
    return {
        "id": f"g{i:05}",
        "declaration": nom,
        "bassin": "",
        "nombre": 1,
        "au_moins": 0,
        "types": [_type(_vu_des_personnes(offre), tardif)],
        "capacite": capacite,
        "minimum": max(1, capacite * 6 // 10),
        "heures_semaine": HEURES_PAR_SEMAINE[horaire],
        "heures_session": HEURES_PAR_SEMAINE[horaire],
        "cout": HEURES_PAR_SEMAINE[horaire],
        "cellules": sorted(cellules),
        "besoins": libres,
    }
