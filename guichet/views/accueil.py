"""The public home page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from guichet.middleware.acces import page_publique
from guichet.middleware.pages_publiques import gardee
from guichet.vitrine import preuves


@page_publique
@gardee
@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    """Say in plain French what the portal does, and where to start."""
    maintenant = timezone.localtime()
    return render(request, "guichet/accueil.html", {"preuves": preuves(au=maintenant.date()), "jour": maintenant})
