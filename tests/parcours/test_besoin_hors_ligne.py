"""A field need where there is no network: kept on the device, said so, sent once when the network is back."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from guichet.acteurs import Role
from partenaires.models import BesoinTerrain
from tests.base_de_donnees import connexion_proprietaire
from tests.factories.guichet import OrganisationFactory
from tests.parcours import decor as scene
from tests.parcours.gestes import donner_le_second_facteur, se_connecter
from tests.parcours.pile import Pile
from tests.parcours.regard import Regard

EVENEMENTS = "PW_EXPERIMENTAL_SERVICE_WORKER_NETWORK_EVENTS"
FORMULAIRE = "/besoins/nouveau/"
NOM = "Rose Belzile"
SOIR, SAMEDI = "Il manque des cours le soir.", "Il manque une garde le samedi."
# The addresses and the words a device keeps, once its service worker holds the page.
GARDE = """async () => {
  const cache = await caches.open('besoin-1');
  if (!navigator.serviceWorker.controller || !await cache.match('/besoins/nouveau/hors-ligne/')) return [];
  return Promise.all((await cache.keys()).map(
    async cle => [new URL(cle.url).pathname, await (await cache.match(cle)).text()]));
}"""
PATIENCE = 20
# A context whose service workers are refused says so in its console.
SANS_SERVICE = "Service Worker registration blocked"
# A server that does not keep the key of a sending.
OUBLIER_LA_CLE = """
CREATE FUNCTION oublier_la_cle() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN NEW.envoi = gen_random_uuid(); RETURN NEW; END';
CREATE TRIGGER oublier_la_cle BEFORE INSERT ON partenaires_besointerrain
  FOR EACH ROW EXECUTE FUNCTION oublier_la_cle();
"""


@pytest.fixture(scope="module", autouse=True)
def reseau_du_service() -> Iterator[None]:
    """Chromium's service workers lose the network with their page; read when the browser's driver starts."""
    os.environ[EVENEMENTS] = "1"
    yield
    del os.environ[EVENEMENTS]


@pytest.fixture(scope="module")
def pile(reseau_du_service: None, lancer_pile: Callable[..., Pile]) -> Pile:
    return lancer_pile("besoin")


def planter(pile: Pile, courriel: str) -> scene.Compte:
    """Someone who writes field needs for a partner of Montréal."""

    def faire() -> scene.Compte:
        centre = OrganisationFactory(nom="Centre des Érables", region_id="06")
        return scene.compte(courriel, NOM, Role.AGENT_PARTENAIRE, organisation=centre)

    return pile.dans_la_base(faire)


@pytest.fixture
def regard() -> Regard:
    return Regard("besoin")


@pytest.fixture
def entrer(pile: Pile, request: pytest.FixtureRequest, regard: Regard, ouvrir: Callable[..., BrowserContext]):
    """`entrer(**options)`: the form open on a device of its own, signed in."""

    def arriver(**options) -> Page:
        # An authenticator's code serves once: an account for each test.
        agente = planter(pile, f"{'-'.join(request.node.name.split('_')[1:4])}@exemple.test")
        page = ouvrir(pile, regard, **options).new_page()
        se_connecter(page, pile, agente.courriel)
        donner_le_second_facteur(page, agente.secret)
        page.goto(FORMULAIRE)
        return page

    return arriver


def ecrire(page: Page, entendu: str) -> None:
    """Fill every question of the form."""
    page.locator("select[name=region]").select_option("06")
    page.locator("select[name=theme]").select_option("theme_garde")
    page.locator("select[name=clientele]").select_option("familles")
    page.locator("input[name=nb_personnes]").fill("12")
    page.locator("textarea[name=entendu]").fill(entendu)
    for morceau, valeur in (("jour", "3"), ("mois", "2"), ("annee", "2026")):
        page.locator(f"input[name=entendu_le_{morceau}]").fill(valeur)
    page.locator("select[name=source]").select_option("personnes")
    page.locator("input[name=urgence][value=haute]").check()


def ce_que_garde_l_appareil(page: Page) -> dict[str, str]:
    """Address and words of everything in the browser's cache, once the service worker has put the form there."""
    fin = time.monotonic() + PATIENCE
    while not (garde := page.evaluate(GARDE)) and time.monotonic() < fin:
        page.wait_for_timeout(100)
    return dict(garde)


def recus(pile: Pile, entendu: str) -> int:
    """How many needs of these words the ministry has."""
    return pile.dans_la_base(lambda: BesoinTerrain.objects.filter(entendu=entendu).count())


