"""Every page of every role, at 360 and 1280 px: nothing to reproach."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

from guichet.demo.comptes import COMPTES
from tests.parcours.dossiers import ETATS, dossiers_pleins
from tests.parcours.pile import Pile
from tests.parcours.regard import Regard
from tests.parcours.tournee import visiter

PUBLIQUES = ["/", "/api/", "/comment-les-places-sont-attribuees/", "/verification/"]
PUBLIQUES += ["/comptes/login/", "/comptes/login/code/", "/comptes/signup/", "/demo/", "/demo/courrier/"]

# What the walk must have found: a broken link would shorten it in silence.
ATTENDUES = {
    "suivi",
    "documents",
    "lectures",
    "inscription",
    "inscription_etape",
    "offre",
    "classe",
    "partenaire_accueil",
}
ATTENDUES |= {
    "groupes",
    "groupe",
    "file_de_travail",
    "dossiers",
    "dossier",
    "placements",
    "tableau_de_bord",
    "prevision_attentes",
}
ATTENDUES |= {"entente", "entente_contenu", "entente_negociation", "entente_signature", "avenants"}
ATTENDUES |= {"entente_termes", "redditions", "reddition", "versements", "revue", "services", "qualite", "portefeuille"}
PERSONNELLES = {"suivi", "documents", "classe", "inscription"}


@pytest.fixture(scope="module")
def pile(lancer_pile: Callable[..., Pile]) -> Pile:
    return lancer_pile("tournee", personnes=300)


@pytest.mark.timeout(1500)
def test_toutes_les_pages_de_tous_les_roles(pile: Pile, ouvrir: Callable[..., BrowserContext]):
    regard, vus = Regard("tournee"), set()
    visiter(ouvrir(pile, regard), pile, regard, PUBLIQUES, qui="public", vus=vus)
    regarder_l_introuvable(ouvrir(pile, regard).new_page(), regard)
    noms = {sorte[0] for sorte in vus}
    for compte in COMPTES:
        if compte.famille == "personnes":  # The same page says something else to each person.
            vus = {sorte for sorte in vus if sorte[0] not in PERSONNELLES}
        contexte = ouvrir(pile, regard)
        depart = entrer(contexte.new_page(), compte.cle)
        visiter(contexte, pile, regard, [depart], qui=compte.cle, vus=vus)
        noms |= {sorte[0] for sorte in vus}
        if compte.cle == "gestion-ententes":
            regarder_les_dossiers(contexte.new_page(), pile, regard)
        contexte.close()
    assert not regard.constats, "\n".join(regard.constats)
    assert sorted(ATTENDUES - noms) == []


def entrer(page: Page, cle: str) -> str:
    """Sign in with one click of the demonstration; give the address it leads to."""
    page.goto("/demo/")
    with page.expect_navigation():
        page.locator(f"form[action$='/demo/entrer/{cle}/'] button").first.click()
    return urlsplit(page.url).path


def regarder_les_dossiers(page: Page, pile: Pile, regard: Regard) -> None:
    """Filled files of ententes: the pages of one in each state, and one of each state of what hangs on them."""
    adresses = pile.dans_la_base(dossiers_pleins)
    assert {nom.split("-")[0] for nom, _adresse in adresses} >= {"ebauche", "active", "fermee", *ETATS}
    for nom, adresse in adresses:
        reponse = page.goto(adresse)
        assert reponse
        if reponse.status != 200:
            regard.constats.append(f"dossier {nom} : {reponse.status} {adresse}")
        regard.regarder(page, f"dossier-{nom}")


def regarder_l_introuvable(page: Page, regard: Regard) -> None:
    """A page that does not exist says so, in the portal's own look."""
    reponse = page.goto("/nulle-part/")
    assert reponse and reponse.status == 404
    regard.regarder(page, "introuvable")
