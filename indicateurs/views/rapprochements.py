"""Doubtful pairs: an admitted and a registered person side by side; the same, or two."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from guichet.acteurs import Acteur, Role
from guichet.cycle import TransitionRefusee, pas_offerts
from guichet.vieprivee.lectures import noter_lecture
from indicateurs import policies
from indicateurs.actions import rapprochement as actions
from indicateurs.formulaires_admissions import FormulaireMotif
from indicateurs.models import Rapprochement
from indicateurs.queries.paires import cote_a_cote, histoire

PAR_PAGE = 25
VUES = {
    "propose": (gettext_lazy("À vérifier"), ("propose",)),
    "lies": (gettext_lazy("Rapprochées"), ("certain", "confirme")),
    "ecartes": (gettext_lazy("Écartées"), ("refuse", "defait")),
}
FAITS = {
    "confirmer": gettext_lazy("Les deux dossiers comptent pour une même personne."),
    "refuser": gettext_lazy("Les deux dossiers comptent pour deux personnes."),
    "defaire": gettext_lazy("Le rapprochement est défait."),
    "rouvrir": gettext_lazy("La paire est de nouveau à vérifier."),
}


def _exiger(request: HttpRequest) -> Acteur:
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role is not Role.CONSEILLER:
        raise PermissionDenied
    return acteur


def _paires(acteur: Acteur, vue: str) -> Any:
    paires = policies.rapprochements_visibles(acteur).filter(etat__in=VUES[vue][1])
    return paires.select_related("admise__cohorte", "personne").order_by("-score", "id")


@require_GET
def rapprochements(request: HttpRequest) -> HttpResponse:
    """The queue, the most alike first."""
    acteur = _exiger(request)
    vue = request.GET.get("vue", "propose")
    vue = vue if vue in VUES else "propose"
    onglets = [
        {"libelle": libelle, "url": f"?vue={cle}", "courant": cle == vue} for cle, (libelle, _etats) in VUES.items()
    ]
    page = Paginator(_paires(acteur, vue), PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "indicateurs/rapprochements.html", {"page_obj": page, "onglets": onglets, "vue": vue})


@require_http_methods(["GET", "HEAD", "POST"])
def rapprochement(request: HttpRequest, paire_id: uuid.UUID) -> HttpResponse:
    """One pair, side by side; once decided, the next one of the queue."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    visibles = policies.rapprochements_visibles(acteur).select_related("admise__cohorte", "personne")
    paire = get_object_or_404(visibles, pk=paire_id)
    _exiger(request)
    le = timezone.now()
    pas = {p.nom: p for p in pas_offerts(paire, acteur)}
    motifs = {nom: _formulaire(request, nom) for nom, p in pas.items() if p.motif_requis}
    if request.method == "POST" and _trancher(request, paire, acteur, motifs):
        suivante = _paires(acteur, "propose").exclude(pk=paire.pk).first()
        return redirect("rapprochement", suivante.pk) if suivante else redirect("rapprochements")
    if request.method == "GET":
        noter_lecture(personne=paire.personne, acteur=acteur, page=str(_("Rapprochement d’une admission")), le=le)
    contexte = {
        "paire": paire,
        "lignes": cote_a_cote(paire),
        "confirmer": pas.get("confirmer"),
        "motifs": [(pas[nom], form) for nom, form in motifs.items()],
        "restantes": _paires(acteur, "propose").exclude(pk=paire.pk).count(),
        "suivante": _paires(acteur, "propose").exclude(pk=paire.pk).first(),
        "histoire": histoire(paire),
    }
    return render(request, "indicateurs/rapprochement.html", contexte)


def _formulaire(request: HttpRequest, nom: str) -> FormulaireMotif:
    poste = request.method == "POST" and request.POST.get("pas") == nom
    return FormulaireMotif(request.POST if poste else None, pas=nom, au=timezone.localdate(), prefix=nom)


def _trancher(request: HttpRequest, paire: Rapprochement, acteur: Acteur, motifs: dict[str, FormulaireMotif]) -> bool:
    """True when the decision was taken; else the page says what is missing."""
    nom, le = request.POST.get("pas", ""), timezone.now()
    try:
        if nom == "confirmer":
            actions.confirmer(paire=paire, acteur=acteur, le=le)
        elif nom in motifs:
            if not motifs[nom].is_valid():
                return False
            motif = motifs[nom].cleaned_data["motif"]
            actions.trancher(paire=paire, pas=nom, acteur=acteur, le=le, motif=motif)
        else:
            raise TransitionRefusee(_("Cette décision n’est plus possible : la paire a changé entre-temps."))
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
        return False
    messages.success(request, FAITS[nom])
    return True
