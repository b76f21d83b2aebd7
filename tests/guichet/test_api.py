"""The API as a whole: a key or nothing, a count of calls, French refusals, a schema that tells all of it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.urls import get_resolver, reverse
from drf_spectacular.management.commands.spectacular import Command
from rest_framework.settings import api_settings

from guichet.acteurs import Acteur, Role
from guichet.api.schema import document
from guichet.models import Parametre
from guichet.referentiels.cache import vider
from indicateurs.actions.admissions_api import creer_jeton
from indicateurs.admissions_lignes import COLONNES as COLONNES_ADMISSIONS
from inscriptions.api.groupe import Groupes
from partenaires.services_lignes import COLONNES as COLONNES_SERVICES
from tests.acces_routes import PAR_CODE, SANS_OBJET
from tests.api import appeler, envoyer, jeton_de
from tests.connexion import connecter
from tests.factories.guichet import OrganisationFactory
from tests.partenaires.services import LE
from tests.test_acces import routes

pytestmark = pytest.mark.django_db
NOMS = sorted(route.name for route in routes() if str(route.pattern).startswith("api/v1/"))


@pytest.fixture
def secret():
    return jeton_de(OrganisationFactory())


def adresse(nom: str) -> str:
    return reverse(nom, args=["abandon"] if nom in PAR_CODE else [])


# A key or nothing


@pytest.mark.parametrize("nom", NOMS)
def test_sans_jeton_chaque_adresse_se_refuse_en_francais(nom):
    for client in (Client(), connecter("gestionnaire_partenaire"), connecter("conseiller")):
        for reponse in (client.get(adresse(nom)), client.post(adresse(nom)), client.options(adresse(nom))):
            assert reponse.status_code == 401
            assert reponse.json() == {"message": "Envoyez un jeton valide dans l’en-tête Authorization."}
            assert reponse["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("panne", "statut"), [(RuntimeError("détail interne"), 500), (OperationalError("base"), 503)])
def test_une_panne_se_dit_en_json_et_sans_detail(panne, statut, secret, monkeypatch):
    def casser(*args, **kwargs):
        raise panne

    monkeypatch.setattr(Groupes, "get", casser)
    client = Client(raise_request_exception=False)
    reponse = client.get(adresse("groupes_api"), headers={"Authorization": f"Bearer {secret}"})
    assert (reponse.status_code, reponse["Content-Type"], list(reponse.json())) == (
        statut,
        "application/json",
        ["message"],
    )
    assert "détail" not in reponse.json()["message"]
    assert reponse.headers.get("Retry-After") == ("30" if statut == 503 else None)


def test_une_adresse_inconnue_sous_l_api_repond_en_json():
    reponse = Client().get("/api/v1/rien/")
    assert (reponse.status_code, reponse.json()) == (404, {"message": "Rien à cette adresse."})
    assert Client().get("/api/rien/")["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("nom", NOMS)
def test_un_jeton_de_l_autre_sorte_n_ouvre_rien(nom, secret):
    autre = secret if nom == "admissions_api" else creer_jeton(nom="Immigration", le=LE)[1]
    with time_machine.travel(LE, tick=False):
        assert Client().get(adresse(nom), headers={"Authorization": f"Bearer {autre}"}).status_code == 401


@pytest.mark.parametrize("entete", ["", "Bearer", "Bearer  ", "Basic YTpi", "Jeton {secret}", "Bearer {secret}x"])
def test_un_en_tete_mal_ecrit_n_ouvre_rien(secret, entete):
    reponse = Client().get(adresse("groupes_api"), headers={"Authorization": entete.format(secret=secret)})
    assert reponse.status_code == 401


def test_ce_qui_n_a_pas_de_vue_propre_exige_un_jeton_et_ne_parle_que_json():
    assert [c.__name__ for c in api_settings.DEFAULT_AUTHENTICATION_CLASSES] == ["CleDOrganisme"]
    assert [c.__name__ for c in api_settings.DEFAULT_PERMISSION_CLASSES] == ["IsAuthenticated"]
    assert [c.__name__ for c in api_settings.DEFAULT_RENDERER_CLASSES] == ["JSONRenderer"]


def test_aucune_adresse_ne_prend_de_session_ni_n_enleve_la_permission_par_defaut():
    for route in routes():
        if str(route.pattern).startswith("api/v1/"):
            vue = route.callback.cls
            assert set(api_settings.DEFAULT_PERMISSION_CLASSES) <= set(vue.permission_classes), route.name
            assert vue.throttle_classes == api_settings.DEFAULT_THROTTLE_CLASSES, route.name
            assert {c.__module__.split(".")[1] for c in vue.authentication_classes} == {"api"}, route.name


def test_la_methode_et_le_format_que_l_adresse_ne_prend_pas(secret):
    reponse = appeler(secret, "services_api")
    assert (reponse.status_code, reponse["Allow"]) == (405, "POST")
    assert reponse.json() == {"message": "Cette adresse ne prend pas cette méthode."}
    html = Client().get(adresse("groupes_api"), headers={"Authorization": f"Bearer {secret}", "Accept": "text/html"})
    assert (html.status_code, html["Content-Type"]) == (200, "application/json")
    assert html["Cache-Control"] == "no-store, private"


def test_le_corps_se_lit_quel_que_soit_son_en_tete_et_pas_au_dela_d_un_megaoctet(secret):
    entetes = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "k"}
    for genre in ("text/csv", "multipart/form-data"):
        reponse = Client().post(adresse("services_api"), "x" * 9, content_type=genre, headers=entetes)
        assert (reponse.status_code, reponse.json()["message"]) == (400, "Le corps n’est pas du JSON.")
    # What curl says of a body unless told otherwise.
    genre = "application/x-www-form-urlencoded"
    lu = Client().post(adresse("services_api"), '{"services": [{}]}', content_type=genre, headers=entetes)
    assert lu.status_code == 422 and lu.json()["erreurs"][0]["ligne"] == 1
    gros = envoyer(secret, "services_api", '{"services": ["' + "x" * 1_000_000 + '"]}')
    assert (gros.status_code, gros.json()["message"]) == (400, "Envoyez 1 Mo au plus par appel.")


# A count of calls


@pytest.fixture
def trois_par_minute():
    hier = LE.date() - timedelta(days=1)
    Parametre.objects.filter(cle="api_appels_minute").update(valide_au=hier - timedelta(days=1))
    Parametre.objects.create(
        cle="api_appels_minute",
        libelle="API",
        nature="entier",
        valeur=3,
        unite="appels",
        valide_du=hier,
        source="Essai",
    )
    vider()


def test_au_dela_du_maximum_le_jeton_attend_la_minute_suivante_et_lui_seul(trois_par_minute):
    with time_machine.travel(LE, tick=False) as horloge:
        premier, second = (jeton_de(OrganisationFactory()) for _n in range(2))
        assert [appeler(premier, "groupes_api").status_code for _n in range(4)] == [200, 200, 200, 429]
        refus = appeler(premier, "indicateurs_api")
        assert (refus.status_code, refus["Retry-After"]) == (429, "60")
        assert refus.json()["message"].startswith("Trop d’appels.")
        assert appeler(second, "groupes_api").status_code == 200
        horloge.shift(60)
        assert appeler(premier, "groupes_api").status_code == 200


def test_un_appel_sans_jeton_ne_compte_pour_personne(trois_par_minute, secret):
    for _n in range(5):
        assert Client().get(adresse("groupes_api")).status_code == 401
    assert appeler(secret, "groupes_api").status_code == 200


# A schema that tells all of it


def chemins() -> set[str]:
    """The addresses of /api/v1/ as the schema writes them."""
    return {f"/{route.pattern}".replace("<slug:code>", "{code}") for route in routes() if route.name in NOMS}


def test_le_schema_est_valide_et_ne_laisse_aucun_avertissement(capsys):
    call_command(Command(), "--validate", "--fail-on-warn", "--lang", "fr-ca")
    assert "openapi: 3.0" in capsys.readouterr().out


def test_chaque_adresse_est_dans_le_schema_et_dans_la_matrice():
    assert set(document()["paths"]) == chemins() and len(NOMS) == 5
    assert set(NOMS) <= SANS_OBJET | PAR_CODE
    assert all(not isinstance(route, str) for route in get_resolver().url_patterns)


def test_chaque_operation_a_ses_mots_son_jeton_ses_refus_et_un_exemple():
    for chemin, methodes in document()["paths"].items():
        for methode, operation in methodes.items():
            assert operation["summary"] and operation["description"] and operation["security"], (chemin, methode)
            assert {"200", "401", "403", "429"} <= set(operation["responses"]), (chemin, methode)
            for code, reponse in operation["responses"].items():
                assert reponse["description"] and reponse["content"]["application/json"]["examples"], (chemin, code)
            for parametre in operation.get("parameters", ()):
                assert parametre["description"], (chemin, parametre["name"])


def test_chaque_champ_du_schema_a_une_description():
    for nom, composant in document()["components"]["schemas"].items():
        for champ, lu in composant.get("properties", {}).items():
            if champ != "resultats":
                assert lu.get("description"), (nom, champ)


@pytest.mark.parametrize(("nom", "colonnes"), [("Service", COLONNES_SERVICES), ("Admission", COLONNES_ADMISSIONS)])
def test_le_schema_d_une_ligne_a_les_colonnes_du_juge(nom, colonnes):
    assert list(document()["components"]["schemas"][nom]["properties"]) == list(colonnes)


def test_le_schema_et_la_page_sont_a_tous_et_en_francais():
    for client in (Client(), connecter("conseiller")):
        lu = client.get(reverse("api_schema"), headers={"Cookie": "django_language=en"})
        assert json.loads(lu.content)["paths"]["/api/v1/groupes/"]["get"]["summary"] == "Lire ses groupes"
        page = client.get(reverse("api")).content.decode()
        assert all(chemin in page for chemin in chemins()) and "120 appels par minute" in page
        assert all(f"<code>{champ}</code>" in page for champ in (*COLONNES_SERVICES, *COLONNES_ADMISSIONS))


def test_temoin_sans_permission_le_portail_ne_refuse_plus(monkeypatch):
    monkeypatch.setattr(Groupes, "permission_classes", ())
    with pytest.raises(AttributeError):
        Client().get(adresse("groupes_api"))


def test_un_jeton_d_admissions_n_a_pas_d_organisme():
    assert not Acteur(role=Role.CLIENT_API).est_systeme_d_organisme
