"""« Pourquoi pas de place? », « Pourquoi pas mon premier choix? »: what decided, and what would have helped."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guichet.acteurs import ROLES_PERSONNE, Acteur
from guichet.vieprivee.lectures import noter_lecture
from inscriptions import policies
from inscriptions.actions.explication import expliquer_attente, expliquer_choix
from inscriptions.models import NonPlacement
from inscriptions.views.conseil import conseil_seulement
from inscriptions.views.inscription import demande_de


@require_safe
def explication(request: HttpRequest) -> HttpResponse:
    """Why the person who waits had no seat at the last placement."""
    demande = demande_de(request)
    if demande is None:
        raise Http404
    ligne = expliquer_attente(inscription=demande, le=timezone.now())
    return _montrer(request, ligne, _("Pourquoi pas de place?"), reverse("suivi"), en_attente=True)


@require_safe
def explication_offre(request: HttpRequest, offre_id: uuid.UUID) -> HttpResponse:
    """Why this seat and not a better choice: for the person, or the adviser who reads her file."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    offre = get_object_or_404(policies.offres_visibles(acteur).select_related("personne"), pk=offre_id)
    if acteur.role not in ROLES_PERSONNE:
        noter_lecture(personne=offre.personne, acteur=acteur, page="explication", le=timezone.now())
    ligne = expliquer_choix(offre=offre, le=timezone.now())
    return _montrer(request, ligne, _("Pourquoi pas mon premier choix?"), reverse("offre", args=[offre_id]))


@require_safe
@conseil_seulement
def dossier_explication(request: HttpRequest, inscription_id: uuid.UUID) -> HttpResponse:
    """The same answer for the adviser, before the run is confirmed too."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    visibles = policies.inscriptions_visibles(acteur).select_related("personne")
    inscription = get_object_or_404(visibles, pk=inscription_id)
    noter_lecture(personne=inscription.personne, acteur=acteur, page="explication", le=timezone.now())
    ligne = expliquer_attente(inscription=inscription, le=timezone.now(), publiee=False)
    retour = reverse("dossier", args=[inscription_id])
    return _montrer(request, ligne, _("Pourquoi pas de place?"), retour, en_attente=True)


def _montrer(
    request: HttpRequest, ligne: NonPlacement | None, titre: str, retour: str, *, en_attente: bool = False
) -> HttpResponse:
    contexte = {
        "ligne": ligne,
        "titre": titre,
        "retour": retour,
        "en_attente": en_attente,
        "changements": ligne.changement.splitlines() if ligne else [],
        "meilleurs": ligne.details.get("meilleurs", []) if ligne else [],
    }
    return render(request, "inscriptions/explication.html", contexte)
