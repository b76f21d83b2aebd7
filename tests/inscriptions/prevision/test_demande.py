"""The forecast of demand on histories whose law is known."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inscriptions.prevision.demande import Prevu, ajuster, somme
from inscriptions.prevision.loi import quantile
from inscriptions.prevision.saison import facteurs_de_saison
from tests.inscriptions.prevision.arrivees import REGIONS, Loi, tirer_histoire

GRAINES = range(20)
PASSE, HORIZON = 60, 8


def couvertures(loi: Loi, *, elargir: float = 1.0) -> dict[str, float]:
    """The share of cells and of regions whose arrivals fell between the announced bounds, over every seed."""
    dedans: Counter[str] = Counter()
    vus: Counter[str] = Counter()
    for graine in GRAINES:
        histoire = tirer_histoire(graine, PASSE + HORIZON, loi)
        modele = ajuster({cle: suite[:PASSE] for cle, suite in histoire.items()}, demi_vie=13)
        prevus = {cle: modele.prevoir(cle, HORIZON) for cle in histoire}
        for cle, prevu in prevus.items():
            if prevu.moyenne >= 3:
                vus["cellule"] += 1
                dedans["cellule"] += _dedans(prevu, sum(histoire[cle][PASSE:]), elargir)
        for region in REGIONS:
            total = somme(prevu for cle, prevu in prevus.items() if cle[0] == region)
            vu = sum(sum(suite[PASSE:]) for cle, suite in histoire.items() if cle[0] == region)
            vus["region"] += 1
            dedans["region"] += _dedans(total, vu, elargir)
    return {echelle: dedans[echelle] / vus[echelle] for echelle in vus}


def _dedans(prevu: Prevu, vu: int, elargir: float) -> bool:
    prevu = Prevu(prevu.moyenne, prevu.variance * elargir, prevu.commune * elargir)
    return prevu.bas <= vu <= prevu.haut


@pytest.mark.parametrize("loi", [Loi(), Loi(derive=0), Loi(derive=0.04), Loi(par_semaine=60), Loi(par_semaine=1500)])
def test_l_intervalle_de_la_demande_couvre_ce_qu_il_annonce(loi):
    for part in couvertures(loi).values():
        assert 0.7 <= part <= 0.97


def test_temoin_un_intervalle_trop_etroit_ne_couvre_pas():
    assert couvertures(Loi(derive=0.04), elargir=0.05)["region"] < 0.6


def test_une_cellule_mince_s_appuie_sur_ses_marges():
    ailleurs = {("06", niveau, "temps_partiel", "soir"): [20] * 40 for niveau in (1, 2)}
    mince = {("10", 1, "temps_partiel", "soir"): [0, 1] * 20, ("10", 2, "temps_partiel", "soir"): [0] * 40}
    modele = ajuster(ailleurs | mince, demi_vie=13)
    taux = modele.taux[("10", 2, "temps_partiel", "soir")].par_semaine
    assert 0 < taux < modele.taux[("10", 1, "temps_partiel", "soir")].par_semaine


def test_une_semaine_aberrante_ne_change_presque_rien():
    calme = {("06", 1, "temps_partiel", "soir"): [20, 22, 18, 21, 19] * 10}
    secouee = {cle: [*suite[:-3], 400, *suite[-2:]] for cle, suite in calme.items()}
    (avant,), (apres,) = (
        [taux.par_semaine for taux in ajuster(histoire, demi_vie=13).taux.values()] for histoire in (calme, secouee)
    )
    assert apres == pytest.approx(avant, rel=0.15)


def test_sans_histoire_rien_n_est_prevu():
    assert ajuster({}, demi_vie=13).prevoir(("06", 1, "temps_partiel", "soir"), 4) == Prevu()


def test_la_saison_n_est_lue_qu_avec_deux_ans():
    assert set(facteurs_de_saison([10, 30] * 50, 8)[0]) == {1.0}
    creux = [10.0 if rang % 52 < 10 else 30.0 for rang in range(156)]
    passee, future = facteurs_de_saison(creux, 20)
    assert passee[5] < 0.6 < 1 < passee[30]
    assert future[5] < 0.6 < 1 < future[19]


def test_l_intervalle_d_une_somme_est_plus_etroit_que_la_somme_des_intervalles():
    modele = ajuster(tirer_histoire(1, 60, Loi()), demi_vie=13)
    prevus = [modele.prevoir(cle, 8) for cle in modele.taux]
    ensemble = somme(prevus)
    assert ensemble.haut - ensemble.bas < sum(prevu.haut - prevu.bas for prevu in prevus)
    assert ensemble.moyenne == pytest.approx(sum(prevu.moyenne for prevu in prevus))


@given(
    moyenne=st.floats(0.01, 5000), exces=st.floats(0, 5), parts=st.tuples(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
)
def test_les_quantiles_montent_avec_la_part(moyenne, exces, parts):
    bas, haut = sorted(parts)
    variance = moyenne * (1 + exces)
    assert 0 <= quantile(moyenne, variance, bas) <= quantile(moyenne, variance, haut)
