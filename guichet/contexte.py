"""What every page needs: the actor, the memberships of the switcher, the demonstration's banner."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from guichet.comptes.session import adhesions_de
from guichet.navigation import LIENS_COMPTE, LIENS_PIED, navigation_de


def portail(request: HttpRequest) -> dict[str, Any]:
    """The actor and its memberships (read only when a template shows them), the menus, the demonstration's banner."""
    acteur = getattr(request, "acteur", None)
    return {
        "acteur": acteur,
        "adhesions": SimpleLazyObject(lambda: adhesions_de(acteur.utilisateur_id)) if acteur else [],
        "navigation": navigation_de(acteur),
        "liens_compte": LIENS_COMPTE if acteur else (),
        "liens_pied": LIENS_PIED,
        "demo": settings.DEMO,
        "nom_du_site": settings.SITE_NAME,
    }
