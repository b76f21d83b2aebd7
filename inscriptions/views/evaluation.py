"""The level evaluation: four skills, never one figure."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.cycle import TransitionRefusee, pas_possibles
from guichet.referentiels.queries import edition_echelle
from guichet.vieprivee.lectures import noter_lecture
from inscriptions import policies
from inscriptions.actions.dossier import evaluer_inscription
from inscriptions.formulaires.dossier import FormulaireEvaluation
from inscriptions.models import GenreEvaluation, Inscription
from inscriptions.views.conseil import conseil_seulement


@require_http_methods(["GET", "HEAD", "POST"])
@conseil_seulement
def evaluation(request: HttpRequest, inscription_id: uuid.UUID) -> HttpResponse:
    """Show the form, or keep the levels and put the request in the queue."""
    acteur, le = request.acteur, timezone.now()  # type: ignore[attr-defined]
    visibles = policies.inscriptions_visibles(acteur).select_related("personne", "region")
    inscription: Inscription = get_object_or_404(visibles, pk=inscription_id)
    if not any(pas.nom == "evaluer" for pas in pas_possibles(inscription, acteur)):
        messages.error(request, _("Le niveau ne peut pas être évalué : l’état du dossier ne le permet pas."))
        return redirect("dossier", inscription_id=inscription.pk)
    formulaire = FormulaireEvaluation(
        request.POST if request.method == "POST" else None,
        au=timezone.localdate(le),
        initial={"edition": edition_echelle(au=timezone.localdate(le)).pk, "filiere": inscription.filiere},
    )
    if request.method == "POST" and formulaire.is_valid() and _garder(request, inscription, formulaire):
        return redirect("dossier", inscription_id=inscription.pk)
    noter_lecture(personne=inscription.personne, acteur=acteur, page="evaluation", le=le)
    contexte = {
        "form": formulaire,
        "inscription": inscription,
        "url_retour": reverse("dossier", args=[inscription.pk]),
        "autoevaluation": inscription.evaluations.filter(genre=GenreEvaluation.AUTOEVALUATION).first(),
    }
    return render(request, "inscriptions/evaluation.html", contexte)


def _garder(request: HttpRequest, inscription: Inscription, formulaire: FormulaireEvaluation) -> bool:
    try:
        evaluer_inscription(
            inscription=inscription,
            niveaux=formulaire.niveaux(),
            edition=formulaire.cleaned_data["edition"],
            commentaire=formulaire.cleaned_data["commentaire"],
            acteur=request.acteur,  # type: ignore[attr-defined]
            le=timezone.now(),
        )
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
        return False
    messages.success(request, _("Le niveau est noté et la personne attend une place."))
    return True
