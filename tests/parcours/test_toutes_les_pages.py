"""Every page of every role, at 360 and 1280 px: nothing to reproach."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from guichet.demo.comptes import COMPTES
from tests.parcours.pile import Pile
from tests.parcours.regard import Regard
from tests.parcours.tournee import genre, visiter

PUBLIQUES = ["/", "/comment-les-places-sont-attribuees/", "/verification/"]
PUBLIQUES += ["/comptes/login/", "/comptes/login/code/", "/comptes/signup/", "/demo/", "/demo/courrier/"]


@pytest.fixture(scope="module")
def pile(lancer_pile: Callable[..., Pile]) -> Pile:
    return lancer_pile("tournee", personnes=300)


def test_toutes_les_pages_de_tous_les_roles(pile: Pile, ouvrir: Callable[..., BrowserContext]):
    regard, vus = Regard("tournee"), set()
    visiter(ouvrir(pile, regard), pile, regard, PUBLIQUES, qui="public", vus=vus)
    for compte in COMPTES:
        contexte = ouvrir(pile, regard)
        page = contexte.new_page()
        page.goto("/demo/")
        with page.expect_navigation():
            page.locator(f"form[action$='/demo/entrer/{compte.cle}/'] button").first.click()
        depart = page.url.removeprefix(pile.url)
        vus.discard(genre(page.url))  # The same page says something else to each person.
        visiter(contexte, pile, regard, [depart], qui=compte.cle, vus=vus)
        contexte.close()
    assert not regard.constats, "\n".join(regard.constats)
