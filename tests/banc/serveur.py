"""A PostgreSQL of the proof's own, as durable as a real one, that it may bring down."""

from __future__ import annotations

import contextlib
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.db import connections

from guichet.demarrage import serveurs
from guichet.demarrage.lieux import Lieux
from guichet.demarrage.postgres import Postgres, outil
from guichet.demarrage.processus import Processus
from tests.base_de_donnees import pour_psycopg, url_vers

SQL = Path(serveurs.__file__).parent


class Serveur:
    """The running server, and the addresses of the web's and the worker's roles."""

    def __init__(self, postgres: Postgres) -> None:
        self.postgres = postgres
        self.processus: Processus = postgres.processus()
        self.urls = {nom: postgres.url(serveurs.ROLES[nom], serveurs.BASE) for nom in ("app", "ouvrier")}

    def demarrer(self) -> None:
        """Start, and recover what a brutal stop left."""
        self.processus.demarrer()
        self.processus.attendre_pret()

    def abattre(self) -> None:
        """Stop at once, without a checkpoint: every session is cut in the middle of what it does."""
        assert self.processus.enfant is not None
        self.processus.enfant.send_signal(signal.SIGQUIT)
        self.processus.enfant.wait()

    def copier(self, modele: str) -> None:
        """Roles, and the migrated schema with its reference data."""
        admin = self.postgres.url("portail", "postgres")
        serveurs.psql(admin, (SQL / "roles.sql").read_text())
        if serveurs.psql(admin, f"SELECT 1 FROM pg_database WHERE datname = '{serveurs.BASE}'"):
            serveurs.psql(admin, f"DROP DATABASE {serveurs.BASE}")
        serveurs.psql(admin, f"CREATE DATABASE {serveurs.BASE} OWNER portail_proprietaire TEMPLATE template0")
        source = url_vers("DATABASE_URL_ADMIN", modele)
        copie = subprocess.run(
            [outil("pg_dump"), pour_psycopg(source)], check=True, capture_output=True, text=True
        ).stdout
        serveurs.psql(self.postgres.url("portail", serveurs.BASE), copie.replace("SELECT pg_catalog.set_config", "--"))


@contextlib.contextmanager
def serveur_a_abattre(modele: str) -> Iterator[Serveur]:
    """A server with a copy of the template; the test's own queries go there during the block."""
    postgres = Postgres(Lieux.preparer("redemarrage"))
    postgres.preparer()
    serveur = Serveur(postgres)
    reglages = connections["default"].settings_dict
    avant = dict(reglages)
    try:
        serveur.demarrer()
        serveur.copier(modele)
        connections["default"].close()
        reglages.update(HOST=str(postgres.sock), NAME=serveurs.BASE, PORT="", PASSWORD="")
        yield serveur
    finally:
        connections["default"].close()
        reglages.update(avant)
        serveur.processus.demander_arret()
        serveur.processus.attendre_arret()
