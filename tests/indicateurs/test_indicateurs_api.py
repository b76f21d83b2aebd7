"""An organisation's figures read by its system: those of its page, month by month, by the same rules."""

from __future__ import annotations

import pytest
from django.utils import timezone

from guichet.mesure.definition import MESURES
from indicateurs.formulaires import FiltreForm
from indicateurs.queries.pairs import mesures_d_organisation, suivre
from tests.api import appeler, jeton_de
from tests.factories.guichet import OrganisationFactory
from tests.indicateurs.test_mes_indicateurs import fins, pairs

pytestmark = pytest.mark.django_db
AUJOURDHUI = timezone.localdate()


@pytest.fixture
def mienne():
    organisation = OrganisationFactory(genre="organisme")
    fins(organisation, abandons=1, terminees=3)
    return organisation


def test_les_definitions_sont_celles_de_la_page_avec_code_version_et_texte(mienne):
    lu = appeler(jeton_de(mienne), "indicateurs_api", taille="200").json()
    assert [une["code"] for une in lu["resultats"]] == sorted(mesure.code for mesure in mesures_d_organisation())
    une = next(une for une in lu["resultats"] if une["code"] == "abandon")
    abandon = MESURES["abandon"]
    assert une["version"] == abandon.version and une["definition"] == str(abandon.definition)
    assert une["dimensions"] == list(abandon.dimensions) and une["genre"] == "taux"


def test_la_serie_est_celle_de_la_page(mienne):
    pairs(6)
    filtre = FiltreForm({"periode": "12"}).filtre(au=AUJOURDHUI)
    suivi = next(s for s in suivre(mienne, filtre) if s.mesure.code == "abandon")
    lu = appeler(jeton_de(mienne), "indicateur_api", "abandon").json()
    assert lu["periode"]["valeur"] == suivi.periode.valeur == 0.25
    assert lu["periode"]["semblables"]["mediane"] == round(suivi.periode.mediane, 3)
    assert [mois["valeur"] for mois in lu["mois"]] == [comparaison.valeur for comparaison in suivi.mois.values()]
    assert (lu["mois"][0]["du"], lu["mois"][-1]["au"]) == (filtre.du.isoformat(), AUJOURDHUI.isoformat())
    assert (lu["code"], lu["version"]) == ("abandon", MESURES["abandon"].version)


def test_sous_le_minimum_de_pairs_rien_des_autres_ne_sort(mienne):
    pairs(4)
    lu = appeler(jeton_de(mienne), "indicateur_api", "abandon").json()
    assert lu["periode"]["valeur"] == 0.25
    assert [point["semblables"] for point in (lu["periode"], *lu["mois"])] == [None] * (len(lu["mois"]) + 1)


def test_l_adresse_ne_choisit_qu_une_periode(mienne):
    autre = OrganisationFactory(genre="organisme")
    fins(autre, abandons=9, terminees=1)
    secret = jeton_de(mienne)
    lu = appeler(secret, "indicateur_api", "abandon", organisation=str(autre.pk), region="03", periode="3")
    assert lu.json()["periode"]["valeur"] == 0.25 and len(lu.json()["mois"]) == 3
    refus = appeler(secret, "indicateur_api", "abandon", periode="7")
    assert (refus.status_code, "3, 6, 12, 24" in refus.json()["message"]) == (400, True)


@pytest.mark.parametrize("code", ["inconnu", "engagements_tenus", "participation"])
def test_un_indicateur_qui_n_est_pas_d_un_organisme_est_introuvable(mienne, code):
    reponse = appeler(jeton_de(mienne), "indicateur_api", code)
    assert (reponse.status_code, reponse.json()) == (404, {"message": "Rien à cette adresse."})
