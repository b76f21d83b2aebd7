"""The public home page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guichet.middleware.acces import page_publique


@page_publique
def accueil(request: HttpRequest) -> HttpResponse:
    """Say in plain French what the portal does, and where to start."""
    return render(request, "guichet/accueil.html")
