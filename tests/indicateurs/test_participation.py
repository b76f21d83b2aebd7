"""Participation, as the registry gives it, equals a slow count of the permanent residents whom courses are for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from guichet.mesure.definition import MESURES
from indicateurs.models import PersonneAdmise
from indicateurs.queries.valeurs import par_axe, par_mois, valeur
from indicateurs.states_admissions import HORS_BESOIN, PARTICIPANTES
from tests.indicateurs.test_cohortes import FILTRE, _lent, calculer, monde

pytestmark = pytest.mark.django_db
PARTICIPATION, AUTRE = MESURES["participation"], MESURES["non_participation"]


def compter_lentement(vies, admises) -> tuple[int, int]:
    etats = [_lent(vies[a.cle], a, FILTRE.au) for a in admises]
    return sum(etat in PARTICIPANTES for etat in etats), sum(etat not in HORS_BESOIN for etat in etats)


def test_la_participation_egale_un_compte_lent_en_tout_par_region_et_par_cohorte():
    vies = monde(5)
    calculer()
    admises = list(PersonneAdmise.objects.actives().select_related("cohorte").filter(cohorte__population="permanente"))
    lue = valeur(PARTICIPATION, FILTRE)
    assert (lue.numerateur, lue.denominateur) == compter_lentement(vies, admises)
    assert lue.denominateur
    assert valeur(AUTRE, FILTRE).valeur == Decimal(1) - lue.valeur
    for region, part in par_axe(PARTICIPATION, FILTRE, "region").items():
        voulue = compter_lentement(vies, [a for a in admises if a.region_id == region])
        assert (part.numerateur, part.denominateur) == voulue
    for mois, part in par_mois(PARTICIPATION, FILTRE).items():
        voulue = compter_lentement(vies, [a for a in admises if a.cohorte.mois == mois])
        assert (part.numerateur, part.denominateur) == voulue


def test_un_axe_qu_une_cohorte_ne_connait_pas_ne_donne_pas_de_valeur():
    monde(5)
    calculer()
    assert valeur(PARTICIPATION, replace(FILTRE, formule="temps_complet")).valeur is None
    assert par_axe(PARTICIPATION, FILTRE, "formule") == {}
