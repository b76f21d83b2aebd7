"""Every figure no event gives equals a slow count on fifty small random worlds."""

import pytest

from tests.indicateurs.test_valeurs_agregats import verifier_un_monde


@pytest.mark.django_db
@pytest.mark.parametrize("graine", range(100, 150))
def test_chaque_indicateur_egale_un_compte_lent(graine):
    assert verifier_un_monde(graine, filtres=4) > 20
