"""Rushes over HTTP, sixty-four requests in flight: on one group of five hundred seats, on five hundred of one seat."""

from __future__ import annotations

import pytest

from guichet.acteurs import Acteur
from guichet.cloison import portee
from inscriptions.models import DemandeDePlace
from tests.banc.monde import places_et_demandeurs
from tests.inscriptions.test_places_http import ruee, verifier_les_reponses, verifier_une_ruee

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(3600)]
PLACES, DEMANDEURS = 500, 2000


def test_une_ruee_sur_un_groupe_ne_survend_ni_ne_fait_attendre_personne(nom_de_la_base):
    demandeurs = places_et_demandeurs(groupes=1, places=PLACES, demandeurs=DEMANDEURS)
    bilan = ruee(nom_de_la_base, demandeurs)
    # Nobody waits in line for the group's row: each request is answered or recorded at once.
    assert {reponse.statut for reponse in bilan.reponses.values()} == {302}
    assert (bilan.survendues, bilan.libres) == (0, 0)
    assert set(bilan.places.values()) == {1} and len(bilan.places) == PLACES
    verifier_les_reponses(bilan, demandeurs)
    with portee(Acteur.systeme()):
        delais = [(d.traitee_le - d.demandee_le).total_seconds() for d in DemandeDePlace.objects.all()]
    assert max(delais, default=0) < 60


def test_cinq_cents_places_et_cinq_mille_demandes_ne_survendent_ni_ne_perdent_personne(nom_de_la_base):
    verifier_une_ruee(nom_de_la_base, 500)
