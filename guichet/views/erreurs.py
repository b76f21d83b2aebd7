"""Error pages in French, one sentence for a system that called; both need neither database nor session."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from guichet.api.erreurs import message
from guichet.middleware.acces import page_publique

# Below this address a system calls: its answers are JSON, failures too.
APPELS = "/api/v1/"


def _page(request: HttpRequest, gabarit: str, statut: int) -> HttpResponse:
    if request.path.startswith(APPELS):
        return JsonResponse({"message": message(statut)}, status=statut)
    # Rendered without the request: no context processor may fail again.
    return HttpResponse(render_to_string(gabarit), status=statut)


@page_publique
def requete_invalide(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400"""
    return _page(request, "400.html", 400)


@page_publique
def acces_refuse(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403"""
    return _page(request, "403.html", 403)


@page_publique
def introuvable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same bytes whether the object is missing or belongs to someone else."""
    return _page(request, "404.html", 404)


@page_publique
def panne(request: HttpRequest) -> HttpResponse:
    """500; 503 when the failure is a database that does not answer, whichever layer met it."""
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        return _indisponible(request)
    return _page(request, "500.html", 500)


@page_publique
def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or comes from elsewhere."""
    return _page(request, "403_csrf.html", 403)


def _indisponible(request: HttpRequest) -> HttpResponse:
    """503, with the delay after which to try again."""
    reponse = _page(request, "503.html", 503)
    reponse["Retry-After"] = "30"
    return reponse
