"""What everyone may read: a few telling figures, the data sets, their files."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from guichet.middleware.acces import page_publique
from guichet.middleware.pages_publiques import gardee
from indicateurs import donnees_ouvertes as donnees
from indicateurs.figures_publiques import apercu, figures_publiques
from indicateurs.models import Edition
from indicateurs.ouvertes_sondages import campagnes_publiees
from indicateurs.queries import editions as lecture

# A frozen edition does not change; its corrections may.
public = cache_control(public=True, max_age=600)


@page_publique
@gardee
@require_safe
@public
def indicateurs_publics(request: HttpRequest) -> HttpResponse:
    """Answer four questions with the figures of the last edition."""
    edition = lecture.derniere_edition()
    figures = figures_publiques(edition) if edition else None
    return render(request, "indicateurs/indicateurs_publics.html", {"edition": edition, "figures": figures})


@page_publique
@gardee
@require_safe
@public
def donnees_ouvertes(request: HttpRequest) -> HttpResponse:
    """List the data sets and the editions they were frozen in."""
    contexte = {
        "jeux": list(donnees.JEUX.values()),
        "editions": list(Edition.objects.all()),
        "sondages": list(campagnes_publiees()),
    }
    return render(request, "indicateurs/donnees_ouvertes.html", contexte)


@page_publique
@gardee
@require_safe
@public
def jeu_de_donnees(request: HttpRequest, jeu: str) -> HttpResponse:
    """Describe one data set, preview one of its indicators, give its files."""
    decrit = _jeu(jeu)
    editions = list(Edition.objects.all())
    contexte: dict[str, Any] = {"jeu": decrit, "editions": editions, "colonnes": donnees.COLONNES, "edition": None}
    if editions:
        choisie = next((e for e in editions if e.code == request.GET.get("edition")), editions[0])
        mesures = lecture.mesures_de(choisie, decrit.coupes)
        codes = [mesure["code"] for mesure in mesures]
        code = request.GET.get("indicateur", "")
        code = code if code in codes else next(iter(codes), "")
        contexte |= {
            "edition": choisie,
            "mesures": mesures,
            "choisi": code,
            "apercu": apercu(choisie, decrit, code),
            "corrections": lecture.corrections_publiques(choisie),
        }
    return render(request, "indicateurs/jeu_de_donnees.html", contexte)


@page_publique
@require_safe
@public
def jeu_csv(request: HttpRequest, jeu: str, edition: str) -> HttpResponse:
    """The rows of a data set in one edition."""
    decrit, choisie = _jeu(jeu), get_object_or_404(Edition, code=edition)
    return _csv(donnees.lignes(decrit, choisie), f"{decrit.code}-{choisie.code}.csv")


@page_publique
@require_safe
@public
def jeu_schema(request: HttpRequest, jeu: str, edition: str) -> HttpResponse:
    """The description of that file as a Table Schema."""
    return JsonResponse(
        donnees.schema(_jeu(jeu), get_object_or_404(Edition, code=edition)),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )


@page_publique
@require_safe
@public
def dictionnaire_csv(request: HttpRequest) -> HttpResponse:
    """The dictionary of columns, the same for every set."""
    return _csv(donnees.lignes_dictionnaire(), "dictionnaire.csv")


@page_publique
@require_safe
@public
def corrections_csv(request: HttpRequest, edition: str) -> HttpResponse:
    """The log of corrections of one edition."""
    choisie = get_object_or_404(Edition, code=edition)
    return _csv(donnees.lignes_corrections(choisie), f"corrections-{choisie.code}.csv")


def _csv(lignes: Iterable[list[Any]], nom: str) -> HttpResponse:
    """A frozen file: a few thousand lines, read while the scope of the request is set."""
    reponse = HttpResponse(content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    csv.writer(reponse).writerows(lignes)
    return reponse


def _jeu(code: str) -> donnees.JeuDeDonnees:
    if code not in donnees.JEUX:
        raise Http404
    return donnees.JEUX[code]
