"""The adviser's queue: what needs me today, oldest promise first."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from inscriptions.a_faire import GENRES
from inscriptions.file_de_travail import PAR_PAGE, file_de
from inscriptions.formulaires.dossier import choix_de_regions
from inscriptions.views.conseil import conseil_seulement, numero_de_page


@require_safe
@conseil_seulement
def file_de_travail(request: HttpRequest) -> HttpResponse:
    """The queue, its filters in the address."""
    acteur, le = request.acteur, timezone.now()  # type: ignore[attr-defined]
    regions = choix_de_regions(acteur.regions)
    region = _parmi(request.GET.get("region", ""), [code for code, _nom in regions])
    genre = _parmi(request.GET.get("genre", ""), [sorte.code for sorte in GENRES])
    page = numero_de_page(request)
    file = file_de(acteur, le=le, genre=genre, region=region, page=page)
    jour = timezone.localdate(le)
    contexte = {
        "file": file,
        "taches": [(tache, tache.est_en_retard(jour)) for tache in file.taches],
        "page_obj": Paginator(range(file.total), PAR_PAGE).get_page(page),
        "regions": regions,
        "region": region,
        "genre": genre,
    }
    return render(request, "inscriptions/file_de_travail.html", contexte)


def _parmi(valeur: str, permises: list[str]) -> str:
    """The filter when it is one we know, else no filter."""
    return valeur if valeur in permises else ""
