"""The number a person quotes on the telephone."""

from __future__ import annotations

from datetime import date

from django.db import connection


def prochain_numero(le: date) -> str:
    """A number never given before: `FR-26-000123`."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT nextval('inscriptions_numero')")
        return f"FR-{le.year % 100:02d}-{curseur.fetchone()[0]:06d}"
