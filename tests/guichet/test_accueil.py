"""The public pages."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse

from guichet.referentiels.cache import vider
from guichet.vitrine import PREUVES
from tests.factories.inscriptions import InscriptionFactory

pytestmark = pytest.mark.django_db


def test_l_accueil_dit_une_phrase_et_mene_a_un_seul_bouton(client):
    page = client.get(reverse("accueil")).content.decode()
    assert page.count("<h1>") == 1
    assert page.count("qc-button qc-primary") == 1
    assert reverse("account_signup") in page


def test_les_chiffres_de_l_accueil_sont_vrais(client):
    InscriptionFactory.create_batch(3)
    page = client.get(reverse("accueil"))
    valeurs = {preuve.code: valeur for preuve, valeur in page.context["preuves"]}
    assert valeurs["demandes"] == 3


def test_un_chiffre_nul_ne_se_montre_pas(client):
    assert client.get(reverse("accueil")).context["preuves"] == []


def test_les_chiffres_ne_se_comptent_pas_a_chaque_visite(client):
    client.get(reverse("accueil"))
    InscriptionFactory()
    vider()
    assert client.get(reverse("accueil")).context["preuves"] == []
    cache.clear()
    vider()
    assert client.get(reverse("accueil")).context["preuves"] != []
    assert len(PREUVES) == len({preuve.code for preuve in PREUVES})


def test_l_accueil_ne_se_modifie_pas(client):
    assert client.post(reverse("accueil")).status_code == 405
