"""The shell of a page is shared, what it says of someone is not; public pages are made once for the unknown visitor."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.middleware.csrf import _does_token_match
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from guichet import coquille, gabarits
from guichet.middleware import pages_publiques
from guichet.models import Adhesion
from guichet.referentiels.cache import vider
from tests.connexion import connecter
from tests.factories.guichet import PersonneFactory, UtilisateurFactory
from tests.factories.inscriptions import InscriptionFactory

JETON = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def personne_nommee(nom: str) -> Client:
    compte = UtilisateurFactory(nom_affiche=nom)
    personne = PersonneFactory(utilisateur=compte)
    InscriptionFactory(personne=personne)
    return connecter("personne", personne=personne)


def pages_en_alternance(*noms: str) -> dict[str, str]:
    clients = {nom: personne_nommee(nom) for nom in noms}
    pages = {}
    for _tour in range(2):
        pages = {nom: client.get(reverse("suivi")).content.decode() for nom, client in clients.items()}
    return pages


def fuit(pages: dict[str, str]) -> bool:
    """True when a page names someone else than its reader, or hands out another page's token."""
    jetons = [jeton for page in pages.values() for jeton in set(JETON.findall(page))]
    return len(jetons) != len(set(jetons)) or any(
        autre in page for nom, page in pages.items() for autre in pages if autre != nom
    )


@pytest.mark.django_db
def test_la_coquille_ne_porte_jamais_le_nom_ni_le_jeton_d_un_autre():
    pages = pages_en_alternance("Ada-Première", "Zoé-Seconde")
    assert not fuit(pages)
    assert all(nom in page and JETON.search(page) for nom, page in pages.items())


@pytest.mark.django_db
def test_temoin_une_coquille_gardee_entiere_se_voit(monkeypatch):
    gardee = {}
    vraie = coquille.entete
    monkeypatch.setitem(
        gabarits.environnement("fr-ca").globals,
        "entete",
        lambda request: gardee.setdefault("entete", vraie(request)),
    )
    gabarits.environnement("fr-ca").cache.clear()
    try:
        assert fuit(pages_en_alternance("Ada-Première", "Zoé-Seconde"))
    finally:
        gabarits.environnement("fr-ca").cache.clear()


@pytest.mark.django_db
def test_le_nom_et_l_adresse_d_une_page_sont_echappes():
    page = personne_nommee("<b>Ada</b> & Cie").get(reverse("suivi"), {"q": '"><script>'}).content.decode()
    assert "&lt;b&gt;Ada&lt;/b&gt; &amp; Cie" in page and "<b>Ada" not in page and "<script>" not in page


@pytest.mark.django_db
def test_une_page_de_jinja_a_la_coquille_des_pages_de_django(client):
    jinja = personne_nommee("Ada").get(reverse("suivi")).content.decode()
    django = personne_nommee("Ada").get(reverse("lectures")).content.decode()

    def coquille_de(page: str) -> str:
        # The title, the menu (it names the present page) and the content are the page's own.
        commun = re.sub(r'(?s)<title>.*?</title>|<nav class="navigation".*?</nav>|<main.*</main>|<body[^>]*>', "", page)
        return re.sub(r"\s+", " ", re.sub(r'value="[^"]*"', "", commun)).strip()

    assert coquille_de(jinja) == coquille_de(django)


@pytest.mark.parametrize("langue", ["fr-ca", "ar"])
def test_un_squelette_se_lit_dans_la_langue_de_la_page(langue):
    with override(langue):
        page = gabarits.rendre("inscriptions/documents.jinja", _documents_vides())
        attendue = render_to_string("base.html", {}, request=RequestFactory().get("/"))
    ouverture = re.compile(r"<html[^>]*>")
    assert ouverture.search(page)[0] == ouverture.search(attendue)[0]


def _documents_vides() -> dict:
    vide = {"pieces": [], "attestations": [], "preuve_possible": False}
    return vide | {"requete": RequestFactory().get("/")}


