"""What every Django page needs: the actor, the demonstration's banner. The shell asks for itself (coquille.py)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portail(request: HttpRequest) -> dict[str, Any]:
    """The actor, the demonstration's banner, the name of the site."""
    return {
        "acteur": getattr(request, "acteur", None),
        "demo": settings.DEMO,
        "nom_du_site": settings.SITE_NAME,
    }
