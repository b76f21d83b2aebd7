"""Synthetic names and the ways they get spoiled: typos, lost accents, swapped names, other spellings, 1 January.

The same persons and noise as performance.md §7: names of syllables with Zipf frequencies, one birth date in seventeen
on 1 January, one or two faults a copy.
"""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate

from indicateurs.rapprochement.noms import alleger

_SYLLABES = """
ma mo ha med ra chid fa ti no ëlle jo sé an dré e li sa beth vic tor ol ga ki mi yu ngo tran diá al lo ben ou car los
gu ér rez pé ko va len kov ski o su zan ne thi ba ul to wan chen gar cía trem blay ro y dou mar cô té kha led na dia
ab del drí
"""
SYLLABES = tuple(_SYLLABES.split())
VARIANTES = (
    ("ou", "u"),
    ("ch", "sh"),
    ("k", "c"),
    ("y", "i"),
    ("th", "t"),
    ("ph", "f"),
    ("dia", "dja"),
    ("l", "ll"),
    ("m", "mm"),
)
FAUTES = ("nom", "prenom", "accents", "echange", "jour_mois", "chiffre", "second_nom", "variante")
POIDS = (18, 14, 22, 10, 7, 9, 8, 12)
ALPHABET = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Quidam:
    """Names and a birth date."""

    prenom: str
    nom: str
    naissance: date


class Noms:
    """A vocabulary of names, some far more common than others."""

    def __init__(self, combien: int, graine: int, syllabes: tuple[int, int], pente: float) -> None:
        hasard, noms = random.Random(graine), set()
        while len(noms) < combien:
            noms.add("".join(hasard.choice(SYLLABES) for _ in range(hasard.randint(*syllabes))).capitalize())
        self.noms = sorted(noms, key=lambda nom: nom[::-1])
        self.cumul = list(accumulate(1 / rang**pente for rang in range(1, combien + 1)))

    def tirer(self, hasard: random.Random) -> str:
        """One name."""
        return self.noms[bisect(self.cumul, hasard.random() * self.cumul[-1])]


def quidams(combien: int, graine: int, *, familles: int = 40_000, prenoms: int = 6_000) -> Iterator[Quidam]:
    """So many persons, the same for a seed; the vocabulary is always the same."""
    premiers, derniers = Noms(prenoms, 1, (2, 3), 0.75), Noms(familles, 2, (2, 4), 0.7)
    hasard = random.Random(graine)
    for _rang in range(combien):
        age = min(80.0, max(16.0, hasard.gauss(33, 10)))
        ne = date(2026, 1, 1) - timedelta(days=int(age * 365.25))
        ne = ne.replace(month=1, day=1) if hasard.random() < 0.06 else ne
        nom = derniers.tirer(hasard)
        nom = f"{nom} {derniers.tirer(hasard)}" if hasard.random() < 0.2 else nom
        yield Quidam(premiers.tirer(hasard), nom, ne)


def abimer(quidam: Quidam, hasard: random.Random) -> Quidam:
    """The same person as another clerk wrote her: one or two faults."""
    for _fois in range(hasard.choice((1, 1, 2))):
        quidam = _fauter(quidam, hasard.choices(FAUTES, POIDS)[0], hasard)
    return quidam


def _fauter(q: Quidam, faute: str, hasard: random.Random) -> Quidam:
    match faute:
        case "nom":
            return replace(q, nom=_coquille(q.nom, hasard))
        case "prenom":
            return replace(q, prenom=_coquille(q.prenom, hasard))
        case "accents":
            return replace(q, prenom=alleger(q.prenom), nom=alleger(q.nom))
        case "echange":
            return replace(q, prenom=q.nom, nom=q.prenom)
        case "second_nom":
            return replace(q, nom=q.nom.split(" ")[0])
        case "variante":
            for ecrit, autre in hasard.sample(VARIANTES, len(VARIANTES)):
                if ecrit in q.nom:
                    return replace(q, nom=q.nom.replace(ecrit, autre, 1))
            return q
        case "jour_mois" if q.naissance.day <= 12:
            return replace(q, naissance=q.naissance.replace(month=q.naissance.day, day=q.naissance.month))
        case "chiffre":
            annee = q.naissance.year + hasard.choice((-1, 1, 10, -10))
            change = hasard.choice(({"day": hasard.randint(1, 28)}, {"year": annee}))
            return replace(q, naissance=q.naissance.replace(**change)) if q.naissance.day <= 28 else q
    return q


def _coquille(mot: str, hasard: random.Random) -> str:
    rang = hasard.randrange(1, len(mot)) if len(mot) > 1 else 0
    lettre, sorte = hasard.choice(ALPHABET), hasard.randrange(4)
    if sorte == 0:
        return mot[:rang] + lettre + mot[rang:]
    if sorte == 1:
        return mot[:rang] + mot[rang + 1 :]
    if sorte == 2:
        return mot[:rang] + lettre + mot[rang + 1 :]
    return mot[: rang - 1] + mot[rang : rang + 1] + mot[rang - 1 : rang] + mot[rang + 1 :] if rang else mot
