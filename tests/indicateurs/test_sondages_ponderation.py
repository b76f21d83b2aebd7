"""Weights equal an independent computation, written from the textbook in exact fractions."""

from __future__ import annotations

import math
from fractions import Fraction
from random import Random

import pytest

from indicateurs.sondages import ponderation
from indicateurs.sondages.ponderation import Strate, estimer, regrouper
from indicateurs.sondages.themes import suggerer


def strate_de(population: int, notes: list[int]) -> Strate:
    return Strate(population, len(notes), sum(notes), sum(n * n for n in notes))


def a_la_main(strates: list[tuple[int, list[int]]]) -> tuple[Fraction, Fraction]:
    """Mean and variance, each answer with its weight N_h / n_h (Cochran, §5.3 and §5A.9)."""
    total = sum(population for population, _notes in strates)
    poids = [(Fraction(population, len(notes)), note) for population, notes in strates for note in notes]
    moyenne = sum((p * note for p, note in poids), Fraction(0)) / total
    variance = Fraction(0)
    for population, notes in strates:
        n, locale = len(notes), Fraction(sum(notes), len(notes))
        ecarts = sum(((note - locale) ** 2 for note in notes), Fraction(0)) / (n - 1)
        variance += Fraction(population, total) ** 2 * (1 - Fraction(n, population)) * ecarts / n
    return moyenne, variance


@pytest.mark.parametrize("graine", range(12))
def test_la_ponderation_egale_un_calcul_independant(graine):
    hasard = Random(graine)
    monde = [
        (hasard.randint(200, 4000), [hasard.randint(0, 10) for _ in range(hasard.randint(10, 60))])
        for _ in range(hasard.randint(1, 17))
    ]
    moyenne, variance = a_la_main(monde)
    estimation = estimer([strate_de(*strate) for strate in monde], minimum=10)
    assert estimation.valeur == pytest.approx(float(moyenne))
    marge = 1.959964 * math.sqrt(variance)
    assert (estimation.bas, estimation.haut) == pytest.approx((float(moyenne) - marge, float(moyenne) + marge))


def test_temoin_la_moyenne_brute_serait_vue(monkeypatch):
    """A build that forgets the weights gives another figure when strata answer unequally."""
    monde = [(1000, [2] * 40), (9000, [8] * 10)]
    moyenne, _variance = a_la_main(monde)
    estimation = estimer([strate_de(*s) for s in monde], minimum=10)
    assert estimation.valeur == pytest.approx(float(moyenne)) == pytest.approx(7.4)
    monkeypatch.setattr(ponderation, "regrouper", lambda strates, minimum: [sum(strates, Strate(0, 0, 0, 0))])
    assert estimer([strate_de(*s) for s in monde], minimum=10).valeur == pytest.approx(3.2)


def test_les_petites_strates_comptent_ensemble_et_rien_ne_se_dit_sous_le_seuil():
    assert regrouper([Strate(100, 4, 4, 4), Strate(50, 7, 0, 0), Strate(900, 30, 30, 30)], minimum=10) == [
        Strate(900, 30, 30, 30),
        Strate(150, 11, 4, 4),
    ]
    assert regrouper([Strate(100, 4, 4, 4), Strate(900, 30, 30, 30)], minimum=10) == [Strate(1000, 34, 34, 34)]
    assert estimer([Strate(100, 4, 4, 4), Strate(50, 5, 0, 0)], minimum=10) is None
    assert estimer([], minimum=10) is None


def test_les_mots_cles_suggerent_sans_accent_ni_casse():
    themes = {"attente": ["attent", "délai"], "garde": ["garderie"], "vide": []}
    assert suggerer("Le DELAI est long, l’attente aussi", themes) == ["attente"]
    assert suggerer("Une garderie! Patienter.", themes) == ["garde"]
    assert suggerer("", themes) == []
