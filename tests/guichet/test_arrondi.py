"""Counts told outside: rounded by a key of the cell."""

from statistics import mean

import pytest

from guichet.mesure.arrondi import arrondir


@pytest.mark.parametrize("nombre", range(23))
def test_un_compte_va_au_multiple_de_cinq_voisin(nombre):
    assert arrondir(nombre, "06-3") % 5 == 0
    assert abs(arrondir(nombre, "06-3") - nombre) < 5


def test_la_meme_case_dit_toujours_le_meme_nombre():
    assert len({arrondir(3, "06-3") for _fois in range(10)}) == 1


def test_un_multiple_de_cinq_reste_tel_quel():
    assert [arrondir(n, f"case {n}") for n in (0, 5, 40)] == [0, 5, 40]


@pytest.mark.parametrize("nombre", [1, 2, 3, 4, 7])
def test_la_moyenne_des_cases_reste_juste(nombre):
    assert mean(arrondir(nombre, f"case {rang}") for rang in range(4000)) == pytest.approx(nombre, abs=0.2)


def test_sans_la_cle_on_ne_sait_pas_le_sens(settings):
    avant = [arrondir(3, f"case {rang}") for rang in range(40)]
    settings.PORTAIL_CLE_INDEX = "autre"
    assert [arrondir(3, f"case {rang}") for rang in range(40)] != avant
