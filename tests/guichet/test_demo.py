"""/demo/: one click to be someone, and nothing of it outside the demonstration."""

import os
import re
import subprocess
import sys
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, hotp_value, yield_hotp_counters_from_time
from django.http import Http404
from django.test import Client
from django.urls import clear_url_caches
from django.utils import timezone

from guichet.acteurs import Role
from guichet.demo import comptes, views
from guichet.models import Adhesion, Avis, Utilisateur
from tests import base_de_donnees

SANS_DEMO = """
import django; django.setup()
from django.conf import settings
from django.urls import Resolver404, resolve
try:
    resolve("/demo/")
except Resolver404:
    print("absente", settings.DEMO)
"""
PRODUCTION = {"ALLOWED_HOSTS": "guichet.example", "FOURNISSEUR_SMS": "guichet.avis.sms.SmsConsole"}


@pytest.fixture
def demonstration(settings):
    settings.DEMO = True
    settings.ROOT_URLCONF = "guichet.demo.urls_racine"
    clear_url_caches()
    yield
    clear_url_caches()


@pytest.fixture
def analyste(db) -> Utilisateur:
    utilisateur = Utilisateur.objects.create_user("analyste@exemple.test", comptes.MOT_DE_PASSE)
    Adhesion.objects.create(utilisateur=utilisateur, role=Role.ANALYSTE, valide_du=timezone.localdate())
    TOTP.activate(utilisateur, comptes.SECRET_TOTP)
    return utilisateur


@pytest.mark.parametrize("reglages", ["base", "test", "production"])
def test_la_demonstration_n_existe_dans_aucun_autre_reglage(reglages):
    fait = subprocess.run(
        [sys.executable, "-c", SANS_DEMO],
        cwd=base_de_donnees.RACINE,
        env=os.environ | PRODUCTION | {"DJANGO_SETTINGS_MODULE": f"guichet.settings.{reglages}"},
        capture_output=True,
        text=True,
    )
    assert fait.stdout.strip() == "absente False", fait.stderr[-1000:]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "methode, adresse", [("get", "/demo/"), ("get", "/demo/courrier/"), ("post", "/demo/entrer/analyste/")]
)
def test_hors_demonstration_la_page_n_existe_pas(client, analyste, methode, adresse):
    assert getattr(client, methode)(adresse).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
@pytest.mark.parametrize("vue, arguments", [(views.accueil, ()), (views.courrier, ()), (views.entrer, ("analyste",))])
def test_les_vues_refusent_d_agir_meme_branchees_ailleurs(rf, settings, analyste, vue, arguments):
    settings.DEMO = False
    demande = rf.post("/") if arguments else rf.get("/")
    with pytest.raises(Http404):
        vue(demande, *arguments)


@pytest.mark.django_db
def test_un_clic_suffit_pour_entrer_second_facteur_compris(demonstration, client, analyste):
    reponse = client.post("/demo/entrer/analyste/", {"vers": "tableau_de_bord"})
    assert reponse.status_code == 302
    assert reponse["Location"] == "/tableau-de-bord/"
    assert client.get(reponse["Location"]).status_code == 200


@pytest.mark.django_db
def test_la_suite_demandee_reste_dans_la_visite(demonstration, client, analyste):
    reponse = client.post("/demo/entrer/analyste/", {"vers": "https://ailleurs.example/"})
    assert reponse["Location"] == "/espace/"


@pytest.mark.django_db
def test_entrer_demande_un_formulaire_et_un_compte_connu(demonstration, client, analyste):
    assert client.get("/demo/entrer/analyste/").status_code == 405
    assert client.post("/demo/entrer/personne-d-autre/").status_code == 404
    assert client.post("/demo/entrer/direction/").status_code == 404  # Known, not created.
    assert Client(enforce_csrf_checks=True).post("/demo/entrer/analyste/").status_code == 403


@pytest.mark.django_db
def test_le_secret_imprime_ouvre_la_porte_ordinaire(analyste):
    facteur = analyste.authenticator_set.get()
    code = f"{hotp_value(comptes.SECRET_TOTP, next(yield_hotp_counters_from_time())):06d}"
    assert TOTP(facteur).validate_code(code)
    assert analyste.check_password(comptes.MOT_DE_PASSE)


@pytest.mark.django_db
def test_la_page_dit_chaque_compte_par_famille_et_la_visite(demonstration, client, analyste):
    page = client.get("/demo/").content.decode()
    for compte in comptes.COMPTES:
        assert compte.courriel in page
    assert page.count("<h2") >= 4
    assert page.count('action="/demo/entrer/analyste/"') == 2  # Its card, and the last step of the tour.


@pytest.mark.django_db
def test_le_courrier_montre_le_plus_recent_d_abord_et_ses_liens(demonstration, client):
    maintenant = timezone.now()
    for n, adresse in enumerate(("amina@exemple.test", "olena@exemple.test")):
        Avis.objects.create(
            cle=f"essai:{n}",
            canal="courriel",
            destinataire=adresse,
            objet=f"Objet {n}",
            corps="Ouvrez http://localhost:8000/o/abc:def/ <b>vite</b>",
            du_le=maintenant,
            etat="envoye",
            envoye_le=maintenant,
        )
        Avis.objects.filter(cle=f"essai:{n}").update(cree_le=maintenant + timedelta(minutes=n))
    page = client.get("/demo/courrier/").content.decode()
    assert page.index("Objet 1") < page.index("Objet 0")
    assert re.search(r'<a href="http://localhost:8000/o/abc:def/"[^>]*>', page)
    assert "<b>vite</b>" not in page
    cherche = client.get("/demo/courrier/?q=amina").content.decode()
    assert "Objet 0" in cherche
    assert "Objet 1" not in cherche
    assert "Aucun message à cette adresse" in client.get("/demo/courrier/?q=inconnu").content.decode()


def test_chaque_pas_de_la_visite_mene_a_une_page_du_portail():
    from django.urls import reverse

    for cle, vers, _texte in comptes.VISITE:
        assert cle in comptes.PAR_CLE
        assert reverse(vers).startswith("/")
