"""What is told outside: one figure per cell whoever asks, and no way back to a cell under five."""

from datetime import date
from decimal import Decimal

import pytest

from guichet.mesure.calcul import Valeur
from guichet.mesure.definition import MESURES, Diffusion
from indicateurs.divulgation import cle_de, controler, hors_treillis, publier_compte, publier_taux, publier_valeur
from indicateurs.divulgation.controle import est_muet
from indicateurs.filtre import Filtre
from tests.indicateurs.attaque import (
    Attaque,
    arrondis,
    malchance,
    malchance_controlee,
    peupler,
    piege,
    suppression_primaire,
)

ANNEE = Filtre(date(2025, 7, 1), date(2026, 6, 30))
MONDES = 25


def test_aucune_case_sous_cinq_ne_se_retrouve_par_programmation_lineaire():
    assert [cle for graine in range(MONDES) for cle in Attaque(peupler(graine), arrondis).recuperees()] == []


def test_temoin_la_suppression_primaire_seule_est_percee():
    mondes = [peupler(graine) for graine in range(8)]
    assert sum(len(Attaque(monde, suppression_primaire, exact=True).recuperees()) for monde in mondes) > 50


def test_meme_les_pires_tirages_ne_rendent_rien_quand_les_totaux_sont_controles():
    assert Attaque(piege(), malchance_controlee).recuperees() == []


def test_temoin_les_pires_tirages_sans_controle_des_totaux_sont_perces():
    assert len(Attaque(piege(), malchance).recuperees()) >= 4


@pytest.mark.parametrize(
    ("total", "parties", "muet"),
    [
        (20, [0, 0, 0, 0], False),
        (0, [5, 5, 5, 5], False),
        (0, [0, 0, 0, 0], True),
        (5, [0, 0], True),
        (10, [5, 5], True),
    ],
)
def test_un_total_trop_loin_de_ses_parties_en_dirait_trop(total, parties, muet):
    assert est_muet(total, parties, base=5) is muet


def test_un_total_qui_en_dit_trop_devient_la_somme_de_ses_parties():
    parties = {f"p{n}": 0 for n in range(4)}
    assert controler({"t": 20} | parties, [("t", list(parties))], base=5)["t"] == 0


def test_un_total_que_deux_coupes_contredisent_se_tait():
    cases = {"t": 20, "a": 0, "b": 0, "c": 15, "d": 15}
    assert controler(cases, [("t", ["a", "b"]), ("t", ["c", "d"])], base=5)["t"] is None


@pytest.mark.django_db
class TestPublier:
    def test_la_meme_case_porte_le_meme_chiffre_quel_que_soit_l_ordre_des_criteres(self):
        un = cle_de("debut", Filtre(ANNEE.du, ANNEE.au, region="06", niveau=3))
        autre = cle_de("debut", Filtre(ANNEE.du, ANNEE.au, niveau=3, region="06"))
        assert un == autre
        assert {publier_compte(13, un).valeur for _fois in range(5)} == {publier_compte(13, autre).valeur}

    def test_deux_definitions_qui_comptent_la_meme_chose_disent_le_meme_nombre(self):
        abandon = MESURES["abandon"]
        dit = publier_valeur(abandon, ANNEE, Valeur("", Decimal("0.2"), 203, 1013))
        encore = publier_valeur(abandon, ANNEE, Valeur("", Decimal("0.2"), 203, 1013))
        assert dit == encore
        assert (dit.haut % 5, dit.bas % 5) == (0, 0)
        assert dit.valeur == Decimal(dit.haut) / dit.bas

    def test_un_zero_se_dit_et_ne_se_masque_pas(self):
        dit = publier_compte(0, "vide")
        assert (dit.valeur, dit.est_masque) == (0, False)

    def test_un_taux_sur_trop_peu_de_personnes_est_masque_avec_sa_raison(self):
        dit = publier_taux(3, 12, "taux")
        assert dit.est_masque
        assert "25" in dit.motif

    def test_un_taux_ne_depasse_pas_cent_pour_cent_a_cause_de_l_arrondi(self):
        assert all(publier_taux(31, 31, f"taux {n}").valeur <= 1 for n in range(40))

    def test_un_delai_sur_trop_peu_de_personnes_est_masque_et_les_autres_s_arrondissent(self):
        delai = MESURES["delai_debut"]
        assert publier_valeur(delai, ANNEE, Valeur("", Decimal(61), 9)).est_masque
        assert publier_valeur(delai, ANNEE, Valeur("", Decimal(61), 900)).valeur in (60, 65)

    @pytest.mark.parametrize(
        "filtre",
        [
            Filtre(date(2026, 1, 2), date(2026, 1, 31)),
            Filtre(date(2026, 1, 1), date(2026, 1, 30)),
            Filtre(date(2026, 1, 1), date(2026, 2, 28)),
            Filtre(ANNEE.du, ANNEE.au, region="06", niveau=3, sexe="F"),
        ],
    )
    def test_une_periode_libre_ou_trop_de_criteres_ne_recoivent_aucun_chiffre(self, filtre):
        assert hors_treillis(filtre, au=filtre.au)
        assert publier_valeur(MESURES["demandes"], filtre, Valeur("", Decimal(900), 900)).est_masque

    def test_une_definition_interne_ne_sort_pas(self):
        from dataclasses import replace

        interne = replace(MESURES["demandes"], diffusion=Diffusion.INTERNE)
        assert publier_valeur(interne, ANNEE, Valeur("", Decimal(900), 900)).est_masque
