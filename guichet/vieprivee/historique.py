"""Field history: a trigger keeps the row as it was before each change, with the actor and the request."""

from __future__ import annotations

import json
import uuid

import pghistory

from guichet.acteurs import Acteur


def suivre(exclure: tuple[str, ...] = ()):
    """Track a model: its former values, however the change is made (ORM, bulk update or raw SQL)."""
    return pghistory.track(
        pghistory.UpdateEvent("modification", row=pghistory.Old),
        pghistory.DeleteEvent("suppression", row=pghistory.Old),
        exclude=list(exclure) or None,
    )


def signature(acteur: Acteur | None, requete_id: str) -> dict[str, str]:
    """The settings by which the triggers sign every row of this transaction: who, in which role, in which request."""
    auteur = {
        "acteur": acteur.utilisateur_id if acteur else None,
        "role": str(acteur.role) if acteur else "",
        "requete": requete_id,
    }
    return {"pghistory.context_id": str(uuid.uuid4()), "pghistory.context_metadata": json.dumps(auteur)}
