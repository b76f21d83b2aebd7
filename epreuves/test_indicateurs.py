"""Every figure no event gives equals a slow count on fifty small random worlds."""

import pytest

from tests.indicateurs import test_valeurs_agregats, test_valeurs_ententes


@pytest.mark.django_db
@pytest.mark.parametrize("graine", range(100, 150))
def test_chaque_indicateur_egale_un_compte_lent(graine):
    assert test_valeurs_agregats.verifier_un_monde(graine, filtres=4) > 20


@pytest.mark.django_db
@pytest.mark.parametrize("graine", range(100, 150))
def test_chaque_chiffre_des_ententes_egale_un_compte_lent(graine):
    assert len(test_valeurs_ententes.verifier_un_monde(graine, filtres=4)) > 8
