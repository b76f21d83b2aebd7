"""How fresh the figures are."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from indicateurs.models import Repere


def derniere_lecture() -> datetime | None:
    """When the journal was last folded into the figures; None before the first time."""
    return Repere.objects.filter(nom="journal").values_list("lu_le", flat=True).first()


def derniere_lecture_jour() -> date | None:
    """The day of that reading; None before the first time."""
    lue = derniere_lecture()
    return timezone.localdate(lue) if lue else None
