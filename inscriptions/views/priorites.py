"""The dispatch order: what everyone may read, and the versions the ministry's management writes."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import TransitionRefusee, pas_offerts, pas_possibles
from guichet.middleware.acces import page_publique
from guichet.referentiels.queries import parametre
from inscriptions import policies
from inscriptions.actions import priorites as actions
from inscriptions.formulaires.priorites import FormulairePublication, Redaction
from inscriptions.models import RegleDePriorite
from inscriptions.queries import priorites as lecture
from inscriptions.repartition_en_mots import exemple, figure_des_classes
from inscriptions.states_priorite import REPARTITEURS


def ministere_seulement(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The ministry's roles read; every other role is told it may not, whatever is asked."""

    @wraps(vue)
    def gardee(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        acteur: Acteur | None = request.acteur  # type: ignore[attr-defined]
        if acteur is None or not acteur.est_ministere:
            raise PermissionDenied
        return vue(request, *args, **kwargs)

    return gardee


@page_publique
@require_safe
def comment_places_attribuees(request: HttpRequest) -> HttpResponse:
    """Say in plain French who gets a seat first, who decides, what will change, and how to ask why."""
    jour = timezone.localdate()
    regle = lecture.regle_en_vigueur()
    contexte = {
        "regle": regle,
        "suivante": lecture.regle_suivante(),
        "exemple": exemple(regle.ordre),
        "delai_reponse": parametre("delai_reponse_offre_jours", au=jour),
        "delai_vise": parametre("norme_delai_jours_ouvrables", au=jour),
    }
    return render(request, "inscriptions/comment_places_attribuees.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@ministere_seulement
def repartition(request: HttpRequest) -> HttpResponse:
    """Every version, the newest first; management opens a new one here."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if request.method == "POST":
        _exiger_repartiteur(acteur)
        regle = actions.rediger_regle(acteur=acteur, le=timezone.now())
        return redirect("repartition_modifier", regle_id=regle.pk)
    contexte = {
        "versions": policies.regles_visibles(acteur).select_related("redigee_par", "publiee_par"),
        "peut_rediger": acteur.role in REPARTITEURS,
    }
    return render(request, "inscriptions/repartition.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@ministere_seulement
def repartition_version(request: HttpRequest, regle_id: uuid.UUID) -> HttpResponse:
    """One version: its classes, its effect on the queue of today, its publication."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    visibles = policies.regles_visibles(acteur).select_related("redigee_par", "publiee_par")
    regle = get_object_or_404(visibles, pk=regle_id)
    publication = FormulairePublication(
        request.POST if request.POST.get("pas") == "publier" else None, au=timezone.localdate()
    )
    if request.method == "POST":
        _exiger_repartiteur(acteur)
        if _agir(request, regle, publication, acteur):
            return redirect("repartition_version", regle_id=regle.pk)
    return render(request, "inscriptions/repartition_version.html", _contexte(regle, acteur) | {"form": publication})


@require_http_methods(["GET", "HEAD", "POST"])
@ministere_seulement
def repartition_modifier(request: HttpRequest, regle_id: uuid.UUID) -> HttpResponse:
    """Write a draft."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    _exiger_repartiteur(acteur)
    regle = get_object_or_404(policies.regles_visibles(acteur), pk=regle_id)
    if not regle.est_brouillon:
        return redirect("repartition_version", regle_id=regle.pk)
    redaction = Redaction(regle, request.POST if request.method == "POST" else None)
    if request.method == "POST" and redaction.est_valide():
        try:
            actions.modifier_regle(regle=regle, acteur=acteur, **redaction.valeurs())
            return redirect("repartition_version", regle_id=regle.pk)
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
    contexte = {"regle": regle, "form": redaction.regle, "classes": redaction.classes}
    return render(request, "inscriptions/repartition_modifier.html", contexte)


def _agir(request: HttpRequest, regle: RegleDePriorite, publication: FormulairePublication, acteur: Acteur) -> bool:
    """Take the step asked; False shows the page again with what is missing."""
    le = timezone.now()
    try:
        if request.POST.get("pas") == "publier":
            if not publication.is_valid():
                return False
            date_effet = publication.cleaned_data["date_effet"]
            actions.publier_regle(regle=regle, date_effet=date_effet, acteur=acteur, le=le)
        elif request.POST.get("pas") == "annuler":
            actions.annuler_regle(regle=regle, acteur=acteur, le=le, motif=request.POST.get("motif", ""))
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
    return True


def _contexte(regle: RegleDePriorite, acteur: Acteur) -> dict[str, Any]:
    """The version beside the one in force; only numbers leave the province's scope."""
    jour = timezone.localdate()
    en_vigueur = lecture.regle_en_vigueur()
    with portee(Acteur.systeme()):
        avant = lecture.repartition(en_vigueur, jour=jour)
        apres = avant if regle == en_vigueur else lecture.repartition(regle, jour=jour)
        trajets = [] if regle == en_vigueur else lecture.passages(en_vigueur, regle, jour=jour)
        histoire = lecture.histoire(regle)
    return {
        "regle": regle,
        "en_vigueur": en_vigueur,
        "est_en_vigueur": regle == en_vigueur,
        "avant": avant,
        "apres": apres,
        "figure": figure_des_classes(apres),
        "passages": [passage for passage in trajets if passage.change],
        "nb_attente": sum(effet.nombre for effet in apres),
        "pas": pas_offerts(regle, acteur),
        "peut_publier": any(pas.nom == "publier" for pas in pas_possibles(regle, acteur)),
        "histoire": histoire,
    }


def _exiger_repartiteur(acteur: Acteur) -> None:
    if acteur.role not in REPARTITEURS:
        raise PermissionDenied
