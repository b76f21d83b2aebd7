"""A browser before the running portal."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.parcours.pile import Pile
from tests.parcours.regard import LARGE, Regard

# Without these, Chromium looks for its maker's servers at each start.
DRAPEAUX = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def lancer_pile(
    tmp_path_factory: pytest.TempPathFactory, modele_de_base: str, django_db_blocker
) -> Iterator[Callable[..., Pile]]:
    """`lancer_pile("parcours", personnes=300)`: a stack of its own, stopped after the module."""
    lancees = []

    def lancer(nom: str, *, personnes: int = 0) -> Pile:
        pile = Pile(tmp_path_factory.mktemp(nom), f"essai_{nom}_{os.getpid()}")
        pile.deblocage = django_db_blocker.unblock
        lancees.append(pile)
        pile.demarrer(modele_de_base, personnes=personnes)
        return pile

    yield lancer
    for pile in lancees:
        pile.arreter()


@pytest.fixture(scope="module")
def navigateur() -> Iterator[Browser]:
    """Chromium without a screen; closed after the module, so that no other test finds its event loop."""
    chemin = os.environ.get("PORTAIL_CHROMIUM") or shutil.which("chromium")
    assert chemin and Path(chemin).exists(), "Chromium manque : ./portail test dit comment l’installer."
    with sync_playwright() as outil:
        ouvert = outil.chromium.launch(executable_path=chemin, args=DRAPEAUX)
        yield ouvert
        ouvert.close()


@pytest.fixture
def ouvrir(navigateur: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """`ouvrir(pile, regard, **options)`: another device, watched, closed after the test."""
    ouverts = []

    def ouvrir_contexte(pile: Pile, regard: Regard, **options) -> BrowserContext:
        options = {"viewport": LARGE, "locale": "fr-CA", "base_url": pile.url} | options
        contexte = navigateur.new_context(**options)
        contexte.set_default_timeout(20_000)
        regard.surveiller(contexte)
        ouverts.append(contexte)
        return contexte

    yield ouvrir_contexte
    for contexte in ouverts:
        contexte.close()
