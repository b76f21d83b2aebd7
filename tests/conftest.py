"""Every test runs on real PostgreSQL as the application's role, behind row-level security."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.db import connections
from django.test import TransactionTestCase
from hypothesis import settings as reglages
from xdist.scheduler import LoadScopeScheduling

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.referentiels.cache import vider
from tests import base_de_donnees

OUVRIER = os.environ.get("PYTEST_XDIST_WORKER", "maitre")
# A stack, a province: built once for the whole module, so by one worker.
ENTIERS = ("tests/parcours/", "tests/inscriptions/peuplement/test_province.py")
BASE = f"essai_{OUVRIER}_{os.getpid()}"

# A change is judged on the same examples each time; the long proofs draw others, and many more.
reglages.register_profile("suite", derandomize=True, deadline=None)
reglages.register_profile("epreuves", max_examples=5_000, deadline=None)
reglages.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    """The static server warns about a missing folder, and warnings fail."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest begin: left to chance, one ends long after the other worker has nothing left."""
    items.sort(key=lambda item: not item.nodeid.startswith(ENTIERS))


class ModulesEntiers(LoadScopeScheduling):
    """Each test to the first free worker, those of a module that builds a world of its own kept together."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("::")[0] if nodeid.startswith(ENTIERS) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ModulesEntiers:
    """How the tests are shared between workers."""
    return ModulesEntiers(config, log)


@pytest.fixture(scope="session")
def modele_de_base() -> str:
    """The name of the migrated template."""
    return base_de_donnees.modele()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, modele_de_base: str) -> Iterator[None]:
    """Clone the template for this worker; committed tests get a fresh clone after them."""
    base_de_donnees.cloner(modele_de_base, BASE)
    with django_db_blocker.unblock():
        for connexion in connections.all():
            connexion.close()
            connexion.settings_dict["NAME"] = BASE

    def remettre_a_neuf(self: TransactionTestCase) -> None:
        # The application's role may not TRUNCATE: a new clone in memory costs some 50 ms.
        connections.close_all()
        base_de_donnees.cloner(modele_de_base, BASE)

    TransactionTestCase._fixture_teardown = remettre_a_neuf  # type: ignore[method-assign]
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    base_de_donnees.supprimer(BASE)


@pytest.fixture(autouse=True)
def cache_du_test(request: pytest.FixtureRequest) -> None:
    """Tests share one Valkey and never each other's keys, nor what a process remembers of the reference data."""
    essai = hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:16]
    cache.key_prefix = f"{OUVRIER}:{essai}"
    # The caches of the threads this test starts.
    caches.settings["default"]["KEY_PREFIX"] = cache.key_prefix
    vider()


def _valide_pour_de_bon(request: pytest.FixtureRequest) -> bool:
    marque = request.node.get_closest_marker("django_db")
    return bool(marque and marque.kwargs.get("transaction")) or bool(
        {"transactional_db", "live_server"} & set(request.fixturenames)
    )


@pytest.fixture(autouse=True)
def _portee_du_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """The body of a test sees every row, requests see their actor's; `sans_portee` starts with nothing visible."""
    marque = request.node.get_closest_marker("django_db")
    avec_base = marque is not None or "db" in request.fixturenames
    if not avec_base or _valide_pour_de_bon(request) or request.node.get_closest_marker("sans_portee"):
        yield
        return
    request.getfixturevalue("db")
    with portee(Acteur.systeme()):
        yield


class PorteeReprise(AbstractContextManager):
    """A system scope that can be opened again and again."""

    def __enter__(self) -> None:
        self._courante = portee(Acteur.systeme())
        self._courante.__enter__()

    def __exit__(self, *erreur: Any) -> bool | None:
        return self._courante.__exit__(*erreur)


@pytest.fixture
def systeme() -> PorteeReprise:
    """A system scope for tests that commit: `with systeme: …` around each preparation."""
    return PorteeReprise()


@pytest.fixture
def nom_de_la_base(django_db_setup: None) -> str:
    """The database of this worker, for subprocesses and raw connections."""
    return BASE


@pytest.fixture
def client_role():
    """`client_role("conseiller", regions=["06"])`: a signed-in client acting under that role, second factor set up."""
    from tests.connexion import connecter

    return connecter
