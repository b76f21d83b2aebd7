"""On simulated worlds whose truth is known, the interval of a measured effect holds it as often as it says."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from random import Random

import pytest

from indicateurs import effet
from indicateurs.effet import Effet, Terme, estimer, estimer_par_difference
from tests.indicateurs.mondes_effet import mois, monter, parts

MONDES = 2000
CONFIANCE = 0.95
# Three standard errors of a share of 95 % over so many worlds.
MARGE = 3 * math.sqrt(0.95 * 0.05 / MONDES)


@pytest.fixture(autouse=True)
def _quantiles_retenus(monkeypatch):
    """A quantile for each tenth of a degree: the same to three digits, in less time."""
    connus: dict[float, float] = {}
    vrai = effet.quantile_de_student

    def retenu(confiance: float, degres: float) -> float:
        cle = round(degres, 1)
        if cle not in connus:
            connus[cle] = vrai(confiance, cle)
        return connus[cle]

    monkeypatch.setattr(effet, "quantile_de_student", retenu)


def couverture(monde: Callable[[Random], Effet], verite: float) -> float:
    """The share of worlds whose interval holds the truth."""
    hasard = Random(2017)
    lus = [monde(hasard) for _monde in range(MONDES)]
    part = sum(lu.bas <= verite <= lu.haut for lu in lus) / MONDES
    # With « -rP », what docs/amelioration.md says.
    sys.stdout.write(f"l’intervalle tient la vérité dans {part:.2%} des mondes\n")
    return part


@pytest.mark.parametrize("n", [6, 12, 24])
def test_avant_et_apres(n):
    def monde(hasard: Random) -> Effet:
        return estimer(monter(parts(hasard, n, 0.7)), monter(parts(hasard, n, 0.75), n), confiance=CONFIANCE)

    assert couverture(monde, 0.05) > CONFIANCE - MARGE


def _avec_chocs(n: int) -> Callable[[Random], list[dict]]:
    """Both sides move together, months go up and down for all; the measure adds five points."""

    def tirer(hasard: Random) -> list[dict]:
        chocs = [hasard.gauss(0, 0.06) for _mois in range(2 * n)]
        avant, apres = chocs[:n], [choc + 0.1 for choc in chocs[n:]]
        return [
            monter(parts(hasard, n, 0.5, avant)),
            monter(parts(hasard, n, 0.55, apres), n),
            monter(parts(hasard, n, 0.45, avant)),
            monter(parts(hasard, n, 0.45, apres), n),
        ]

    return tirer


@pytest.mark.parametrize("n", [6, 12])
def test_par_rapport_a_des_regions_semblables(n):
    tirer = _avec_chocs(n)
    assert couverture(lambda h: estimer_par_difference(*tirer(h), confiance=CONFIANCE), 0.05) > CONFIANCE - MARGE


def test_temoin_sans_comparaison_le_choc_commun_trompe():
    tirer = _avec_chocs(12)
    assert couverture(lambda h: estimer(*tirer(h)[:2], confiance=CONFIANCE), 0.05) < 0.5


@pytest.mark.parametrize(("correlation", "au_moins"), [(0.0, 0.935), (0.3, 0.84), (0.6, 0.65)])
def test_des_mois_qui_se_suivent_rendent_l_intervalle_trop_etroit_et_on_le_dit(correlation, au_moins):
    """docs/amelioration.md gives these figures: the interval takes months as independent."""

    def monde(hasard: Random) -> Effet:
        x, tires = hasard.gauss(0, 1), []
        for _mois in range(24):
            x = correlation * x + math.sqrt(1 - correlation**2) * hasard.gauss(0, 1)
            tires.append(50 + x)
        avant = {m: Terme(v, 1, 50) for m, v in zip(mois(12), tires[:12], strict=True)}
        apres = {m: Terme(v, 1, 50) for m, v in zip(mois(12, 12), tires[12:], strict=True)}
        return estimer(avant, apres, confiance=CONFIANCE)

    assert couverture(monde, 0) > au_moins
