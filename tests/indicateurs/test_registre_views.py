"""The registry and the page of one indicator: for the ministry, every definition, filters kept, a cost that stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from guichet.acteurs import Acteur, Role
from guichet.mesure.definition import MESURES
from indicateurs.actions.edition import figer_edition
from tests.factories.indicateurs import cellule
from tests.indicateurs.test_tableau import compter

pytestmark = pytest.mark.django_db


def test_le_registre_montre_chaque_indicateur_sa_cible_et_un_an_avant(client_role):
    cellule("assiduite", 80, 100)
    cellule("assiduite", 70, 100, il_y_a=370)
    page = client_role("analyste").get(reverse("indicateurs")).content.decode()
    for mesure in MESURES.values():
        assert escape(str(mesure.titre)) in page, mesure.code
    assert "80,0\u00a0%" in page
    assert "70,0\u00a0%" in page
    assert "Dans les bornes" in page


def test_ce_qui_n_est_pas_encore_mesure_le_dit_et_dit_ce_qui_manque(client_role, monkeypatch):
    attendue = replace(MESURES["engagements_tenus"], manque="Les engagements ne sont pas encore tenus ici.")
    monkeypatch.setitem(MESURES, "engagements_tenus", attendue)
    client = client_role("direction")
    page = client.get(reverse("indicateurs")).content.decode()
    assert str(MESURES["engagements_tenus"].manque) in page
    fiche = client.get(reverse("indicateur", args=["engagements_tenus"])).content.decode()
    assert "Pas encore mesuré" in fiche
    assert "0,0\u00a0%" not in fiche


def test_la_recherche_ignore_accents_et_casse_et_garde_ses_mots(client_role):
    page = client_role("analyste").get(reverse("indicateurs"), {"q": "ASSIDUITE"}).content.decode()
    assert "Assiduité" in page
    assert "Revues de mi-parcours tenues" not in page
    assert 'value="ASSIDUITE"' in page
    vide = client_role("analyste").get(reverse("indicateurs"), {"q": "zzz"}).content.decode()
    assert "Aucun indicateur ne contient ces mots" in vide


def test_la_page_d_un_indicateur_dit_sa_definition_ses_mois_et_ce_qui_l_a_fait_bouger(client_role):
    cellule("assiduite", 90, 100, region="06")
    cellule("assiduite", 10, 20, region="03")
    cellule("assiduite", 50, 100, il_y_a=370, region="06")
    page = client_role("analyste").get(reverse("indicateur", args=["assiduite"]), {"axe": "region"}).content.decode()
    for texte in ("assiduite v1", "Heures suivies ÷ heures prévues", "Montréal", "Capitale-Nationale", "Effet propre"):
        assert texte in page
    # 100/120 now, 50/100 a year ago: a third more, to the last digit.
    assert "+33,33" in page


@pytest.mark.parametrize(
    ("code", "mots"),
    [
        ("delai_debut", ("Une médiane n’est pas une somme", "Montréal", "+20")),
        ("demandes", ("Un nombre est la somme de ses groupes", "Montréal", "+4")),
        ("en_attente", ("Un nombre est la somme de ses groupes", "Montréal", "+7")),
    ],
)
def test_delais_nombres_et_files_disent_aussi_ce_qui_les_a_fait_bouger(client_role, code, mots):
    compter("debut", 4, delai=60)
    compter("debut", 3, delai=40, jour=timezone.localdate() - timedelta(days=370))
    compter("demande", 6)
    compter("demande", 2, jour=timezone.localdate() - timedelta(days=370))
    compter("entree_attente", 7)
    page = client_role("analyste").get(reverse("indicateur", args=[code]), {"axe": "region"}).content.decode()
    for texte in ("Comment évolue-t-il?", "Qu’est-ce qui l’a fait bouger depuis un an?", "Versions", *mots):
        assert texte in page, texte


def test_la_page_dit_ce_que_les_editions_ont_fige(client_role):
    le = timezone.now()
    figer_edition(
        jour=timezone.localdate(le), le=le, acteur=Acteur(role=Role.ANALYSTE), motif="x", mesures=[MESURES["demandes"]]
    )
    page = client_role("analyste").get(reverse("indicateur", args=["demandes"])).content.decode()
    assert "Qu’en ont dit les éditions figées?" in page and "demandes v1" in page


def test_un_code_inconnu_est_introuvable_et_un_partenaire_n_y_entre_pas(client_role):
    assert client_role("analyste").get(reverse("indicateur", args=["rien"])).status_code == 404
    for nom, arguments in (("indicateurs", []), ("indicateur", ["assiduite"]), ("alertes", []), ("autonomie", [])):
        reponse = client_role("gestionnaire_partenaire").get(reverse(nom, args=arguments))
        assert reponse.status_code == 403, nom


def test_dix_regions_coutent_les_requetes_d_une(client_role):
    client = client_role("analyste")

    def requetes() -> int:
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as lues:
            client.get(reverse("indicateur", args=["assiduite"]), {"axe": "region"})
        return len(lues)

    cellule("assiduite", 1, 2, region="01")
    requetes()  # What the process remembers of the reference data is read once.
    une = requetes()
    for numero in range(2, 11):
        cellule("assiduite", 1, 2, region=f"{numero:02}")
    assert requetes() == une


def test_vers_l_autonomie_dit_les_heures_et_ou_le_temps_complet_manque(client_role):
    cellule("niveaux_par_100h", 80, 100, formule="temps_complet")
    cellule("progression", 3, 5, formule="temps_complet")
    cellule("ecart_heures", 200, 1000, region="06")
    page = client_role("analyste").get(reverse("autonomie")).content.decode()
    assert "125\u00a0h" in page or "125 h" in page
    assert "20,0\u00a0%" in page
    # Eight levels at 80 levels for a hundred times a hundred hours: 1000 hours.
    assert "1\u00a0000" in page
