"""How fresh the figures are."""

from __future__ import annotations

from datetime import datetime

from indicateurs.models import Repere


def derniere_lecture() -> datetime | None:
    """When the journal was last folded into the figures; None before the first time."""
    return Repere.objects.filter(nom="journal").values_list("lu_le", flat=True).first()
