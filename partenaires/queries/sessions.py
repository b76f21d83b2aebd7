"""Which sessions does capacity concern? The next two."""

from __future__ import annotations

from datetime import date

from inscriptions.models import SessionCours

COMBIEN = 2


def sessions_a_declarer(*, au: date) -> list[SessionCours]:
    """The next two sessions, the nearest first."""
    return list(SessionCours.objects.filter(debut__gt=au).order_by("debut")[:COMBIEN])
