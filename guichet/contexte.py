"""What every page needs: the actor, the memberships of the switcher, the demonstration's banner."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from guichet.comptes.session import adhesions_de
from guichet.navigation import navigation_de


def portail(request: HttpRequest) -> dict[str, Any]:
    """`acteur`, `adhesions` (read only when a template shows them), `navigation`, `demo`, `nom_du_site`."""
    acteur = getattr(request, "acteur", None)
    return {
        "acteur": acteur,
        "adhesions": SimpleLazyObject(lambda: adhesions_de(acteur.utilisateur_id)) if acteur else [],
        "navigation": navigation_de(acteur),
        "demo": settings.DEMO,
        "nom_du_site": settings.SITE_NAME,
    }
