"""Exports: ask for a file, see how far it is, take it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from guichet.acteurs import Acteur
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from indicateurs.actions import export as actions
from indicateurs.exports import NATURES
from indicateurs.formulaires_export import FormulaireExport
from indicateurs.libelles import choix_en_mots
from indicateurs.models import Export
from indicateurs.policies import exports_visibles
from indicateurs.queries import exports as lecture
from indicateurs.states import EXPORTATEURS

PAR_PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: HttpRequest) -> HttpResponse:
    """The files already asked for, and the form that asks for one."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur is None or acteur.role not in EXPORTATEURS:
        raise PermissionDenied
    jour = timezone.localdate()
    formulaire = FormulaireExport(
        request.POST if request.method == "POST" else None, role=acteur.role, initial=_periode(jour)
    )
    if request.method == "POST" and formulaire.is_valid():
        try:
            demande = actions.demander_export(acteur=acteur, **formulaire.demande())
            return redirect("export", demande.pk)
        except TransitionRefusee as refus:
            formulaire.add_error(None, refus.message)
    visibles = exports_visibles(acteur).select_related("demandeur")
    page = Paginator(visibles, PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "indicateurs/exports.html", {"form": formulaire, "page_obj": page, "natures": NATURES})


@require_safe
def export(request: HttpRequest, export_id: uuid.UUID) -> HttpResponse:
    """One export: its progress, then its file."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    trouve = _trouver(acteur, export_id)
    contexte: dict[str, Any] = {"export": trouve, "lignes_ecrites": lecture.avancement(trouve)}
    if request.htmx:  # type: ignore[attr-defined]
        reponse = render(request, "indicateurs/_export_attente.html", contexte)
        if not trouve.est_en_cours:
            reponse["HX-Refresh"] = "true"
        return reponse
    contexte |= {
        "nature": NATURES.get(trouve.nature),
        "choix": choix_en_mots(actions.filtre_de(trouve)),
        "a_moi": trouve.demandeur_id == acteur.utilisateur_id,
        "telechargeable": trouve.est_telechargeable(le=timezone.now()),
        "echec": lecture.motif_d_echec(trouve) if trouve.est_echoue else "",
        "lectures": trouve.lectures.select_related("par").order_by("-le"),
    }
    return render(request, "indicateurs/export.html", contexte)


@require_safe
def export_fichier(request: HttpRequest, export_id: uuid.UUID) -> HttpResponse:
    """The file, for who asked for it and still has the right."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    trouve = _trouver(acteur, export_id)
    try:
        pris = actions.telecharger(export=trouve, acteur=acteur, le=timezone.now())
    except RoleInsuffisant as refus:
        raise PermissionDenied(refus.message) from refus
    except TransitionRefusee as refus:
        messages.info(request, refus.message)
        return redirect("export", trouve.pk)
    return FileResponse(storages["prive"].open(pris.chemin), as_attachment=True, filename=str(pris))


def _trouver(acteur: Acteur | None, export_id: uuid.UUID) -> Export:
    if acteur is None:
        raise Http404
    return get_object_or_404(exports_visibles(acteur).select_related("demandeur"), pk=export_id)


def _periode(jour: date) -> dict[str, date]:
    return {"du": (jour - timedelta(days=365)).replace(day=1), "au": jour}