def test_une_variable_oubliee_est_une_erreur_sur_une_page_et_faux_dans_une_condition():
    env = gabarits.environnement("fr-ca")
    assert env.from_string("{% if absente %}oui{% endif %}").render() == ""
    with pytest.raises(Exception, match="absente"):
        env.from_string("{{ absente }}").render()


@pytest.mark.django_db
def test_une_adhesion_retiree_ne_vaut_plus_a_la_demande_suivante():
    client = connecter("gestionnaire_partenaire")
    assert client.get(reverse("groupes")).status_code == 200
    Adhesion.objects.filter(pk=client.acteur_de_test.pk).update(
        valide_du="2020-01-01", valide_au="2020-01-02", motif_fin="départ"
    )
    assert client.get(reverse("groupes")).status_code != 200


@pytest.mark.django_db
def test_l_accueil_ne_se_refait_pas_pour_un_visiteur_inconnu():
    premiere = Client().get(reverse("accueil"))
    visiteur = Client()
    with CaptureQueriesContext(connection) as requetes:
        seconde = visiteur.get(reverse("accueil"))
    assert len(requetes) == 0
    assert JETON.sub("", premiere.content.decode()) == JETON.sub("", seconde.content.decode())
    assert "Cookie" in seconde["Vary"] and "default-src 'none'" in seconde["Content-Security-Policy"]


@pytest.mark.django_db
def test_chaque_visiteur_recoit_un_jeton_qui_vaut_pour_lui_seul():
    Client().get(reverse("accueil"))
    visiteurs = [Client(enforce_csrf_checks=True) for _ in range(2)]
    jetons = [JETON.search(visiteur.get(reverse("accueil")).content.decode())[1] for visiteur in visiteurs]
    assert jetons[0] != jetons[1]
    secrets = [visiteur.cookies["csrftoken"].value for visiteur in visiteurs]
    assert [_does_token_match(jetons[i], secrets[j]) for i, j in ((0, 0), (1, 1), (0, 1))] == [True, True, False]
    choix = {"language": "en", "next": "/", "csrfmiddlewaretoken": jetons[0]}
    assert visiteurs[0].post(reverse("set_language"), choix).status_code == 302
    assert visiteurs[1].post(reverse("set_language"), choix).status_code == 403


@pytest.mark.django_db
def test_la_page_gardee_suit_la_langue_et_les_listes():
    francais = Client().get(reverse("accueil")).content
    anglophone = Client()
    anglophone.cookies["django_language"] = "ar"
    assert b'dir="rtl"' in anglophone.get(reverse("accueil")).content
    assert JETON.sub("", Client().get(reverse("accueil")).content.decode()) == JETON.sub("", francais.decode())
    vider()
    with CaptureQueriesContext(connection) as requetes:
        Client().get(reverse("accueil"))
    assert len(requetes) > 0


@pytest.mark.django_db
def test_une_personne_connectee_ne_recoit_jamais_la_page_gardee_ni_ne_la_fait():
    connectee = personne_nommee("Ada-Première")
    assert reverse("espace") in connectee.get(reverse("accueil")).content.decode()
    inconnue = Client().get(reverse("accueil")).content.decode()
    assert "Ada-Première" not in inconnue and reverse("espace") not in inconnue
    assert reverse("espace") in connectee.get(reverse("accueil")).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("defaut", ["cookie", "nonce", "statut", "vue"])
def test_une_page_qui_n_est_pas_pour_tous_n_est_pas_gardee(defaut, client):
    requete = client.get(reverse("accueil")).wsgi_request
    reponse = HttpResponse("bonjour")
    assert pages_publiques._est_gardable(requete, reponse)
    if defaut == "cookie":
        reponse.set_cookie("quelque", "chose")
    elif defaut == "nonce":
        requete._csp_nonce = "abc"
    elif defaut == "statut":
        reponse.status_code = 404
    else:
        requete = client.get(reverse("verification")).wsgi_request
    assert not pages_publiques._est_gardable(requete, reponse)
