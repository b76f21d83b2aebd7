"""How many classes, where, when and how each ends: decided for the whole province before anyone is invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from inscriptions.models import Formule
from inscriptions.peuplement.calendrier import PASSES
from inscriptions.peuplement.partenaires import PARTENAIRES
from inscriptions.states import EtatGroupe as G

# A quarter of the people are in class on the day (37,600 of 147,000 requests in January 2025: domaine.md §1).
PART_EN_CLASSE = 0.25
PERSONNES_PAR_CLASSE = 15.8
# Classes of each term against those of the current one; the service grows.
AMPLEUR = {-3: 0.32, -2: 0.42, -1: 0.52, 0: 1.0, 1: 0.85, 2: 0.4}
# Half-terms that begin about the given day, within the current term.
TARDIF = "tardif"
AMPLEUR_TARDIFS = 0.14
# Working days from the request to the first class: 45 on average full-time, 86 part-time (domaine.md §1).
ATTENTE = {Formule.TEMPS_COMPLET: (43.0, 0.35), Formule.TEMPS_PARTIEL: (80.0, 0.40)}
ISSUES: dict[object, dict[str, int]] = {
    **{rang: {G.TERMINE: 92, G.FERME: 4, G.ANNULE: 4} for rang in range(-PASSES, 0)},
    0: {G.EN_COURS: 94, G.FERME: 3, G.ANNULE: 3},
    TARDIF: {G.CONFIRME: 55, G.A_RISQUE: 25, G.ANNONCE: 20},
    1: {G.ANNONCE: 42, G.CONFIRME: 34, G.A_RISQUE: 14, G.ENVISAGE: 6, G.ANNULE: 4},
    2: {G.ENVISAGE: 70, G.ANNONCE: 30},
}


@dataclass(frozen=True)
class Prevu:
    """One class to tell: its partner, its term, whether it is a late half-term, and the state it is in on the day."""

    partenaire: int
    rang: int
    tardif: bool
    etat: str


def repartir(nombre: int, poids: Sequence[float]) -> list[int]:
    """So many things shared by weight, to the largest remainders."""
    total = sum(poids)
    exacts = [nombre * p / total for p in poids]
    parts = [int(e) for e in exacts]
    restes = sorted(range(len(poids)), key=lambda i: (parts[i] - exacts[i], i))
    for i in restes[: nombre - sum(parts)]:
        parts[i] += 1
    return parts


def _etats(nombre: int, issues: dict[str, int], hasard: Random) -> list[str]:
    """The states of so many classes: each at least once when there is room."""
    uns = [str(etat) for etat in issues] if nombre >= len(issues) else []
    reste = repartir(nombre - len(uns), list(issues.values()))
    etats = uns + [str(etat) for etat, n in zip(issues, reste, strict=True) for _ in range(n)]
    hasard.shuffle(etats)
    return etats


def prevoir(personnes: int, hasard: Random) -> dict[int, list[Prevu]]:
    """The classes of each partner, oldest term first."""
    actuels = max(1, round(personnes * PART_EN_CLASSE / PERSONNES_PAR_CLASSE))
    vagues = [(rang, False, max(1, round(actuels * part)) if personnes >= 100 else 0) for rang, part in AMPLEUR.items()]
    vagues.insert(4, (0, True, round(actuels * AMPLEUR_TARDIFS)))
    par_partenaire: dict[int, list[Prevu]] = {n: [] for n in range(len(PARTENAIRES))}
    for rang, tardif, nombre in vagues:
        etats = _etats(nombre, ISSUES[TARDIF if tardif else rang], hasard)
        tailles = repartir(nombre, [partenaire[4] for partenaire in PARTENAIRES])
        for numero, taille in enumerate(tailles):
            for _ in range(taille):
                par_partenaire[numero].append(Prevu(numero, rang, tardif, etats.pop()))
    return par_partenaire
