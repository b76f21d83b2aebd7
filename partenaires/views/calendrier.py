"""The calendar of concertation: the secret address another program reads, and the file it gets."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.middleware.acces import page_publique
from partenaires import policies
from partenaires.actions.calendrier import (
    abonnement_actif,
    creer_abonnement,
    lecteur_du_calendrier,
    revoquer_abonnement,
)
from partenaires.calendrier import calendrier_de_concertation
from partenaires.views.concertation_communs import lecteur


@require_http_methods(["GET", "HEAD", "POST"])
def calendrier_abonnement(request: HttpRequest) -> HttpResponse:
    """Make the address, shown once; make another; end it."""
    acteur, le = lecteur(request), timezone.now()
    adresse = ""
    if request.method == "POST" and request.POST.get("faire") == "revoquer":
        revoquer_abonnement(acteur=acteur, le=le)
        messages.success(request, _("L’adresse ne donne plus rien."))
        return redirect("calendrier_abonnement")
    if request.method == "POST":
        adresse = settings.PORTAIL_URL + reverse("calendrier_ics", args=[creer_abonnement(acteur=acteur, le=le)])
    contexte = {
        "adresse": adresse,
        "abonnement": abonnement_actif(acteur, le=le),
        "url_retour": reverse("concertation"),
    }
    return render(request, "partenaires/concertation/calendrier.html", contexte)


@page_publique
@require_safe
def calendrier_ics(request: HttpRequest, jeton: str) -> HttpResponse:
    """The calendar, with the eyes of who asked for the address; an unknown or ended one is not found."""
    le = timezone.now()
    acteur = lecteur_du_calendrier(jeton, le=le)
    if acteur is None:
        raise Http404
    with portee(acteur):
        contenu = calendrier_de_concertation(le=le, **_contenu(acteur))
    reponse = HttpResponse(contenu, content_type="text/calendar; charset=utf-8")
    reponse["Content-Disposition"] = 'inline; filename="concertation.ics"'
    reponse["Cache-Control"] = "private, max-age=300"
    reponse["Referrer-Policy"] = "no-referrer"
    return reponse


def _contenu(acteur: Acteur) -> dict[str, Any]:
    """What this actor's calendar holds: meetings that were called, open questions, open commitments."""
    return {
        "rencontres": policies.rencontres_visibles(acteur).annoncees().select_related("table").order_by("debut"),
        "consultations": policies.consultations_table_visibles(acteur).filter(etat="ouverte").select_related("table"),
        "engagements": policies.engagements_visibles(acteur).ouverts().select_related("table"),
    }
