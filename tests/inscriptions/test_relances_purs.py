"""Draw and statistics of campaigns, without a database."""

import random

import pytest

from inscriptions.relances.statistique import Comparaison, difference, taille_par_groupe, wilson
from inscriptions.relances.tirage import rang, repartir, tirer

PERSONNES = [(f"p{n}", "06" if n % 3 else "03") for n in range(101)]


def melangees(graine: int) -> list[tuple[str, str]]:
    return random.Random(graine).sample(PERSONNES, len(PERSONNES))


class TestTirage:
    def test_la_meme_graine_redonne_le_meme_tirage_quel_que_soit_l_ordre_des_lignes(self):
        tirages = [tirer(melangees(n), graine=7, temoins=30) for n in range(5)]
        assert all(tirage == tirages[0] for tirage in tirages)

    def test_temoin_un_tirage_selon_l_ordre_des_lignes_change(self, monkeypatch):
        places: dict[str, int] = {}
        monkeypatch.setattr("inscriptions.relances.tirage.rang", lambda _g, p: places.setdefault(p, len(places)))
        premier = tirer(melangees(0), graine=7, temoins=30)
        places.clear()
        assert tirer(melangees(1), graine=7, temoins=30) != premier

    def test_une_autre_graine_donne_un_autre_tirage(self):
        assert tirer(PERSONNES, graine=7, temoins=30) != tirer(PERSONNES, graine=8, temoins=30)

    def test_chaque_strate_donne_sa_part_de_temoins(self):
        tirage = tirer(PERSONNES, graine=7, temoins=30)
        temoins = [strate for personne, strate in PERSONNES if not tirage[personne]]
        assert (temoins.count("03"), temoins.count("06")) == (10, 20)

    def test_jamais_plus_de_temoins_que_prevu_ni_que_la_moitie(self):
        assert sum(not contactee for contactee in tirer(PERSONNES, graine=7, temoins=12).values()) == 12
        assert sum(not contactee for contactee in tirer(PERSONNES, graine=7, temoins=900).values()) == 50

    def test_le_rang_ne_depend_que_de_la_graine_et_de_la_personne(self):
        assert rang(1, "a") == rang(1, "a") != rang(2, "a")

    def test_les_restes_vont_aux_plus_grands(self):
        assert repartir(5, [1, 1, 8]) == [1, 0, 4]
        assert repartir(3, [0, 0]) == [0, 0]


class TestTaille:
    @pytest.mark.parametrize(
        ("taux", "effet", "puissance", "attendue"),
        # Fleiss, Levin and Paik, two-sided 5 %, without the continuity correction.
        [(0.10, 0.10, 0.80, 199), (0.10, 0.05, 0.80, 686), (0.60, 0.10, 0.90, 477), (0.25, 0.15, 0.80, 152)],
    )
    def test_la_formule_des_deux_proportions(self, taux, effet, puissance, attendue):
        assert taille_par_groupe(taux=taux, effet=effet, puissance=puissance) == attendue

    def test_un_effet_impossible_est_refuse(self):
        with pytest.raises(ValueError, match="entre 0 et 1"):
            taille_par_groupe(taux=0.9, effet=0.2, puissance=0.8)

    def test_la_taille_tient_sa_promesse_par_simulation(self):
        taille = taille_par_groupe(taux=0.2, effet=0.15, puissance=0.8)
        hasard, vus, essais = random.Random(4), 0, 400
        for _essai in range(essais):
            ici, sans = (sum(hasard.random() < p for _ in range(taille)) for p in (0.35, 0.2))
            vus += not difference([Comparaison(taille, ici, taille, sans)]).contient_zero
        assert 0.72 < vus / essais < 0.88


class TestIntervalles:
    def test_wilson_suit_les_valeurs_publiees(self):
        # Newcombe 1998 (one proportion), table I, method 3.
        for succes, total, bas, haut in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)):
            intervalle = wilson(succes, total)
            assert (round(intervalle.bas, 4), round(intervalle.haut, 4)) == (bas, haut)

    def test_newcombe_suit_les_valeurs_publiees(self):
        # Newcombe 1998 (two proportions), table II, method 10.
        for cas, bas, haut in (((56, 70, 48, 80), 0.0524, 0.3339), ((9, 10, 3, 10), 0.1705, 0.8090)):
            revenues, contactees, temoins_revenus, temoins = cas
            intervalle = difference([Comparaison(contactees, revenues, temoins, temoins_revenus)])
            assert (round(intervalle.bas, 4), round(intervalle.haut, 4)) == (bas, haut)

    def test_deux_strates_pareilles_disent_la_meme_chose_plus_surement(self):
        une = Comparaison(100, 30, 100, 20)
        seule, ensemble = difference([une]), difference([une, une])
        assert ensemble.valeur == pytest.approx(seule.valeur)
        assert ensemble.haut - ensemble.bas < seule.haut - seule.bas

    def test_une_strate_sans_temoin_ne_pese_rien(self):
        une = Comparaison(100, 30, 100, 20)
        assert difference([une, Comparaison(50, 50, 0, 0)]) == difference([une])

    def test_personne_ne_dit_rien(self):
        assert difference([]).contient_zero
