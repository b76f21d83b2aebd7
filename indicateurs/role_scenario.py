"""The login under which scenarios are computed: it reads frozen queues, writes results, and knows no live table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections


class LectureInterdite(RuntimeError):
    """A scenario tried to reach the live database."""


@contextmanager
def sous_role_scenario() -> Iterator[psycopg.Connection]:
    """A connection of the scenarios' login; meanwhile this thread's live connection refuses every statement."""
    if not settings.BASE_SCENARIO:
        raise ImproperlyConfigured("DATABASE_URL_SCENARIO manque : les scénarios se calculent sous leur propre rôle.")
    adresse = _adresse(settings.BASE_SCENARIO)
    with connection.execute_wrapper(_refuser), psycopg.connect(**adresse, autocommit=True) as role:
        yield role


def _adresse(base: dict[str, Any]) -> dict[str, Any]:
    """How libpq reaches the database of the live connection, under the other login."""
    valeurs = {
        "dbname": connections["default"].settings_dict["NAME"],
        "user": base["USER"],
        "password": base["PASSWORD"],
        "host": base["HOST"],
        "port": base["PORT"],
    }
    return {nom: valeur for nom, valeur in valeurs.items() if valeur}


def _refuser(*_arguments: Any, **_options: Any) -> NoReturn:
    raise LectureInterdite("Un scénario se calcule sans toucher aux données vivantes.")
