"""The numbers people quote on the telephone: of a request, of a group."""

from __future__ import annotations

from datetime import date

from django.db import connection

from inscriptions.models import SessionCours


def prochain_numero(le: date) -> str:
    """A number never given before: `FR-26-000123`."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT nextval('inscriptions_numero')")
        return f"FR-{le.year % 100:02d}-{curseur.fetchone()[0]:06d}"


def prochain_numero_de_groupe(session: SessionCours) -> str:
    """A group number never given before: `2027-H-00042`."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT nextval('inscriptions_numero_groupe')")
        return f"{session.code}-{curseur.fetchone()[0]:05d}"
