"""Django's migrate, with the time a change of a large table takes: an index on ten million rows outlives a request."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

# What a page may take does not bound a migration; how long it waits for a lock, and keeps others waiting, still does.
SANS_LIMITE = "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0"
COMME_AVANT = "RESET statement_timeout; RESET idle_in_transaction_session_timeout"


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate without the limit of a statement; the connection has it again afterwards."""
        connexion = connections[options["database"]]
        with connexion.cursor() as curseur:
            curseur.execute(SANS_LIMITE)
        try:
            super().handle(*args, **options)
        finally:
            if connexion.is_usable():
                with connexion.cursor() as curseur:
                    curseur.execute(COMME_AVANT)
