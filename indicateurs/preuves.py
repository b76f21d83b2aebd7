"""What a proof of the plan leads to: a screen the portal has, one that anybody may open."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from guichet.middleware.acces import est_publique


def chemin(adresse: str) -> str:
    """The path of a screen, from what was typed or pasted: `https://…/pertes/?x` gives `/pertes/`."""
    trouve = urlsplit(adresse.strip()).path
    return trouve if trouve.startswith("/") else f"/{trouve}"


def existe(chemin_: str) -> bool:
    """True when the portal has a page at this path."""
    return _vue(chemin_) is not None


def est_ouverte_a_tous(chemin_: str) -> bool:
    """True when the page at this path asks for no sign-in."""
    vue = _vue(chemin_)
    return vue is not None and est_publique(vue)


def _vue(chemin_: str) -> Any:
    try:
        return resolve(chemin_).func
    except Resolver404:
        return None
