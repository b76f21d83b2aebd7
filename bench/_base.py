"""The database of a measure: who it belongs to, and a process of its own bound to it."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from psycopg import sql

from tests import base_de_donnees
from tests.banc.clients import Navigateur
from tests.banc.processus import Banc


def dans_la_base(module: str, base: str, *arguments: str, role: str = "DATABASE_URL_OUVRIER") -> str:
    """The last line printed by `python -m bench.MODULE ARGUMENTS`, bound to this database under this login.

    The process finds the name of the database in `BENCH_BASE`.
    """
    fait = subprocess.run(
        [sys.executable, "-m", f"bench.{module}", *arguments],
        cwd=base_de_donnees.RACINE,
        env=os.environ
        | {
            "DATABASE_URL": base_de_donnees.url_vers(role, base),
            "DJANGO_SETTINGS_MODULE": "guichet.settings.test",
            "BENCH_BASE": base,
        },
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return fait.stdout.splitlines()[-1]


def dans_le_banc(monte: Banc, module: str, *arguments: str, role: str = "ouvrier") -> str:
    """The last line printed by `python -m bench.MODULE ARGUMENTS`, on the database and the queue of these processes."""
    fait = subprocess.run(
        [sys.executable, "-m", f"bench.{module}", *arguments],
        cwd=base_de_donnees.RACINE,
        env=monte.env(role),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return fait.stdout.splitlines()[-1]


def millisecondes(navigateur: Navigateur, adresse: str, session: str) -> float:
    """How long a page took to answer; `RuntimeError` when it does not answer 200."""
    reponse = navigateur.demander("GET", adresse, session)
    if reponse.statut != 200:
        raise RuntimeError(f"{adresse} répond {reponse.statut}")
    return reponse.duree * 1000


@contextmanager
def fichiers_sur_disque() -> Iterator[None]:
    """Private files in a folder, as in production, instead of the memory where tests keep them."""
    from django.conf import settings
    from django.test import override_settings

    with tempfile.TemporaryDirectory() as dossier:
        disque = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": dossier}}
        with override_settings(STORAGES=settings.STORAGES | {"prive": disque}):
            yield


def env_de(base: str) -> dict[str, str]:
    """The environment of a command run as the owner of this database, which the analyst’s login reads too."""
    return os.environ | {
        "DATABASE_URL": base_de_donnees.url_vers("DATABASE_URL_PROPRIETAIRE", base),
        "DATABASE_URL_ANALYSTE": base_de_donnees.url_vers("DATABASE_URL_ANALYSTE", base),
    }


def donner_au_proprietaire(base: str) -> None:
    """A clone belongs to who made it; what fills it works as the owner of the others."""
    proprietaire = urlsplit(os.environ["DATABASE_URL_PROPRIETAIRE"]).username or "portail_proprietaire"
    with base_de_donnees.connexion_admin() as admin:
        ordre = sql.SQL("ALTER DATABASE {} OWNER TO {}")
        admin.execute(ordre.format(sql.Identifier(base), sql.Identifier(proprietaire)))