def test_sans_reseau_ce_qui_est_ecrit_attend_meme_page_fermee_puis_part_une_fois(pile, entrer, regard):
    page = entrer()
    garde = ce_que_garde_l_appareil(page)
    # What the device keeps is nobody's: the empty form and what draws it.
    assert f"{FORMULAIRE}hors-ligne/" in garde and len(garde) > 3
    assert not [chemin for chemin, texte in garde.items() if NOM in texte or "Centre des Érables" in texte]
    page.context.set_offline(True)
    ecrire(page, SOIR)
    page.get_by_role("button", name="Envoyer au ministère").click()
    expect(page.locator("#besoin-etat")).to_contain_text("Pas de réseau. Votre envoi attend sur cet appareil")
    expect(page.locator("#besoin-attente")).to_contain_text(f"Attend le réseau : {SOIR}")
    regard.regarder(page, "attend-le-reseau")
    page.close()

    ferme = page.context.new_page()
    ferme.goto(FORMULAIRE)
    expect(ferme.locator("main")).to_contain_text("ce que vous écrivez reste sur cet appareil")
    expect(ferme.locator("#besoin-attente")).to_contain_text("qui attendent le réseau sur cet appareil : 1")
    assert NOM not in ferme.content() and SOIR not in ferme.content()
    regard.regarder(ferme, "ouvert-sans-reseau")
    ecrire(ferme, SAMEDI)
    ferme.get_by_role("button", name="Garder sur cet appareil").click()
    expect(ferme.locator("#besoin-etat")).to_contain_text("Votre envoi attend sur cet appareil")
    assert (recus(pile, SOIR), recus(pile, SAMEDI)) == (0, 0)

    ferme.context.set_offline(False)
    expect(ferme.locator("#besoin-etat")).to_contain_text("Le réseau est revenu")
    ferme.goto(FORMULAIRE)
    expect(ferme.locator("#besoin-etat")).to_contain_text("Reçu par le ministère")
    # What nobody signed waits for someone to say it is hers.
    expect(ferme.locator("#besoin-attente li")).to_have_count(1)
    assert (recus(pile, SOIR), recus(pile, SAMEDI)) == (1, 0)
    regard.regarder(ferme, "a-envoyer-avec-mon-compte")
    ferme.get_by_role("button", name="Envoyer avec mon compte").click()
    expect(ferme.locator("#besoin-attente li")).to_have_count(0)
    ferme.reload()
    expect(ferme.locator("#besoin-appareil")).to_be_hidden()
    assert (recus(pile, SOIR), recus(pile, SAMEDI)) == (1, 1)
    assert not regard.constats, "\n".join(regard.constats)


def envoyer_et_perdre_la_reponse(page: Page, entendu: str) -> None:
    """The server takes the first sending, its answer never comes; then the network is back."""
    perdues: list[int] = []

    def perdre(route: Route) -> None:
        if route.request.method != "POST" or perdues:
            return route.fallback()
        perdues.append(route.fetch().status)
        return route.abort("connectionreset")

    page.route(f"**{FORMULAIRE}", perdre)
    ecrire(page, entendu)
    page.get_by_role("button", name="Envoyer au ministère").click()
    expect(page.locator("#besoin-attente")).to_contain_text(f"Attend le réseau : {entendu}")
    assert perdues == [201]
    page.context.set_offline(True)
    page.context.set_offline(False)
    expect(page.locator("#besoin-etat")).to_contain_text("Reçu par le ministère")
    expect(page.locator("#besoin-attente li")).to_have_count(0)


def test_une_reponse_perdue_en_chemin_ne_fait_pas_deux_besoins(pile, entrer, regard):
    page = entrer(service_workers="block")
    envoyer_et_perdre_la_reponse(page, "La réponse s’est perdue.")
    assert recus(pile, "La réponse s’est perdue.") == 1
    assert not [dit for dit in regard.constats if SANS_SERVICE not in dit]


def test_temoin_sans_la_cle_d_envoi_la_reponse_perdue_fait_deux_besoins(pile, entrer):
    page = entrer(service_workers="block")
    with connexion_proprietaire(pile.base) as proprietaire:
        proprietaire.execute(OUBLIER_LA_CLE)
    try:
        envoyer_et_perdre_la_reponse(page, "La clé s’est perdue.")
    finally:
        with connexion_proprietaire(pile.base) as proprietaire:
            proprietaire.execute("DROP FUNCTION oublier_la_cle CASCADE")
    assert recus(pile, "La clé s’est perdue.") == 2
