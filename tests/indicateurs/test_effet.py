"""The measured effect and its interval: equal to another computation, blind to what moves everyone."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicateurs.effet import MoisInsuffisants, Terme, estimer, estimer_par_difference, quantile_de_student
from tests.indicateurs.mondes_effet import autrement, mois, monter, parts, student_par_grille

PAIRE = st.tuples(st.integers(0, 400), st.integers(1, 400)).map(lambda p: (float(p[0]), float(p[1])))
COTE = st.integers(2, 14).flatmap(lambda n: st.lists(PAIRE, min_size=n, max_size=n))


@settings(max_examples=40)
@given(avant=COTE, apres=COTE)
def test_l_effet_et_son_intervalle_egalent_un_autre_calcul(avant, apres):
    une, autre = monter(avant), monter(apres, 20)
    lu = estimer(une, autre, confiance=0.95)
    assert (lu.effet, lu.bas, lu.haut) == pytest.approx(autrement([une], [autre], 0.95), rel=1e-4, abs=1e-6)


@settings(max_examples=40)
@given(graine=st.integers(0, 10**6), n=st.integers(2, 12), m=st.integers(2, 12))
def test_la_comparaison_aussi(graine, n, m):
    hasard = Random(graine)
    ici, la_bas = (monter(parts(hasard, n, p)) for p in (0.6, 0.5))
    ici_apres, la_bas_apres = (monter(parts(hasard, m, p), 20) for p in (0.65, 0.5))
    lu = estimer_par_difference(ici, ici_apres, la_bas, la_bas_apres, confiance=0.9)
    attendu = autrement([ici, la_bas], [ici_apres, la_bas_apres], 0.9)
    assert (lu.effet, lu.bas, lu.haut) == pytest.approx(attendu, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize(
    ("degres", "attendu"), [(1, 12.7062), (2, 4.30265), (5, 2.57058), (10, 2.22814), (30, 2.04227), (1000, 1.96234)]
)
def test_le_quantile_de_student_est_celui_des_tables(degres, attendu):
    assert quantile_de_student(0.95, degres) == pytest.approx(attendu, rel=1e-5)
    assert student_par_grille(0.95, degres) == pytest.approx(attendu, rel=1e-4)


def _un_choc_commun() -> tuple[dict, dict, dict, dict]:
    """Everyone gains ten points after; the measure adds three."""
    avant, apres = mois(6), mois(6, 6)
    bruit = [0.01, -0.01, 0.02, -0.02, 0.01, -0.01]

    def cote(quand, niveau):
        return {m: Terme((niveau + b) * 100, 100, 100) for m, b in zip(quand, bruit, strict=True)}

    return cote(avant, 0.6), cote(apres, 0.73), cote(avant, 0.5), cote(apres, 0.6)


def test_ce_qui_bouge_partout_ne_compte_pas():
    lu = estimer_par_difference(*_un_choc_commun(), confiance=0.95)
    assert (lu.effet, lu.haut - lu.bas) == pytest.approx((0.03, 0), abs=1e-9)


def test_temoin_sans_regions_de_comparaison_tout_est_attribue_a_la_mesure():
    avant, apres, *_temoins = _un_choc_commun()
    assert estimer(avant, apres, confiance=0.95).effet == pytest.approx(0.13)


def test_un_mois_sans_donnee_d_un_cote_ne_compte_d_aucun():
    avant, apres, temoin_avant, temoin_apres = _un_choc_commun()
    del temoin_apres[next(iter(temoin_apres))]
    assert estimer_par_difference(avant, apres, temoin_avant, temoin_apres, confiance=0.95).mois_apres == 5


def test_un_seul_mois_ne_dit_rien():
    with pytest.raises(MoisInsuffisants):
        estimer(monter([(1, 2)]), monter([(1, 2), (2, 3)], 6), confiance=0.95)
