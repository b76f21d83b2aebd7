"""Test databases: a template migrated once by the owner, cloned for each worker, used as the application's role."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

RACINE = Path(__file__).resolve().parents[1]
DECISIVES = (
    "*/migrations/*.py",
    "guichet/cloison/*.py",
    "indicateurs/fonctions*.py",
    "guichet/cycle/operations.py",
    "guichet/referentiels/donnees/*.csv",
    "inscriptions/states*.py",
    "inscriptions/actions/*_sql.py",
    "inscriptions/queries/candidats.py",
    "inscriptions/queries/compatibilite.py",
)
VERROU = 20170
# In memory when the launcher found room there.
ESPACE = os.environ.get("PORTAIL_ESPACE_ESSAI", "pg_default")


def url_vers(variable: str, base: str) -> str:
    """The URL of an environment variable, pointed at another database of the same server."""
    parties = urlsplit(os.environ[variable])
    # A socket folder may stand in the path: only the last segment is the database.
    chemin = parties.path.rsplit("/", 1)[0] + "/" + base
    return urlunsplit(parties._replace(path=chemin))


def connexion_admin(base: str = "") -> psycopg.Connection:
    """A connection that may create databases, or change the functions of this one."""
    url = url_vers("DATABASE_URL_ADMIN", base) if base else os.environ["DATABASE_URL_ADMIN"]
    return psycopg.connect(pour_psycopg(url), autocommit=True)


def connexion_proprietaire(base: str) -> psycopg.Connection:
    """A connection as the owner of the tables: for proofs that break the build on purpose."""
    return psycopg.connect(pour_psycopg(url_vers("DATABASE_URL_PROPRIETAIRE", base)), autocommit=True)


def proprietaire() -> sql.Identifier:
    """Who owns the tables, and the database they are in."""
    return sql.Identifier(urlsplit(os.environ["DATABASE_URL_PROPRIETAIRE"]).username or "portail_proprietaire")


def pour_psycopg(url: str) -> str:
    """libpq reads `user@//folder/base` only with the folder as a parameter."""
    parties = urlsplit(url)
    if not parties.path.startswith("//"):
        return url
    dossier, base = parties.path[1:].rsplit("/", 1)
    return f"{parties.scheme}://{parties.netloc}/{base}?host={dossier}"


def empreinte() -> str:
    """What the template is made from: a change of any of these files makes a new one."""
    somme = hashlib.sha256()
    for motif in DECISIVES:
        for fichier in sorted(RACINE.glob(motif)):
            somme.update(fichier.relative_to(RACINE).as_posix().encode() + fichier.read_bytes())
    return somme.hexdigest()[:12]


def modele() -> str:
    """Make the template once, under a lock the other workers wait for; return its name."""
    nom = f"modele_{empreinte()}"
    with connexion_admin() as admin:
        admin.execute("SELECT pg_advisory_lock(%s)", [VERROU])
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [nom]).fetchone():
            return nom
        brouillon = f"{nom}_en_cours"
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(brouillon)))
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(brouillon), proprietaire()))
        for commande in (["migrate", "-v0"], ["accorder_droits"], ["charger_referentiels"]):
            subprocess.run(
                [sys.executable, "manage.py", *commande],
                cwd=RACINE,
                check=True,
                stdout=subprocess.DEVNULL,
                env=os.environ | {"DATABASE_URL": url_vers("DATABASE_URL_PROPRIETAIRE", brouillon)},
            )
        admin.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(brouillon), sql.Identifier(nom)))
    return nom


def cloner(source: str, cible: str) -> None:
    """Make `cible` afresh from the template, ending whatever still talks to it."""
    with connexion_admin() as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(cible)))
        admin.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY TABLESPACE {}").format(
                sql.Identifier(cible), proprietaire(), sql.Identifier(source), sql.Identifier(ESPACE)
            )
        )


def supprimer(cible: str) -> None:
    """Drop a test database."""
    with connexion_admin() as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(cible)))


if __name__ == "__main__":
    modele()
