"""Journeys: the paths people take, where they wait, where they are lost."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guichet.acteurs import Acteur
from indicateurs import policies
from indicateurs.divulgation import hors_treillis
from indicateurs.figures_flux import Dire, attentes, chemins, dire_pour, flux
from indicateurs.figures_pertes import INTERVALLES, LignePertes, lignes_pertes
from indicateurs.filtre import Filtre
from indicateurs.formulaires_parcours import FiltreParcours
from indicateurs.queries.fraicheur import derniere_lecture_jour
from indicateurs.queries.parcours import PERTES, Parcours, lire_parcours
from indicateurs.queries.pertes import sorties_des_demandes
from inscriptions.pertes import EtapePerdue


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
            "pertes": _pertes(lus, dire, filtre, exact=exact, jour=jour),
            "sens_pertes": _sens(exact=exact),
        }
    return render(request, "indicateurs/parcours.html", contexte)


def _pertes(lus: Parcours, dire: Dire, filtre: Filtre, *, exact: bool, jour: date) -> list[LignePertes]:
    """Why the same requests ended; who came to a stage is told under the name the table above tells it."""
    venues = {un.etape: un.venues for un in lus.attentes()}
    return lignes_pertes(
        sorties_des_demandes(filtre, au=jour),
        lambda code: dire(venues.get(code, 0), f"{code}/venues"),
        dire,
        au=filtre.au,
        exact=exact,
        etapes=tuple(etape for etape in INTERVALLES if etape is not EtapePerdue.BROUILLON),
    )


def _sens(*, exact: bool) -> str:
    dit = _("Ces mêmes demandes, suivies jusqu’à aujourd’hui dans le registre des pertes.")
    arrondi = _("Chaque raison est arrondie à part; un total est la somme de ses raisons arrondies.")
    return dit if exact else f"{dit} {arrondi}"
