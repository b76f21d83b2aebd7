"""What the API allows: for a person, a page; for a program, the OpenAPI document. Neither holds any datum."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from guichet.api.schema import octets, operations
from guichet.middleware.acces import page_publique
from guichet.middleware.pages_publiques import gardee
from guichet.referentiels.parametres import parametre


@page_publique
@gardee
@require_safe
def api(request: HttpRequest) -> HttpResponse:
    """Every operation, written from the same document as programs read."""
    maximum = parametre("api_appels_minute", au=timezone.localdate())
    return render(request, "guichet/api.html", {"operations": operations(), "maximum": maximum})


@page_publique
@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """OpenAPI 3, in JSON."""
    return HttpResponse(octets(), content_type="application/vnd.oai.openapi+json")
