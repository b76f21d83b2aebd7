"""The forecast of the wait: nobody who still waits ever shortens it, and its parts say what they should."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inscriptions.prevision.attente import HORIZON, JAMAIS, SEMAINE, Attentes, Axes, Groupes, Reglages
from inscriptions.prevision.etalonnage import PARTS, Erreurs, corriger, couverture
from inscriptions.prevision.hasard import Table, estimer, quantiles, retrecir
from inscriptions.prevision.reperes import capacite_relative, ecoules, poser

AXES = Axes(2, 2, 3)
AU = 60 * SEMAINE
REGLAGES = Reglages(pas=4, recul=48)
VIDE = np.empty((0, 3), dtype=np.int64)
# region, formula, level, entry, weeks until a start (None: still waits)
PERSONNES = st.tuples(
    st.integers(0, 1), st.integers(0, 1), st.integers(0, 2), st.integers(0, AU - 1), st.none() | st.integers(1, 200)
)
ATTENTE_EN_COURS = st.tuples(st.integers(0, 1), st.integers(0, 1), st.integers(0, 2), st.integers(0, AU - 1), st.none())


def attentes(personnes) -> Attentes:
    lignes = [
        (r, f, n, e, e, *((JAMAIS, JAMAIS, 0) if duree is None else (e + duree, e + duree, 1)))
        for r, f, n, e, duree in personnes
    ]
    colonnes = np.array(lignes, dtype=np.int64).reshape(-1, 8).T
    return Attentes(*colonnes[:7], colonnes[7].astype(bool), VIDE)


def groupes(lignes=()) -> Groupes:
    return Groupes(*np.array(lignes, dtype=np.int64).reshape(-1, 6).T, VIDE)


def table(personnes, habituel=None) -> Table:
    return estimer(attentes(personnes), groupes(), AXES, REGLAGES, au=AU, habituel=habituel)


def bornes(une_table: Table) -> np.ndarray:
    """Both bounds of every cell there is."""
    feuilles = np.arange(int(np.prod(AXES.forme)))
    survie = une_table.survie(feuilles, feuilles // (len(feuilles) // AXES.bassins))
    return np.stack([quantiles(survie, part) for part in PARTS])


def bornes_des_cas_fermes(personnes) -> np.ndarray:
    """The control: rates of closed cases held by a strength read from the same data, as empirical Bayes often does."""
    finis = [duree for *_cellule, duree in personnes if duree is not None]
    en_cours = [AU - entree for _r, _f, _n, entree, duree in personnes if duree is None]
    poids = len(en_cours) / (len(finis) + 1)
    return np.array([(np.mean(finis or [1]) + poids * np.mean(en_cours or [0])) / (1 + poids)])


@settings(max_examples=60)
@given(st.lists(PERSONNES, min_size=1, max_size=40), st.lists(ATTENTE_EN_COURS, min_size=1, max_size=15))
def test_ajouter_des_personnes_qui_attendent_ne_raccourcit_aucune_attente(connues, ajoutees):
    habituel = table(connues).habituel
    avant, apres = bornes(table(connues, habituel)), bornes(table([*connues, *ajoutees], habituel))
    assert (apres >= avant - 1e-9).all()


def test_temoin_une_moyenne_qui_melange_les_attentes_en_cours_raccourcit():
    finies = [(0, 0, 0, 0, 150)] * 5
    toutes_fraiches = [(0, 0, 0, AU - 2, None)] * 20
    assert bornes_des_cas_fermes([*finies, *toutes_fraiches]) < bornes_des_cas_fermes(finies)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 1), st.floats(0.1, 4), st.booleans()), min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 1), st.floats(0.1, 4)), min_size=1, max_size=20),
)
def test_juger_des_personnes_qui_attendent_ne_resserre_aucune_correction(jugees, en_attente):
    def correction(lignes):
        region, rapport, commence = zip(*lignes, strict=True)
        erreurs = Erreurs(np.array(region), np.array(rapport), np.array(commence, dtype=bool), np.ones(len(lignes)))
        return np.stack([corriger(erreurs, part, 2) for part in PARTS])

    censurees = [(region, rapport, False) for region, rapport in en_attente]
    # Where nothing had started, nothing was corrected.
    if any(commence for *_reste, commence in jugees):
        assert (correction([*jugees, *censurees]) >= correction(jugees) - 1e-12).all()


def test_une_case_mince_s_appuie_sur_la_plus_large():
    departs, risque = (np.zeros((int(np.prod(AXES.forme)), 1)) for _ in range(2))
    departs[0], risque[0] = 200, 1000
    departs[1], risque[1] = 0, 2
    taux = retrecir(departs, risque, AXES, 40.0)[:, 0]
    assert taux[0] == pytest.approx(0.2, rel=0.02)
    assert 0.9 * taux[0] < taux[1] < taux[0]


def test_les_jours_ou_la_balle_est_chez_la_personne_ne_comptent_pas():
    une = replace(attentes([(0, 0, 0, 10, None)]), suspensions=np.array([[0, 20, 26], [0, 30, JAMAIS]]))
    lignes = np.array([0])
    assert ecoules(une, np.array([10]), np.array([40]), lignes).tolist() == [30 - 6 - 10]


def test_qui_a_une_offre_ouverte_n_attend_pas_de_prevision():
    deux = attentes([(0, 0, 0, 10, None), (0, 0, 0, 10, None)])
    deux = replace(deux, suspensions=np.array([[0, 38, JAMAIS]]))
    assert poser(deux, AXES, jour=40, vu_au=40).lignes.tolist() == [1]


def test_des_places_annoncees_rapprochent_le_cours_et_leur_retrait_l_eloigne():
    passes = [(0, 0, jour - 30, JAMAIS, jour, 15) for jour in range(60, AU, 25)]
    personnes = [(0, 0, 0, jour, 40) for jour in range(0, AU - 60, 2)]

    def borne(*annonces):
        une = estimer(attentes(personnes), groupes([*passes, *annonces]), AXES, REGLAGES, au=AU)
        return quantiles(une.survie(np.array([0]), np.array([0])), 0.8)[0]

    prochain = (0, 0, AU - 10, JAMAIS, AU + 12, 60)
    retire = (0, 0, AU - 10, AU - 2, AU + 12, 60)
    assert borne(prochain) < borne() == borne(retire)


def test_les_places_prises_ne_sont_plus_annoncees():
    passes = [(0, 0, jour - 30, JAMAIS, jour, 15) for jour in range(60, AU, 25)]
    offre = groupes([*passes, (0, 0, AU - 10, JAMAIS, AU + 12, 10)])
    pleine = replace(offre, places=np.array([[len(passes), AU - 5, JAMAIS]] * 10))
    libre, prise = (capacite_relative(g, AXES, jour=AU)[0, 2] for g in (offre, pleine))
    assert prise < libre


def test_une_file_plus_longue_que_d_habitude_allonge_l_attente():
    personnes = [(0, 0, 0, jour, 40) for jour in range(AU - 60)]
    une = table(personnes)
    longue = replace(une, devant=une.devant + 200)
    assert bornes(longue)[1, 0] > bornes(une)[1, 0]


def test_les_quantiles_d_une_courbe_constante_sont_ceux_de_l_exponentielle():
    semaines = np.arange(1, HORIZON + 1)
    survie = np.exp(-0.05 * semaines)[None, :]
    assert quantiles(survie, 0.5)[0] == pytest.approx(np.log(2) / 0.05 * SEMAINE)
    assert quantiles(survie, 0.8)[0] == pytest.approx(np.log(5) / 0.05 * SEMAINE)
    assert np.isinf(quantiles(np.full((1, HORIZON), 0.9), 0.5)[0])


def test_la_couverture_tient_compte_des_attentes_interrompues():
    rapport = np.array([0.5, 0.5, 0.4, 1.5])
    commence = np.array([True, True, False, True])
    erreurs = Erreurs(np.zeros(4, dtype=np.int64), rapport, commence, np.ones(4))
    # The one lost at 0.4 says nothing of what came after: 2 of the 3 others.
    assert couverture(erreurs, 2)[0] == pytest.approx(2 / 3)
    assert np.isnan(couverture(erreurs, 2)[1])
