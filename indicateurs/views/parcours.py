"""Journeys: the paths people take, where they wait, where they are lost."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from guichet.acteurs import Acteur
from indicateurs import policies
from indicateurs.divulgation import hors_treillis
from indicateurs.figures_flux import attentes, chemins, dire_pour, flux
from indicateurs.formulaires_parcours import FiltreParcours
from indicateurs.queries.fraicheur import derniere_lecture_jour
from indicateurs.queries.parcours import PERTES, lire_parcours


@require_safe
def parcours_suivis(request: HttpRequest) -> HttpResponse:
    """Most followed paths, their drawing, the wait at each step; a partner reads rounded figures of whole months."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    exact = policies.peut_lire_indicateurs(acteur)
    if not exact and not policies.peut_se_comparer(acteur):
        raise PermissionDenied
    jour = timezone.localdate()
    form = FiltreParcours({"periode": "12"} | request.GET.dict(), jour=jour, entiers=not exact)
    filtre = form.filtre()
    refus = "" if exact else hors_treillis(filtre, au=jour)
    contexte = {"formulaire": form, "filtre": filtre, "exact": exact, "refus": refus, "vu_au": derniere_lecture_jour()}
    if not refus:
        lus, dire = lire_parcours(filtre, au=jour), dire_pour(filtre, exact=exact)
        contexte |= {
            "nb": dire(lus.nb, "tous"),
            "termines": dire(lus.finis("fin"), "issue:fin"),
            "perdus": dire(lus.finis(*PERTES), "issue:pertes"),
            "chemins": chemins(lus, dire),
            "attentes": attentes(lus, dire, filtre, exact=exact),
            "flux": flux(lus, dire),
        }
    return render(request, "indicateurs/parcours.html", contexte)
