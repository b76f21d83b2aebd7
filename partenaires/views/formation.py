"""Formation as the adviser runs it: ask, watch, read which groups open and why, change, confirm."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee, pas_offerts
from guichet.models import Motif, Region
from inscriptions.formulaires.dossier import FormulairePas
from inscriptions.formulaires.placement import FormulairePlacement
from inscriptions.views.conseil import conseil_seulement
from partenaires import policies
from partenaires.actions.formation import (
    changer_formation,
    confirmer_formation,
    demander_formation,
    rejeter_formation,
)
from partenaires.matrice import carte_des_ouvertures
from partenaires.models import ExecutionFormation
from partenaires.queries import ouvertures as lecture
from partenaires.states import EtatOuverture

PAR_PAGE = 40
VUES = ("ouvrent", "fermes")


@require_http_methods(["GET", "HEAD", "POST"])
@conseil_seulement
def formations(request: HttpRequest) -> HttpResponse:
    """The runs of one's regions, and the form that asks for one."""
    acteur, le = request.acteur, timezone.now()  # type: ignore[attr-defined]
    formulaire = FormulairePlacement(
        request.POST if request.method == "POST" else None, regions=acteur.regions, au=timezone.localdate(le)
    )
    if request.method == "POST" and formulaire.is_valid():
        try:
            execution = demander_formation(
                session=formulaire.cleaned_data["session"],
                regions=formulaire.cleaned_data["regions"],
                acteur=acteur,
                le=le,
            )
            return redirect("formation", execution_id=execution.pk)
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
    visibles = policies.formations_visibles(acteur).select_related("session", "demandee_par")
    page = Paginator(visibles.defer("instance", "resultat"), PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "partenaires/formations.html", {"form": formulaire, "page_obj": page})


@require_http_methods(["GET", "HEAD", "POST"])
@conseil_seulement
def formation(request: HttpRequest, execution_id: uuid.UUID) -> HttpResponse:
    """One run: its progress, then its groups; a decision or a change comes back here."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    visibles = policies.formations_visibles(acteur).select_related("session", "demandee_par")
    execution = get_object_or_404(visibles, pk=execution_id)
    rejet = FormulairePas(
        request.POST if request.POST.get("pas") == "rejeter" else None,
        domaine="formation.rejeter",
        au=timezone.localdate(),
    )
    if request.method == "POST" and (suite := _agir(request, execution, rejet, acteur)):
        return redirect("formation", execution_id=suite.pk)
    contexte = _contexte(request, execution, acteur) | {"form": rejet}
    attente = request.htmx  # type: ignore[attr-defined]
    gabarit = "partenaires/_formation_attente.html" if attente else "partenaires/formation.html"
    reponse = render(request, gabarit, contexte)
    if attente and not execution.est_en_calcul:
        reponse["HX-Refresh"] = "true"
    return reponse


def _agir(
    request: HttpRequest, execution: ExecutionFormation, rejet: FormulairePas, acteur: Acteur
) -> ExecutionFormation | None:
    """Take the step asked; the run to show next, nothing when the page must be shown again with what is missing."""
    pas, le = request.POST.get("pas"), timezone.now()
    try:
        if pas == "confirmer":
            confirmer_formation(execution=execution, acteur=acteur, le=le)
            messages.success(request, _("Les groupes sont retenus. Les partenaires sont avertis."))
        elif pas == "rejeter":
            if not rejet.is_valid():
                return None
            code, precision = rejet.cleaned_data["motif"], rejet.cleaned_data["precision"]
            motif = precision or Motif.objects.get(pk=code).libelle
            rejeter_formation(execution=execution, acteur=acteur, le=le, motif=motif, motif_code=code)
            messages.success(request, _("La proposition est mise de côté."))
        elif pas == "changer":
            return changer_formation(execution=execution, choix=_choix(request), acteur=acteur, le=le)
        elif pas == "reformer":
            return demander_formation(
                session=execution.session, regions=execution.regions, acteur=acteur, le=le, precedente=execution
            )
        else:
            messages.error(request, _("Cette action n’existe pas."))
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
    return execution


def _choix(request: HttpRequest) -> dict[str, str]:
    """What was decided offer by offer: only what differs from the run shown."""
    prefixe = "decision-"
    return {
        cle.removeprefix(prefixe): str(valeur)
        for cle, valeur in request.POST.items()
        if cle.startswith(prefixe) and valeur != request.POST.get(f"avant-{cle.removeprefix(prefixe)}", "")
    }


def _contexte(request: HttpRequest, execution: ExecutionFormation, acteur: Acteur) -> dict[str, object]:
    contexte: dict[str, object] = {
        "execution": execution,
        "avancement": lecture.avancement(execution),
        "regions": list(Region.objects.filter(code__in=execution.regions).values_list("nom", flat=True)),
        "pas": pas_offerts(execution, acteur),
    }
    if execution.est_en_calcul or execution.est_echouee:
        return contexte
    lignes = lecture.lignes_de(execution)
    vue = request.GET.get("vue", "")
    vue = vue if vue in VUES else VUES[0]
    choisies = [ligne for ligne in lignes if ligne.ouvre == (vue == "ouvrent")]
    reponses, par_region = lecture.bilan_des_reponses(execution), lecture.regions_de(lignes)
    return contexte | {
        "vue": vue,
        "onglets": _onglets(lignes, vue),
        "page_obj": Paginator(choisies, PAR_PAGE).get_page(request.GET.get("page")),
        "par_region": par_region,
        "carte": carte_des_ouvertures(par_region) if len(par_region) > 1 else None,
        "reponses": reponses,
        "refus": dict(reponses).get(str(EtatOuverture.REFUSEE.label), 0),
        "precedente": execution.precedente,
    }


def _onglets(lignes: list[lecture.Ligne], vue: str) -> list[dict[str, object]]:
    ouvrent = sum(ligne.ouvre for ligne in lignes)
    nombres = {"ouvrent": (_("À ouvrir"), ouvrent), "fermes": (_("Pas ouverts"), len(lignes) - ouvrent)}
    return [
        {"libelle": libelle, "url": f"?vue={code}", "courant": code == vue, "nombre": nombre}
        for code, (libelle, nombre) in nombres.items()
    ]
