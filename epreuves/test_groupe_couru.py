"""A rush on one group: five hundred seats, two thousand persons, sixty-four requests in flight, over HTTP."""

from __future__ import annotations

import pytest

from tests.banc.monde import places_et_demandeurs
from tests.inscriptions.test_places_http import Bilan, ruee

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(3600)]
PLACES, DEMANDEURS, ESSAIS = 500, 2000, 10


def test_une_ruee_sur_un_groupe_ne_survend_ni_ne_perd_personne(nom_de_la_base):
    demandeurs = places_et_demandeurs(groupes=1, places=PLACES, demandeurs=DEMANDEURS)
    restants, servies, refusees = demandeurs, set(), set()
    bilan: Bilan | None = None
    for _essai in range(ESSAIS):
        bilan = ruee(nom_de_la_base, restants)
        assert {reponse.statut for reponse in bilan.reponses.values()} <= {302, 503}
        servies |= bilan.servies()
        refusees |= bilan.refusees()
        # Too long in line: the person is told to come back, and does.
        restants = [d for d in restants if bilan.reponses[d.inscription_id].statut == 503]
        if not restants:
            break
    assert bilan is not None and not restants
    assert (bilan.survendues, bilan.libres) == (0, 0)
    assert set(bilan.places) == servies and len(servies) == PLACES
    assert bilan.en_attente == refusees
    assert servies | refusees == {d.inscription_id for d in demandeurs}
