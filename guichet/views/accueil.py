"""The public pages: home, and how seats are given."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from guichet.middleware.acces import page_publique
from guichet.referentiels.queries import parametre
from guichet.vitrine import preuves


@page_publique
@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    """Say in plain French what the portal does, and where to start."""
    maintenant = timezone.localtime()
    return render(request, "guichet/accueil.html", {"preuves": preuves(au=maintenant.date()), "jour": maintenant})


@page_publique
@require_safe
def comment_places_attribuees(request: HttpRequest) -> HttpResponse:
    """Say in plain French who gets a seat first, who decides, and how to ask why."""
    jour = timezone.localdate()
    contexte = {
        "delai_reponse": parametre("delai_reponse_offre_jours", au=jour),
        "delai_vise": parametre("norme_delai_jours_ouvrables", au=jour),
    }
    return render(request, "guichet/comment_places_attribuees.html", contexte)
