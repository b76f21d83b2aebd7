"""A partner says it cannot receive a placed person; an adviser decides."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.acteurs import Acteur, Role
from guichet.cycle import cycle_de, pas_offerts
from guichet.vieprivee.lectures import noter_lecture
from inscriptions import policies
from inscriptions.actions import refus_accueil as actions
from inscriptions.models import RefusAccueil
from inscriptions.views.suites import formulaire_motif, reserver_a_l_organisation, tenter

PAS: dict[str, Callable[..., Any]] = {
    "ecarter": actions.maintenir_la_place,
    "admettre": actions.admettre_le_refus,
    "retirer": actions.retirer_le_refus,
}


@require_http_methods(["GET", "HEAD", "POST"])
def accueil_refuser(request: HttpRequest, place_id: uuid.UUID) -> HttpResponse:
    """Why the partner cannot receive this person; she keeps her seat until an adviser decides."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    place = get_object_or_404(policies.places_visibles(acteur).select_related("personne", "groupe"), pk=place_id)
    reserver_a_l_organisation(request)
    form = formulaire_motif(request, "refus_accueil.soumettre")
    if request.method == "POST" and form.is_valid():
        refus = tenter(
            request,
            actions.soumettre_refus,
            _("Une conseillère ou un conseiller décide. La personne garde sa place d’ici là."),
            place=place,
            motif_code=form.cleaned_data["motif"].code,
            precision=form.cleaned_data["precision"],
        )
        return redirect("refus_accueil", refus.pk) if refus else redirect("groupe", place.groupe_id)
    contexte = {
        "form": form,
        "titre": _("Refuser %(nom)s") % {"nom": place.personne.nom_complet},
        "explication": _(
            "Une conseillère ou un conseiller lit votre motif et décide. "
            "La personne garde sa place d’ici là, et son rang dans tous les cas."
        ),
        "libelle": _("Envoyer au conseil"),
        "url_retour": reverse("groupe", args=[place.groupe_id]),
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


@require_safe
def refus_accueil(request: HttpRequest, refus_id: uuid.UUID) -> HttpResponse:
    """One refusal: the seat, the reason, what was decided and what may be."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    refus = _trouver(acteur, refus_id)
    if acteur.role is Role.CONSEILLER:
        noter_lecture(personne=refus.personne, acteur=acteur, page="groupe", le=timezone.now())
    pas = [p for p in pas_offerts(refus, acteur) if p.nom in PAS]
    return render(request, "inscriptions/refus_accueil.html", {"refus": refus, "acteur": acteur, "pas": pas})


@require_http_methods(["GET", "HEAD", "POST"])
def refus_accueil_pas(request: HttpRequest, refus_id: uuid.UUID, pas: str) -> HttpResponse:
    """Keep the seat with a reason, take it back, or withdraw the refusal."""
    refus = _trouver(request.acteur, refus_id)  # type: ignore[attr-defined]
    if pas not in PAS:
        raise Http404
    transition, retour = cycle_de(refus)[pas], redirect("refus_accueil", refus.pk)
    if not transition.motif_requis:
        if request.method == "POST":
            tenter(request, PAS[pas], str(transition.passe), refus=refus)
        return retour
    form = formulaire_motif(request, f"refus_accueil.{pas}")
    if request.method == "POST" and form.is_valid():
        champs = {"motif_code": form.cleaned_data["motif"].code, "precision": form.cleaned_data["precision"]}
        tenter(request, PAS[pas], str(transition.passe), refus=refus, **champs)
        return retour
    contexte = {
        "form": form,
        "titre": _("Maintenir la place de %(nom)s") % {"nom": refus.personne.nom_complet},
        "explication": _("L’école lit ce motif. La personne ne reçoit pas de message."),
        "libelle": transition.libelle,
        "url_retour": retour.url,
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


def _trouver(acteur: Acteur, refus_id: uuid.UUID) -> RefusAccueil:
    visibles = policies.refus_visibles(acteur).select_related("personne", "place__groupe__organisation", "motif")
    return get_object_or_404(visibles, pk=refus_id)
