"""Who among the admitted persons takes part, cohort after cohort, and where the others are lost."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from guichet.acteurs import Role
from indicateurs import figures_cohortes, policies
from indicateurs.formulaires_admissions import FiltreCohortesForm
from indicateurs.queries import cohortes as lecture

PAR_PAGE = 24


def _exiger(request: HttpRequest) -> None:
    if not policies.peut_lire_indicateurs(request.acteur):  # type: ignore[attr-defined]
        raise PermissionDenied


@require_GET
def cohortes(request: HttpRequest) -> HttpResponse:
    """The cohorts of a period: shares at 3, 6, 12 and 24 months, and one line each."""
    _exiger(request)
    au = timezone.localdate()
    form = FiltreCohortesForm({"periode": "24"} | request.GET.dict(), au=au)
    filtre = form.filtre()
    population = form.population_choisie
    lignes = figures_cohortes.lignes(filtre, au=au, population=population)
    acteur = request.acteur  # type: ignore[attr-defined]
    contexte = {
        "form": form,
        "filtre": filtre,
        "etats": figures_cohortes.resumer(lecture.etats(filtre, au=au, population=population)),
        "ensemble": figures_cohortes.ensemble(filtre, au=au, population=population),
        "multiples": figures_cohortes.multiples(filtre, au=au, population=population),
        "page_obj": Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page")),
        "importe": policies.peut_importer_admissions(acteur),
        "rapproche": acteur.role is Role.CONSEILLER,
    }
    return render(request, "indicateurs/cohortes.html", contexte)


@require_GET
def cohorte(request: HttpRequest, cohorte_id: uuid.UUID) -> HttpResponse:
    """One cohort: its states month after month, where it was lost and why."""
    _exiger(request)
    une = get_object_or_404(lecture.cohortes_connues(), pk=cohorte_id)
    au = timezone.localdate()
    form = FiltreCohortesForm(request.GET, au=au, avec_periode=False)
    filtre = form.filtre(du=une.mois, jusqu_au=une.mois)
    contexte: dict[str, Any] = {
        "cohorte": une,
        "titre": figures_cohortes.mois_annee(une.mois),
        "form": form,
        "etats": figures_cohortes.resumer(lecture.etats(filtre, au=au, population=une.population)),
        "parts": figures_cohortes.ensemble(filtre, au=au, population=une.population),
        "figures": figures_cohortes.figures_de(filtre, au=au, population=une.population),
    }
    return render(request, "indicateurs/cohorte.html", contexte)
