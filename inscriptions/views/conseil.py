"""What the adviser's views share: the role, numbers read from an address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from guichet.acteurs import Role

PAGE_MAX = 10_000


def conseil_seulement(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Advisers enter; every other role is told it may not."""

    @wraps(vue)
    def gardee(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.acteur.role is not Role.CONSEILLER:  # type: ignore[attr-defined]
            raise PermissionDenied
        return vue(request, *args, **kwargs)

    return gardee


def numero_de_page(request: HttpRequest) -> int:
    """The page asked for; the first when it cannot be read."""
    texte = request.GET.get("page", "")
    return min(PAGE_MAX, max(1, int(texte))) if texte.isascii() and texte.isdigit() and len(texte) < 9 else 1
