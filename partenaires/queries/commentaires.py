"""What the parties still discuss about the text of an entente."""

from __future__ import annotations

from datetime import date
from typing import Any

from partenaires.models import Entente


def commentaires_ouverts(entente: Entente, *, au: date) -> list[dict[str, Any]]:
    """Questions asked by this day and not resolved then: subject, words, who asked, since when."""
    return []
