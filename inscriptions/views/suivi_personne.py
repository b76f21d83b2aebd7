"""Who is to be reached: the queue, and one person with the attempts made."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import CYCLES, TransitionRefusee, pas_possibles
from guichet.models import Journal
from guichet.vieprivee.lectures import noter_lecture
from inscriptions import policies
from inscriptions.actions import suivi_personne as actions
from inscriptions.courriels import veut_des_textos
from inscriptions.formulaires.dossier import choix_de_regions
from inscriptions.formulaires.relances import FormulaireTentative
from inscriptions.models import GenreSuivi, SuiviPersonne
from inscriptions.queries.contacts import empechements
from inscriptions.queries.suivi import libelles_des_motifs, raison
from inscriptions.queries.suivis import nombres_par_genre
from inscriptions.states_relances import SUIVENT
from inscriptions.suivis_ailleurs import FILES
from inscriptions.views.relances import onglets_relances, parmi
from inscriptions.views.suites import formulaire_motif, tenter

PAR_PAGE = 25


@require_safe
def suivis(request: HttpRequest) -> HttpResponse:
    """The queue of the open follow-ups, the most urgent first; closed ones on demand."""
    acteur = _reserver(request)
    jour = timezone.localdate()
    regions = choix_de_regions(acteur.regions)
    genre, region = parmi(request, "genre", GenreSuivi.values), parmi(request, "region", dict(regions))
    visibles = policies.suivis_visibles(acteur)
    if region:
        visibles = visibles.filter(region=region)
    ouverts = visibles.ouverts()  # type: ignore[attr-defined]
    lignes = ouverts.filter(genre=genre) if genre else ouverts
    page = Paginator(lignes.par_urgence().select_related("personne", "region", "organisation"), PAR_PAGE).get_page(
        request.GET.get("page")
    )
    nombres = nombres_par_genre(ouverts, au=jour)
    contexte = {
        "page_obj": page,
        "lignes": [(suivi, suivi.est_en_retard(jour)) for suivi in page],
        "nombres": nombres if acteur.role is Role.CONSEILLER else [n for n in nombres if n["total"]],
        "total": sum(n["total"] for n in nombres),
        "retard": sum(n["retard"] for n in nombres),
        "genre": genre,
        "regions": regions,
        "region": region,
        "conseil": acteur.role is Role.CONSEILLER,
        "ailleurs": [(file, file.compter(acteur)) for file in FILES.values()] if acteur.role is Role.CONSEILLER else [],
        "onglets": onglets_relances(acteur, "suivis"),
    }
    return render(request, "inscriptions/suivis.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def suivi_personne(request: HttpRequest, suivi_id: uuid.UUID) -> HttpResponse:
    """One person: why, what was tried, what comes next; POST keeps an attempt."""
    acteur = _reserver(request)
    suivi, le = _trouver(acteur, suivi_id), timezone.now()
    with portee(Acteur.systeme()):
        empeches = empechements(suivi.personne, textos=veut_des_textos(suivi.personne))
    permis = [canal for canal, empechement in empeches.items() if not empechement]
    form = FormulaireTentative(
        request.POST if request.method == "POST" else None, permis=permis, au=timezone.localdate(le)
    )
    if request.method == "POST" and form.is_valid():
        _noter(request, suivi, form.cleaned_data)
        return redirect("suivi_personne", suivi.pk)
    noter_lecture(personne=suivi.personne, acteur=acteur, page="suivi_personne", le=le)
    possibles = {pas.nom for pas in pas_possibles(suivi, acteur)}
    contexte = {
        "suivi": suivi,
        "personne": suivi.personne,
        "form": form,
        "permis": permis,
        "empeches": [raison for raison in dict.fromkeys(empeches.values()) if raison],
        "tentatives": suivi.tentatives.select_related("motif"),
        "evenements": _histoire(suivi),
        "en_retard": suivi.est_en_retard(timezone.localdate(le)),
        "peut_clore": "clore" in possibles,
        "peut_declarer": "declarer_injoignable" in possibles,
        "conseil": acteur.role is Role.CONSEILLER,
    }
    return render(request, "inscriptions/suivi_personne.html", contexte)


@require_POST
def suivi_injoignable(request: HttpRequest, suivi_id: uuid.UUID) -> HttpResponse:
    """Nobody could reach her."""
    suivi = _trouver(_reserver(request), suivi_id)
    tenter(request, actions.declarer_injoignable, _("La personne est déclarée injoignable."), suivi=suivi)
    return redirect("suivi_personne", suivi.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def suivi_clore(request: HttpRequest, suivi_id: uuid.UUID) -> HttpResponse:
    """End the follow-up with its outcome."""
    suivi = _trouver(_reserver(request), suivi_id)
    form = formulaire_motif(request, "suivi.clore")
    if request.method == "POST" and form.is_valid():
        champs = {"motif_code": form.cleaned_data["motif"].code, "precision": form.cleaned_data["precision"]}
        tenter(request, actions.clore_suivi, _("Le suivi est clos."), suivi=suivi, **champs)
        return redirect("suivis")
    contexte = {
        "form": form,
        "titre": _("Clore le suivi de %(nom)s") % {"nom": suivi.personne.nom_complet},
        "explication": _("Le suivi sort de la file. Sa demande ne change pas."),
        "libelle": _("Clore le suivi"),
        "url_retour": reverse("suivi_personne", args=[suivi.pk]),
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


def _noter(request: HttpRequest, suivi: SuiviPersonne, lu: dict[str, Any]) -> None:
    try:
        tentative = actions.noter_tentative(
            suivi=suivi,
            canal=lu["canal"],
            motif_code=lu["motif"].code if lu["motif"] else "",
            note=lu["note"],
            prochaine_le=lu["prochaine_le"],
            acteur=request.acteur,  # type: ignore[attr-defined]
            le=timezone.now(),
        )
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
        return
    if tentative is None:
        messages.info(request, _("La personne est revenue, ou sa situation a changé. Il n’y a plus rien à faire."))
    else:
        messages.success(request, _("La tentative est notée."))


def _histoire(suivi: SuiviPersonne) -> list[dict[str, Any]]:
    """The steps of the follow-up, the newest first."""
    cycle, motifs = CYCLES[suivi.CYCLE], libelles_des_motifs()
    passes = {pas.nom: pas.passe for pas in cycle.pas} | {"ouvrir": _("Suivi ouvert")}
    return [
        {
            "le": ligne.le,
            "titre": passes[ligne.pas],
            "detail": raison(
                motifs.get(ligne.motif_code, ""), ligne.motif if ligne.motif not in motifs.values() else ""
            ),
            "par": ligne.acteur_libelle,
        }
        for ligne in reversed(Journal.objects.de_l_objet(suivi))
    ]


def _detail(motif: str, precision: str) -> str:
    return raison(motif, "" if precision == motif else precision)


def _trouver(acteur: Acteur, suivi_id: uuid.UUID) -> SuiviPersonne:
    visibles = policies.suivis_visibles(acteur).select_related(
        "personne", "inscription", "organisation", "region", "issue", "place__groupe"
    )
    return get_object_or_404(visibles, pk=suivi_id)


def _reserver(request: HttpRequest) -> Acteur:
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role not in SUIVENT:
        raise PermissionDenied
    return acteur
