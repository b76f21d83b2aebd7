"""Every route × every identity × own, foreign, missing: a foreign object is a missing one, byte for byte.

The matrix runs in four builds. Two barriers stand: policies in Python, row-level security in PostgreSQL. Each must
hold alone; with both off the matrix must leak on every tenant route, or it proves nothing.
"""

from __future__ import annotations

import inspect
import re
import uuid
from functools import cache

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from guichet.middleware.acces import est_publique
from indicateurs import policies as policies_indicateurs
from inscriptions import policies as policies_inscriptions
from partenaires import policies as policies_partenaires
from tests.acces_monde import CANARI, CANARI_GROUPE, Monde, construire
from tests.acces_objets import ARGUMENTS_PROPRES, AUTRES_ARGUMENTS, OBJETS
from tests.acces_routes import (
    BIBLIOTHEQUES,
    DE_LA_PROVINCE,
    ENTENTES_LUES_PAR_LA_DIRECTION,
    LUES_PAR_L_ANALYSTE,
    PAR_CODE,
    PAR_SECRET,
    PLACES_OUVERTES,
    PUBLIQUES,
    SANS_OBJET,
)
from tests.base_de_donnees import connexion_proprietaire

VARIABLE = re.compile(
    rb'(name="csrfmiddlewaretoken" value="[^"]+")|(nonce="[^"]+")|([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})'
)


def routes(resolveur: URLResolver | None = None) -> list[URLPattern]:
    """Every named pattern of the portal, the back office and the libraries excepted."""
    trouvees = []
    for entree in (resolveur or get_resolver()).url_patterns:
        if isinstance(entree, URLResolver):
            if entree.app_name != "admin":
                trouvees += routes(entree)
        elif not (entree.name or "").startswith(BIBLIOTHEQUES):
            trouvees.append(entree)
    return trouvees


def test_chaque_route_est_declaree_dans_la_matrice():
    sans_objet = SANS_OBJET | PAR_SECRET | PAR_CODE | PLACES_OUVERTES | PUBLIQUES
    declarees = set(OBJETS) | set(DE_LA_PROVINCE) | sans_objet
    assert {route.name for route in routes()} - declarees == set()
    assert declarees - {route.name for route in routes()} == set()


@cache
def _convertisseurs() -> dict[str, list[str]]:
    """The arguments of each named route."""
    return {route.name: list(route.pattern.converters) for route in routes() if route.name}


def adresse(nom: str, objet: uuid.UUID) -> str:
    """The address of a route about this object."""
    arguments = {cle: AUTRES_ARGUMENTS[cle] for cle in _convertisseurs()[nom] if cle in AUTRES_ARGUMENTS}
    return reverse(nom, kwargs=arguments | ARGUMENTS_PROPRES.get(nom, {}) | {(OBJETS | DE_LA_PROVINCE)[nom][1]: objet})


def reponse(client: Client, methode: str, url: str) -> tuple[int, bytes, str]:
    """Status, body and redirect of a request, what changes from one request to the next removed."""
    recue = getattr(client, methode)(url)
    corps = b"".join(recue.streaming_content) if recue.streaming else recue.content
    return recue.status_code, VARIABLE.sub(b"", corps), VARIABLE.sub(b"", recue.get("Location", "").encode()).decode()


def fuites(monde: Monde) -> set[str]:
    """The tenant routes where some identity can tell a foreign object from a missing one, or reads a canary."""
    return {nom for nom, (genre, _argument) in OBJETS.items() if fuit(monde, nom, genre)}


def fuit(monde: Monde, nom: str, genre: str) -> bool:
    """True at the first identity that learns something through this route."""
    for identite in [i for i in monde.identites if i not in monde.voient[genre]]:
        client = monde.identites[identite]
        for methode in ("get", "post"):
            vu = reponse(client, methode, adresse(nom, monde.objets[genre]))
            absent = reponse(client, methode, adresse(nom, uuid.uuid4()))
            if vu != absent or CANARI.encode() in vu[1] or CANARI_GROUPE.encode() in vu[1]:
                return True
    return False


