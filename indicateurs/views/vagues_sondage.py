"""What a wave says: page, PDF, CSV; its poster; its open answers to code; the open data of closed waves."""

from __future__ import annotations

import csv
import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from guichet.acteurs import Acteur
from guichet.identifiants import identifiant
from guichet.middleware.acces import page_publique
from indicateurs import documents_sondages, ouvertes_sondages
from indicateurs.actions.codage import coder_texte
from indicateurs.exports.surete import neutraliser
from indicateurs.formulaires_sondages import FormulaireTheme
from indicateurs.models import CampagneSondage, TexteLibre, VagueSondage
from indicateurs.policies import vagues_sondage_visibles
from indicateurs.resultats_sondages import lire_vague
from indicateurs.sondages.questionnaire import noms_des_langues
from indicateurs.sondages.themes import suggerer
from indicateurs.states_amelioration import CONSIGNATAIRES
from indicateurs.views.sondages import sondeur

TEXTES_PAR_PAGE = 20


def trouver_vague(request: HttpRequest, vague_id: uuid.UUID) -> VagueSondage:
    """A wave this actor may know of, or 404."""
    acteur: Acteur | None = request.acteur  # type: ignore[attr-defined]
    if acteur is None:
        raise Http404
    visibles = vagues_sondage_visibles(acteur).select_related("campagne", "version__sondage")
    return get_object_or_404(visibles, pk=vague_id)


@require_safe
def vague_sondage(request: HttpRequest, vague_id: uuid.UUID) -> HttpResponse:
    """The answers of a wave, weighted; of one stratum, or of the poster."""
    vague = trouver_vague(request, vague_id)
    acteur = sondeur(request)
    strate, source = request.GET.get("strate") or None, request.GET.get("source", "invitation")
    contexte = lire_vague(vague, strate=strate, source=source)
    contexte |= {
        "repond": vague.est_ouverte(au=timezone.localdate()),
        "papiers": noms_des_langues(vague.version),
        "peut_consigner": bool(contexte["reponses"]) and acteur.role in CONSIGNATAIRES,
    }
    return render(request, "indicateurs/vague_sondage.html", contexte)


@require_safe
def vague_sondage_pdf(request: HttpRequest, vague_id: uuid.UUID) -> HttpResponse:
    """The same as a document."""
    vague = trouver_vague(request, vague_id)
    sondeur(request)
    octets = documents_sondages.rendre_resultats(vague, le=timezone.now())
    return _pdf(octets, f"sondage-{vague.campagne.code}-{vague.numero}.pdf")


@require_safe
def vague_sondage_affiche(request: HttpRequest, vague_id: uuid.UUID) -> HttpResponse:
    """A poster with the code to scan."""
    vague = trouver_vague(request, vague_id)
    sondeur(request)
    return _pdf(documents_sondages.rendre_affiche(vague), f"affiche-{vague.campagne.code}-{vague.numero}.pdf")


@require_safe
def vague_sondage_csv(request: HttpRequest, vague_id: uuid.UUID) -> HttpResponse:
    """The results as a table, cells a spreadsheet would run made harmless."""
    vague = trouver_vague(request, vague_id)
    sondeur(request)
    reponse = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="sondage-{vague.campagne.code}-{vague.numero}.csv"'
    ecrivain = csv.writer(reponse)
    for ligne in documents_sondages.lignes_csv(vague):
        ecrivain.writerow([neutraliser(cellule) for cellule in ligne])
    return reponse


@require_http_methods(["GET", "HEAD", "POST"])
def vague_sondage_textes(request: HttpRequest, vague_id: uuid.UUID) -> HttpResponse:
    """Open answers to code: the key words suggest, a person decides."""
    vague = trouver_vague(request, vague_id)
    acteur = sondeur(request)
    themes = list(vague.version.sondage.themes.filter(retire_le__isnull=True))
    if request.method == "POST":
        texte = get_object_or_404(TexteLibre, vague=vague, pk=identifiant(request.POST.get("texte", "")))
        choisis = [theme.code for theme in themes if theme.code in request.POST.getlist("themes")]
        coder_texte(texte=texte, acteur=acteur, themes=choisis, le=timezone.now())
        messages.success(request, _("La réponse est codée."))
        return redirect(request.get_full_path())
    a_coder = request.GET.get("vue") != "codees"
    textes = TexteLibre.objects.filter(vague=vague, code_le__isnull=a_coder).order_by("question", "pk")
    page = Paginator(textes, TEXTES_PAR_PAGE).get_page(request.GET.get("page"))
    mots = {theme.code: theme.mots for theme in themes}
    enonces = {question.code: question.texte() for question in vague.version.questions_posees()}
    contexte: dict[str, Any] = {
        "vague": vague,
        "themes": themes,
        "page_obj": page,
        "lignes": [
            (
                texte,
                enonces.get(texte.question, texte.question),
                texte.themes if not a_coder else suggerer(texte.texte, mots),
            )
            for texte in page
        ],
        "a_coder": a_coder,
        "form": FormulaireTheme(),
        "restent": TexteLibre.objects.filter(vague=vague, code_le__isnull=True).count(),
        "codees": TexteLibre.objects.filter(vague=vague, code_le__isnull=False).count(),
    }
    return render(request, "indicateurs/vague_sondage_textes.html", contexte)


@page_publique
@require_safe
@cache_control(public=True, max_age=600)
def sondage_ouvert_csv(request: HttpRequest, campagne: str) -> HttpResponse:
    """The closed waves of a published campaign, every count rounded by disclosure control."""
    publiee = get_object_or_404(CampagneSondage, code=campagne, publique=True)
    reponse = HttpResponse(content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="sondage-{publiee.code}.csv"'
    ecrivain = csv.writer(reponse)
    for ligne in ouvertes_sondages.lignes(publiee):
        ecrivain.writerow([neutraliser(cellule) for cellule in ligne])
    return reponse


def _pdf(octets: bytes, nom: str) -> HttpResponse:
    reponse = HttpResponse(octets, content_type="application/pdf")
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse
