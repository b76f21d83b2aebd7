"""Waiting for the journal to be readable: the facts stay behind the oldest transaction of the whole server."""

from __future__ import annotations

import time

from django.db import connection

from guichet.acteurs import Acteur
from guichet.cloison import portee

PATIENCE_S = 120


def attendre_le_journal() -> None:
    """Return once every journal row is older than any running transaction, those of other test databases included."""
    limite = time.monotonic() + PATIENCE_S
    while time.monotonic() < limite:
        with portee(Acteur.systeme()), connection.cursor() as curseur:
            curseur.execute("SELECT bool_and(xid < pg_snapshot_xmin(pg_current_snapshot())) FROM guichet_journal")
            if curseur.fetchone()[0] is not False:
                return
        time.sleep(0.1)
    raise AssertionError("Une transaction d'une autre base dure trop longtemps.")