def refus_a_tort(monde: Monde) -> set[tuple[str, str]]:
    """The routes that hide an object from someone who may know it exists."""
    return {
        (nom, identite)
        for nom, (genre, _argument) in OBJETS.items()
        for identite in monde.voient[genre]
        if reponse(monde.identites[identite], "get", adresse(nom, monde.objets[genre]))[0] == 404
    }


def lever_les_policies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build without the first barrier: every policy answers with all rows."""
    for policies in (policies_inscriptions, policies_partenaires, policies_indicateurs):
        for nom, fonction in inspect.getmembers(policies, inspect.isfunction):
            if nom.endswith("_visibles"):
                # `-> QuerySet[Groupe]`: the annotation names the model.
                annotation = fonction.__annotations__["return"]
                modele = getattr(policies, re.search(r"\[(\w+)\]|(\w+)QuerySet", annotation).expand(r"\1\2"))
                monkeypatch.setattr(policies, nom, lambda acteur, modele=modele: modele.objects.all())


def lever_la_cloison(base: str) -> None:
    """Build without the second barrier: row-level security lifted on every table."""
    with connexion_proprietaire(base) as proprietaire:
        tables = proprietaire.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace"
        ).fetchall()
        for (table,) in tables:
            proprietaire.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')


@pytest.fixture
def monde(systeme) -> Monde:
    with systeme:
        return construire()


@pytest.mark.django_db(transaction=True)
class TestMatrice:
    def test_avec_les_deux_barrieres_rien_ne_fuit(self, monde):
        assert fuites(monde) == set()

    def test_sans_les_policies_la_cloison_seule_tient(self, monde, monkeypatch):
        lever_les_policies(monkeypatch)
        assert fuites(monde) == set()

    def test_sans_la_cloison_les_policies_seules_tiennent(self, monde, nom_de_la_base):
        lever_la_cloison(nom_de_la_base)
        assert fuites(monde) == set()

    def test_temoin_sans_aucune_barriere_chaque_route_fuit(self, monde, monkeypatch, nom_de_la_base):
        lever_les_policies(monkeypatch)
        lever_la_cloison(nom_de_la_base)
        assert fuites(monde) == set(OBJETS)

    def test_un_objet_de_la_province_ne_se_devine_pas_et_s_ouvre_a_qui_de_droit(self, monde):
        for nom, (genre, _argument) in DE_LA_PROVINCE.items():
            for identite, client in monde.identites.items():
                vu = reponse(client, "get", adresse(nom, monde.objets[genre]))
                if identite in monde.voient[genre]:
                    # A step is taken by POST alone.
                    assert vu[0] in (200, 403, 405), (nom, identite)
                else:
                    assert vu == reponse(client, "get", adresse(nom, uuid.uuid4())), (nom, identite)

    def test_qui_a_le_droit_de_voir_ne_recoit_jamais_404(self, monde):
        assert refus_a_tort(monde) == set()

    def test_les_pages_de_listes_ne_montrent_aucun_canari_etranger(self, monde):
        for nom in SANS_OBJET - {"set_language", "changer_adhesion", "inscription_etape"}:
            for identite in ("anonyme", "etrangere", "agent_b", "gestionnaire_b", "analyste", "direction"):
                if identite == "direction" and nom in ENTENTES_LUES_PAR_LA_DIRECTION:
                    continue
                corps = reponse(monde.identites[identite], "get", reverse(nom))[1]
                lue = identite == "analyste" and nom in LUES_PAR_L_ANALYSTE
                assert (CANARI.encode() in corps) is lue, (nom, identite)

    def test_sans_second_facteur_aucune_page_du_personnel_ne_s_ouvre(self, monde):
        for route in routes():
            if est_publique(route.callback) or route.name not in OBJETS:
                continue
            statut, _corps, vers = reponse(
                monde.identites["conseiller_sans_amf"], "get", adresse(route.name, monde.objets[OBJETS[route.name][0]])
            )
            assert (statut, vers) == (302, reverse("mfa_activate_totp")), route.name
