"""Services written on a page or sent by a program: the same rules as a file."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guichet.acteurs import Acteur, Role
from guichet.cycle import RoleInsuffisant
from partenaires.actions import jetons
from partenaires.actions import services as actions
from partenaires.models import EnvoiServices, LotServices, ServiceRendu
from tests.connexion import connecter
from tests.factories.guichet import OrganisationFactory
from tests.factories.services import LotServicesFactory
from tests.partenaires.services import (
    AGREGE,
    LE,
    LIGNE,
    actives,
    agent,
    client_de,
    confirmer,
    envoyer,
    fichier,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _le_6_juillet():
    with time_machine.travel(LE, tick=False):
        yield


@pytest.fixture
def organisation():
    return OrganisationFactory()


def saisie(**autres):
    jour = {"date_jour": "3", "date_mois": "3", "date_annee": "2026"}
    return {nom: valeur for nom, valeur in LIGNE.items() if nom != "date"} | jour | autres


def test_une_ligne_s_inscrit_se_corrige_et_se_retire(organisation):
    client = client_de(organisation, "agent_partenaire")
    page = client.post(reverse("service_ajouter"), saisie(), follow=True)
    assert "Le service est inscrit" in page.content.decode()
    assert "déjà inscrit" in client.post(reverse("service_ajouter"), saisie(), follow=True).content.decode()
    assert "est changé" in client.post(reverse("service_ajouter"), saisie(quantite="4"), follow=True).content.decode()
    service = ServiceRendu.objects.actifs().get()
    sans = client.post(reverse("service_retirer", args=[service.pk]), {"motif": ""})
    assert sans.status_code == 200 and actives() == {"S-1": Decimal("4.00")}
    client.post(reverse("service_retirer", args=[service.pk]), {"motif": "Inscrit par erreur"})
    assert actives() == {} and ServiceRendu.objects.count() == 2


def test_une_faute_se_dit_au_champ_et_garde_la_saisie(organisation):
    page = client_de(organisation).post(reverse("service_ajouter"), saisie(personne="Marie", quantite="douze"))
    texte = page.content.decode()
    assert "jamais un nom" in texte and "plus grand que zéro" in texte and 'value="douze"' in texte


def test_le_ministere_inscrit_ses_sources_et_pas_celle_de_l_organisme(organisation):
    ministere = connecter("gestionnaire_ententes")
    qui = {"organisation": organisation.pk, "source": "autre_ministere"}
    ministere.post(reverse("service_ajouter"), saisie(**qui))
    assert ServiceRendu.objects.get().source == "autre_ministere"
    assert ministere.post(reverse("service_ajouter"), saisie(**qui | {"source": "organisme"})).status_code == 200
    envoyer(ministere, fichier(LIGNE), **qui | {"source": "ministere"})
    confirmer(ministere)
    assert sorted(ServiceRendu.objects.values_list("source", flat=True)) == ["autre_ministere", "ministere"]
    with pytest.raises(RoleInsuffisant):
        actions.exiger_saisie(agent(organisation), organisation.pk, "ministere")
    with pytest.raises(RoleInsuffisant):
        actions.exiger_saisie(agent(organisation), OrganisationFactory().pk, "organisme")


def test_un_autre_organisme_n_annule_ni_ne_retire(organisation):
    etranger, lot = client_de(OrganisationFactory()), LotServicesFactory(organisation=organisation)
    assert etranger.post(reverse("services_lot_annuler", args=[lot.pk])).status_code == 404
    ministere = connecter("gestionnaire_ententes")
    ministere.post(reverse("services_lot_annuler", args=[lot.pk]))
    assert LotServices.objects.get().est_applique


# The API


@pytest.fixture
def secret(organisation):
    gestionnaire = Acteur(role=Role.GESTIONNAIRE_PARTENAIRE, organisation_id=organisation.pk)
    return jetons.creer_jeton(nom="Système", acteur=gestionnaire, le=LE)[1]


def appeler(secret, corps, cle="cle-1", **entetes):
    corps = corps if isinstance(corps, str) else json.dumps(corps)
    entetes = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "HTTP_IDEMPOTENCY_KEY": cle} | entetes
    client = Client(enforce_csrf_checks=True)
    return client.post(reverse("services_api"), corps, content_type="application/json", **entetes)


def test_un_appel_inscrit_une_fois_et_sa_cle_rend_la_meme_reponse(organisation, secret):
    corps = {"services": [LIGNE, AGREGE | {"quantite": 2, "nombre": 14, "personne": None}]}
    premiere = appeler(secret, corps)
    assert (premiere.status_code, premiere.json()) == (200, {"ajoutees": 2, "changees": 0, "inchangees": 0})
    assert appeler(secret, corps).json() == premiere.json()
    assert appeler(secret, corps, cle="cle-2").json() == {"ajoutees": 0, "changees": 0, "inchangees": 2}
    assert appeler(secret, {"services": [LIGNE]}).status_code == 409
    assert set(ServiceRendu.objects.values_list("organisation", "source")) == {(organisation.pk, "organisme")}


def test_une_ligne_fautive_refuse_tout_l_appel_et_libere_sa_cle(organisation, secret):
    refus = appeler(secret, {"services": [LIGNE, AGREGE | {"region": "99"}]})
    assert refus.status_code == 422
    assert [(e["ligne"], e["colonne"]) for e in refus.json()["erreurs"]] == [(2, "region")]
    assert not ServiceRendu.objects.exists() and not EnvoiServices.objects.exists()
    assert appeler(secret, {"services": [LIGNE, AGREGE]}).status_code == 200


@pytest.mark.parametrize(
    ("corps", "cle", "statut"),
    [
        ("{", "k", 400),
        ("[" * 100_000, "k", 400),
        ([], "k", 400),
        ({"services": []}, "k", 400),
        ({"services": [3]}, "k", 400),
        ({"services": [{"nom": "Marie"}]}, "k", 400),
        ({"services": [LIGNE | {"quantite": [1]}]}, "k", 400),
        ({"services": [LIGNE] * 1001}, "k", 400),
        ({"services": [LIGNE]}, "", 400),
        ({"services": [LIGNE]}, "k" * 81, 400),
        ({"services": [LIGNE | {"reference": "\x00"}]}, "k", 422),
        ({"services": [LIGNE | {"reference": "\ud800"}]}, "k", 422),
    ],
)
def test_un_appel_hostile_recoit_un_refus_clair(secret, corps, cle, statut):
    reponse = appeler(secret, corps, cle)
    assert reponse.status_code == statut and reponse.json()["message"]
    assert not ServiceRendu.objects.exists()


def test_sans_jeton_valide_rien_ne_s_inscrit(organisation, secret):
    corps = {"services": [LIGNE]}
    assert appeler("faux", corps).status_code == 401
    assert appeler(secret, corps, HTTP_AUTHORIZATION="").status_code == 401
    with time_machine.travel(LE + timedelta(days=366), tick=False):
        assert appeler(secret, corps).status_code == 401
    jeton = jetons.JetonServices.objects.get()
    client_de(organisation).post(reverse("services_jeton_revoquer", args=[jeton.pk]))
    assert appeler(secret, corps).status_code == 401


def test_le_jeton_se_montre_une_fois_et_seul_un_gestionnaire_en_cree(organisation):
    page = client_de(organisation).post(reverse("services_jeton"), {"nom": "Système"})
    assert page.context["secret"] in page.content.decode()
    assert page.context["secret"] not in client_de(organisation).get(reverse("services")).content.decode()
    assert client_de(organisation, "agent_partenaire").get(reverse("services_jeton")).status_code == 403
