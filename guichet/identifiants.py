"""Identifiers as they come from outside."""

from __future__ import annotations

import uuid


def identifiant(texte: str) -> uuid.UUID | None:
    """The text as an identifier; None when it is no such thing, which no row has."""
    try:
        return uuid.UUID(texte)
    except ValueError:
        return None
