"""The back-test on a small history that does not drift: lines that add up, days that can be judged."""

from dataclasses import replace

import numpy as np
import pytest

from inscriptions.prevision.attente import SEMAINE, Reglages
from inscriptions.prevision.bilan import dresser
from inscriptions.prevision.retro import Retro
from tests.inscriptions.prevision.simulateur import AXES, Derive, simuler

CALME = Derive(demande=0, capacite=0, par_semaine=60)
REGLAGES = Reglages(pas=6, recul=48)


@pytest.fixture(scope="module")
def histoire():
    return simuler(1, semaines=110, derive=CALME)


def test_le_bilan_juge_chaque_region_et_chaque_jour_dont_les_bornes_sont_passees(histoire):
    retro = Retro(histoire.attentes, histoire.groupes, AXES, REGLAGES)
    bilan = dresser(retro, au=histoire.fin)
    assert len(bilan.regions) == AXES.regions
    assert bilan.regions[0]["departs"] <= bilan.regions[0]["personnes"]
    assert bilan.regions[0]["p80"] > bilan.regions[0]["naive"]
    assert bilan.jours and all(jour["semaines"] >= 8 for jour in bilan.jours)
    assert 0.65 < np.mean([jour["p80"] for jour in bilan.jours]) < 0.95


def test_une_prevision_passee_ne_sait_rien_de_ce_qui_a_suivi(histoire):
    au = 80 * SEMAINE
    a = histoire.attentes
    connues = replace(a, fin=np.where(a.fin > au, 10**6, a.fin), commence=a.commence & (a.fin <= au))
    avec, sans = (
        Retro(attentes, histoire.groupes, AXES, REGLAGES).annoncer(au).corrigees[0.8] for attentes in (a, connues)
    )
    np.testing.assert_allclose(avec, sans)


def test_sans_histoire_le_bilan_est_vide(histoire):
    vides = {nom: getattr(histoire.attentes, nom)[:0] for nom in type(histoire.attentes).__slots__}
    bilan = dresser(Retro(replace(histoire.attentes, **vides), histoire.groupes, AXES, REGLAGES), au=histoire.fin)
    assert bilan.jours == []
    assert all(ligne["p80"] is None for ligne in bilan.regions)
