"""Databases of their own, filled by the command as an operator runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests import base_de_donnees

JOUR = "2026-11-23"


@contextmanager
def base_a_part(modele: str, nom: str) -> Iterator[str]:
    """A clone of the template that goes away at the end."""
    base = f"essai_{nom}_{os.getpid()}"
    base_de_donnees.cloner(modele, base)
    try:
        yield base
    finally:
        base_de_donnees.supprimer(base)


def commander(
    base: str, *arguments: str, reglages: str = "guichet.settings.test", sans_controles: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run manage.py as the owner of this database."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments, *(["--skip-checks"] if sans_controles else [])],
        cwd=base_de_donnees.RACINE,
        env=os.environ
        | {
            "DATABASE_URL": base_de_donnees.url_vers("DATABASE_URL_PROPRIETAIRE", base),
            "DATABASE_URL_ANALYSTE": base_de_donnees.url_vers("DATABASE_URL_ANALYSTE", base),
            "DJANGO_SETTINGS_MODULE": reglages,
        },
        capture_output=True,
        text=True,
    )


def peupler(base: str, personnes: int, *, graine: int = 1) -> None:
    """Build a province around the same day."""
    fait = commander(base, "peupler", "--personnes", str(personnes), "--graine", str(graine), "--jour", JOUR)
    assert fait.returncode == 0, fait.stderr[-2000:]


@contextmanager
def lecture(base: str) -> Iterator[psycopg.Cursor]:
    """A cursor that sees the whole province."""
    with base_de_donnees.connexion_proprietaire(base) as connexion, connexion.cursor() as curseur:
        curseur.execute("SELECT set_config('portail.portee', 'province', false)")
        yield curseur
