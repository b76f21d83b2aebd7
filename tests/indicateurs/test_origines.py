"""One registry of origins: every kind has its words, and a key opens its page for who may read it."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from guichet.acteurs import Acteur, Role
from guichet.origines import GENRES, Source, choix, nommee, page, source_de
from indicateurs.models import OrigineConstat
from indicateurs.origines import lien
from partenaires.models import NaturePreuve
from partenaires.origines import ENTENDU_DANS, origine
from tests.factories.ecoute import BesoinTerrainFactory, ConstatFactory
from tests.factories.ententes import RevueFactory
from tests.factories.guichet import OrganisationFactory
from tests.factories.indicateurs import AlerteFactory, ScenarioFactory

pytestmark = pytest.mark.django_db
ANALYSTE, GESTION = Acteur(Role.ANALYSTE), Acteur(Role.GESTIONNAIRE_ENTENTES)


def partenaire() -> Acteur:
    return Acteur(Role.GESTIONNAIRE_PARTENAIRE, organisation_id=OrganisationFactory().pk)


def sans_registre() -> set[str]:
    return {*ENTENDU_DANS, *NaturePreuve.values, *OrigineConstat.values} - set(GENRES)


def test_chaque_genre_des_listes_est_au_registre(monkeypatch):
    assert sans_registre() == set()
    assert [code for code, _mots in choix(ENTENDU_DANS)] == list(ENTENDU_DANS)
    monkeypatch.delitem(GENRES, "alerte")
    assert sans_registre() == {"alerte"}


def test_un_besoin_se_nomme_par_son_numero_ou_son_identifiant_et_ne_s_ouvre_qu_a_qui_le_lit():
    besoin = BesoinTerrainFactory()
    lu = source_de("besoin", besoin.numero, GESTION)
    assert lu == source_de("besoin", str(besoin.pk), GESTION) and lu.url == reverse("besoin", args=[besoin.pk])
    assert source_de("besoin", besoin.numero, partenaire()) == Source(lu.libelle)
    assert source_de("besoin", "B-0", GESTION) is None


def test_une_alerte_une_revue_un_constat_s_ouvrent_a_qui_les_lit():
    alerte, revue, constat = AlerteFactory(), RevueFactory(), ConstatFactory()
    titre = str(alerte.mesure.titre)
    assert lien("alerte", str(alerte.pk), ANALYSTE).libelle == f"Alerte d’un indicateur : {titre}"
    assert lien("alerte", str(alerte.pk), ANALYSTE).url == reverse("indicateur", args=[alerte.code])
    assert origine("alerte", str(alerte.pk), partenaire()) == (f"Alerte d’un indicateur : {alerte.pk}", "")
    assert origine("revue", str(revue.pk), GESTION) == ("Revue de mi-parcours", reverse("revue", args=[revue.pk]))
    assert origine("revue", str(revue.pk), partenaire()) == ("Revue de mi-parcours", "")
    assert source_de("constat", constat.numero, ANALYSTE).url == reverse("groupe_temoin", args=[constat.groupe_id])
    assert origine("groupe_temoin", str(constat.groupe_id), ANALYSTE)[1]


def test_un_scenario_et_un_indicateur_gardent_leurs_mots_pour_qui_ne_les_ouvre_pas():
    scenario = ScenarioFactory(nom="Plus de soir")
    assert source_de("scenario", str(scenario.pk), ANALYSTE).url == reverse("scenario", args=[scenario.pk])
    assert source_de("scenario", str(scenario.pk), GESTION) == Source("Plus de soir")
    assert source_de("indicateur", "abandon", ANALYSTE).url and not source_de("indicateur", "abandon", partenaire()).url
    assert source_de("scenario", str(uuid.uuid4()), ANALYSTE) is None and source_de("indicateur", "x", ANALYSTE) is None


def test_une_cle_que_personne_ne_trouve_s_ecrit_telle_quelle():
    assert lien("plainte", "", ANALYSTE) == Source("Plainte")
    assert lien("alerte", "VGQ", ANALYSTE) == Source("Alerte d’un indicateur : VGQ")
    assert origine("audit", "VGQ", GESTION) == ("Audit : VGQ", "") and origine("rumeur", "x", GESTION) is None
    assert nommee("rumeur", "x", GESTION) == Source("rumeur : x")
    assert page("route-absente")("x", GESTION) == Source("x")
