"""Placement as the adviser runs it: ask, watch, read the result, confirm or set aside."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee, pas_offerts
from guichet.models import Motif, Region
from inscriptions import policies
from inscriptions.actions.execution import confirmer_execution, demander_placement, rejeter_execution
from inscriptions.formulaires.dossier import FormulairePas
from inscriptions.formulaires.placement import FormulairePlacement
from inscriptions.models import ExecutionPlacement
from inscriptions.queries import executions as lecture
from inscriptions.queries.explications import Contrainte
from inscriptions.states import EtatExecution, EtatOffre
from inscriptions.views.conseil import conseil_seulement

PAR_PAGE = 25
VUES = ("groupes", "placees", "non_placees")


@require_http_methods(["GET", "HEAD", "POST"])
@conseil_seulement
def placements(request: HttpRequest) -> HttpResponse:
    """The runs of one's regions, and the form that asks for one."""
    acteur, le = request.acteur, timezone.now()  # type: ignore[attr-defined]
    formulaire = FormulairePlacement(
        request.POST if request.method == "POST" else None, regions=acteur.regions, au=timezone.localdate(le)
    )
    if request.method == "POST" and formulaire.is_valid():
        try:
            execution = demander_placement(
                session=formulaire.cleaned_data["session"],
                regions=formulaire.cleaned_data["regions"],
                acteur=acteur,
                le=le,
            )
            return redirect("placement", execution_id=execution.pk)
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
    visibles = policies.executions_visibles(acteur).select_related("session", "demandee_par")
    page = Paginator(visibles, PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "inscriptions/placements.html", {"form": formulaire, "page_obj": page})


@require_http_methods(["GET", "HEAD", "POST"])
@conseil_seulement
def placement(request: HttpRequest, execution_id: uuid.UUID) -> HttpResponse:
    """One run: its progress, then its result; a confirmation or a rejection comes back here."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    visibles = policies.executions_visibles(acteur).select_related("session", "demandee_par")
    execution = get_object_or_404(visibles, pk=execution_id)
    rejet = FormulairePas(
        request.POST if request.POST.get("pas") == "rejeter" else None,
        domaine="execution.rejeter",
        au=timezone.localdate(),
    )
    if request.method == "POST" and _agir(request, execution, rejet, acteur):
        return redirect("placement", execution_id=execution.pk)
    contexte = _contexte(request, execution, acteur) | {"form": rejet}
    gabarit = "inscriptions/_placement_attente.html" if request.htmx else "inscriptions/placement.html"  # type: ignore[attr-defined]
    reponse = render(request, gabarit, contexte)
    if request.htmx and execution.etat != EtatExecution.DEMANDEE:  # type: ignore[attr-defined]
        reponse["HX-Refresh"] = "true"
    return reponse


def _agir(request: HttpRequest, execution: ExecutionPlacement, rejet: FormulairePas, acteur: Acteur) -> bool:
    """Take the step asked; False shows the page again with what is missing."""
    pas, le = request.POST.get("pas"), timezone.now()
    try:
        if pas == "confirmer":
            confirmer_execution(execution=execution, acteur=acteur, le=le)
            messages.success(request, _("Le placement est confirmé. Les offres partent."))
        elif pas == "rejeter":
            if not rejet.is_valid():
                return False
            code, precision = rejet.cleaned_data["motif"], rejet.cleaned_data["precision"]
            motif = precision or Motif.objects.get(pk=code).libelle
            rejeter_execution(execution=execution, acteur=acteur, le=le, motif=motif, motif_code=code)
            messages.success(request, _("Le résultat est mis de côté. Aucune offre ne part."))
        else:
            messages.error(request, _("Cette action n’existe pas."))
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
    return True


def _contexte(request: HttpRequest, execution: ExecutionPlacement, acteur: Acteur) -> dict[str, object]:
    vue = request.GET.get("vue", "")
    vue = vue if vue in VUES else VUES[0]
    contexte: dict[str, object] = {
        "execution": execution,
        "marche": lecture.marche(execution) if execution.etat == EtatExecution.DEMANDEE else None,
        "regions": list(Region.objects.filter(code__in=execution.regions).values_list("nom", flat=True)),
        "toute_la_province": len(execution.regions) == Region.objects.count(),
        "pas": pas_offerts(execution, acteur),
        "vue": vue,
    }
    if execution.etat == EtatExecution.DEMANDEE:
        return contexte
    effets = lecture.effets_sur_les_groupes(execution)
    return contexte | {
        "sous_minimum": sum(effet.sous_minimum for effet in effets),
        "nb_groupes": len(effets),
        "nb_non_placees": execution.nb_personnes - execution.nb_placees,
        "contraintes": [
            (Contrainte(ligne["contrainte"]).label, ligne["nombre"]) for ligne in lecture.contraintes(execution)
        ],
        "envoi": _envoi(execution),
        "onglets": _onglets(execution, vue, len(effets)),
        **_liste(request, execution, vue, effets, acteur),
    }


def _liste(
    request: HttpRequest, execution: ExecutionPlacement, vue: str, effets: list, acteur: Acteur
) -> dict[str, object]:
    """The page of the list asked for; people outside the adviser's regions are counted, not named."""
    numero = request.GET.get("page")
    if vue == "groupes":
        return {"page_obj": Paginator(effets, PAR_PAGE).get_page(numero)}
    if vue == "placees":
        page = Paginator(lecture.PersonnesPlacees(execution, acteur.regions), PAR_PAGE).get_page(numero)
        return {"page_obj": page, "lignes": list(page)}
    non_placees = _dans_mes_regions(lecture.non_placees(execution), acteur)
    return {"page_obj": Paginator(non_placees, PAR_PAGE).get_page(numero)}


def _dans_mes_regions(lignes: QuerySet[Any], acteur: Acteur) -> QuerySet[Any]:
    return lignes.filter(region__in=acteur.regions) if acteur.regions else lignes


def _envoi(execution: ExecutionPlacement) -> list[tuple[str, int]]:
    """The offers of the run by state, in words."""
    return [(str(EtatOffre(etat).label), nombre) for etat, nombre in lecture.bilan_de_l_envoi(execution).items()]


def _onglets(execution: ExecutionPlacement, vue: str, nb_groupes: int) -> list[dict[str, object]]:
    nombres = {
        "groupes": (_("Groupes"), nb_groupes),
        "placees": (_("Personnes placées"), execution.nb_placees),
        "non_placees": (_("Personnes sans place"), execution.nb_personnes - execution.nb_placees),
    }
    return [
        {"libelle": libelle, "url": f"?vue={code}", "courant": code == vue, "nombre": nombre}
        for code, (libelle, nombre) in nombres.items()
    ]
