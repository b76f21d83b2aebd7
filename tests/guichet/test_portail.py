"""What every page promises: policy headers, French errors, health, logs without persons, the language switch."""

import json
import logging
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from guichet.middleware.acces import est_publique
from guichet.models import Avis
from guichet.settings.journaux import CHAMPS_PERMIS, ne_garder_que_permis
from indicateurs.views import tableau as vue

pytestmark = pytest.mark.django_db
PAGES = ["/", "/comptes/login/", "/cette-page-n-existe-pas/"]


@pytest.mark.parametrize("page", PAGES)
def test_chaque_reponse_porte_la_politique_du_navigateur(client, page):
    reponse = client.get(page)
    politique = reponse["Content-Security-Policy"]
    assert "'unsafe-inline'" not in politique
    assert "default-src 'none'" in politique
    assert "frame-ancestors 'none'" in politique
    assert "object-src 'none'" in politique
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["X-Frame-Options"] == "DENY"
    assert "camera=()" in reponse["Permissions-Policy"]
    assert reponse["Referrer-Policy"] == "same-origin"


def test_aucune_page_n_a_de_style_ni_de_script_sans_jeton(client):
    for page in PAGES:
        html = client.get(page).content.decode()
        assert not re.search(r"\sstyle=", html), page
        assert not re.search(r"\son[a-z]+=", html), page
        for script in re.findall(r"<script[^>]*>", html):
            assert "src=" in script or "nonce=" in script or 'type="application/json"' in script


def test_une_page_connectee_ne_se_garde_pas_en_cache(client_role):
    assert "no-store" in client_role("analyste").get(reverse("tableau_de_bord"))["Cache-Control"]


def test_une_page_privee_envoie_a_la_connexion(client):
    reponse = client.get(reverse("tableau_de_bord"))
    assert reponse.status_code == 302
    assert reponse["Location"].startswith(reverse("account_login"))


def test_une_page_inconnue_repond_404_en_francais(client_role):
    for client in (Client(), client_role("analyste")):
        reponse = client.get("/cette-page-n-existe-pas/")
        assert reponse.status_code == 404
        assert "page" in reponse.content.decode().lower()


def test_une_panne_montre_une_page_francaise_et_ne_laisse_rien(client_role, monkeypatch):
    def casser(*args, **kwargs):
        raise RuntimeError("détail interne")

    monkeypatch.setattr(vue, "composer", casser)
    client = client_role("analyste")
    client.raise_request_exception = False
    reponse = client.get(reverse("tableau_de_bord"))
    assert reponse.status_code == 500
    assert "détail interne" not in reponse.content.decode()


def test_un_formulaire_sans_jeton_recoit_une_explication():
    reponse = Client(enforce_csrf_checks=True).post("/comptes/login/", {"login": "a@exemple.test"})
    assert reponse.status_code == 403
    assert "formulaire" in reponse.content.decode().lower()


def test_un_hote_inconnu_recoit_400():
    assert Client(headers={"host": "ailleurs.example"}).get("/").status_code == 400


@pytest.mark.django_db(transaction=True)
def test_la_sante_dit_l_etat_et_l_age_du_plus_vieil_avis(client):
    reponse = client.get("/sante/")
    assert reponse.status_code == 200
    assert reponse.json() == {"vivant": True, "base": True, "cache": True, "age_plus_vieil_avis_s": 0, "pret": True}


@pytest.mark.django_db(transaction=True)
def test_la_sante_baisse_quand_les_avis_ne_partent_plus(client, systeme):
    with systeme:
        Avis.objects.create(
            cle="vieux",
            canal="courriel",
            destinataire="a@exemple.test",
            corps="x",
            du_le=timezone.now() - timedelta(minutes=6),
        )
    reponse = client.get("/sante/")
    assert reponse.status_code == 503
    assert reponse.json()["age_plus_vieil_avis_s"] >= 360


def test_changer_de_langue_change_l_attribut_de_la_page(client):
    client.post(reverse("set_language"), {"language": "ar", "next": "/"})
    html = client.get("/").content.decode()
    assert 'lang="ar"' in html
    assert 'dir="rtl"' in html


def test_le_numero_de_requete_revient_au_demandeur(client):
    assert client.get("/", headers={"x-request-id": "abcdef123456"})["X-Request-ID"] == "abcdef123456"
    assert client.get("/", headers={"x-request-id": "<script>"})["X-Request-ID"] != "<script>"


def test_les_journaux_ne_gardent_que_des_champs_permis(caplog, client_role):
    with caplog.at_level(logging.INFO):
        client_role("analyste").get(reverse("tableau_de_bord") + "?region=amina@exemple.test")
    for ligne in caplog.records:
        assert "amina" not in str(ligne.msg)
    nettoye = ne_garder_que_permis(None, "info", {"event": "x", "courriel": "amina@exemple.test", "statut": 200})
    assert nettoye == {"event": "x", "statut": 200}
    assert "courriel" not in CHAMPS_PERMIS


def test_d_une_exception_le_journal_ne_garde_que_le_type_et_le_lieu():
    try:
        raise ValueError("amina@exemple.test")
    except ValueError as erreur:
        ligne = ne_garder_que_permis(
            None, "error", {"event": "panne", "exc_info": (type(erreur), erreur, erreur.__traceback__)}
        )
    assert ligne["exception_type"] == "ValueError"
    assert "amina" not in json.dumps(ligne)


def test_toute_vue_est_privee_a_moins_de_le_dire():
    assert not est_publique(lambda request: None)


def test_un_deploiement_refuse_la_demonstration_et_le_texto_de_console():
    with override_settings(DEMO=True), pytest.raises(SystemCheckError) as refus:
        call_command("check", deploy=True, fail_level="ERROR")
    assert "portail.E001" in str(refus.value)
    assert "portail.E002" in str(refus.value)


def test_le_francais_reste_tant_que_la_personne_n_a_pas_choisi(client):
    assert 'lang="fr-ca"' in client.get("/", headers={"accept-language": "en"}).content.decode()
