"""A thousand populations, every public table, filter and region, two editions: nothing under five comes back."""

from tests.indicateurs.attaque import Attaque, arrondis, peupler, suppression_primaire

MONDES = 1000


def test_mille_populations_ne_rendent_aucune_case_sous_cinq():
    assert [cle for graine in range(MONDES) for cle in Attaque(peupler(graine), arrondis).recuperees()] == []


def test_cent_provinces_sur_une_annee_non_plus():
    assert [cle for graine in range(100) for cle in Attaque(peupler(graine, mois=12), arrondis).recuperees()] == []


def test_temoin_la_suppression_primaire_est_percee_dans_presque_toutes():
    percees = [bool(Attaque(peupler(graine), suppression_primaire, exact=True).recuperees()) for graine in range(100)]
    assert sum(percees) > 60
