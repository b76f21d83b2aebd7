"""What the ministry's pages of figures share."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from guichet.acteurs import Acteur
from indicateurs.policies import peut_lire_indicateurs


def lecteur(request: HttpRequest) -> Acteur:
    """Who asks, when the ministry's figures may be read by them."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if not peut_lire_indicateurs(acteur):
        raise PermissionDenied
    return acteur
