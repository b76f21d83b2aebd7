"""Field history: a trigger keeps the row as it was before each change, with the actor and the request."""

from __future__ import annotations

import pghistory


def suivre(exclure: tuple[str, ...] = ()):
    """Track a model: its former values, however the change is made (ORM, bulk update or raw SQL)."""
    return pghistory.track(
        pghistory.UpdateEvent("modification", row=pghistory.Old),
        pghistory.DeleteEvent("suppression", row=pghistory.Old),
        exclude=list(exclure) or None,
    )
