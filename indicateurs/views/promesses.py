"""What did we promise for this region since that day, and did the curve move?"""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from indicateurs.ecriture import ecart, ecrire
from indicateurs.figures_promesses import courbe
from indicateurs.formulaires import PromessesForm
from indicateurs.policies import peut_lire_promesses, promesses_visibles
from indicateurs.queries.promesses import Promesse
from indicateurs.queries.promesses import promesses as lire
from partenaires.states_concertation import LECTURE_CONCERTATION

MONTREES = 60


@require_safe
def promesses(request: HttpRequest) -> HttpResponse:
    """The commitments of a region and of the national table since a day, each with its curve and its state."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if not peut_lire_promesses(acteur):
        raise PermissionDenied
    au = timezone.localdate()
    formulaire = PromessesForm(request.GET, acteur=acteur, au=au)
    region, depuis = formulaire.choix()
    # No row of a table is an analyst's: what the policy gives her is read as the portal.
    with portee(Acteur.systeme()) if acteur.role is Role.ANALYSTE else nullcontext():
        lues, nombre = _lues(acteur, region, depuis, au)
    contexte = {
        "formulaire": formulaire,
        "region": formulaire.nom_de_la_region(region),
        "depuis": depuis,
        "lignes": [_ligne(promesse) for promesse in lues],
        "reste": max(0, nombre - MONTREES),
        "bilan": _bilan(lues),
        "lit_la_concertation": acteur.role in LECTURE_CONCERTATION,
    }
    return render(request, "indicateurs/promesses.html", contexte)


def _lues(acteur: Acteur, region: str, depuis: date, au: date) -> tuple[list[Promesse], int]:
    pris = promesses_visibles(acteur).comptes().filter(pris_le__gte=depuis, pris_le__lte=au)
    if region:
        pris = pris.filter(Q(region=region) | Q(region__isnull=True))
    pris = pris.select_related("table", "region", "organisation", "ligne_de_plan").order_by("pris_le", "titre")
    return lire(pris[:MONTREES], region=region, depuis=depuis, au=au), pris.count()


def _ligne(promesse: Promesse) -> dict[str, Any]:
    mesure = promesse.mesure
    return {
        "promesse": promesse,
        "courbe": courbe(promesse),
        "alors": ecrire(mesure, promesse.alors) if mesure else "",
        "maintenant": ecrire(mesure, promesse.maintenant) if mesure else "",
        "ecart": ecart(mesure, promesse.maintenant, promesse.alors) if mesure else "",
    }


def _bilan(lues: list[Promesse]) -> dict[str, int]:
    """How many were promised, kept, given up, are late; and how many curves moved the right way."""
    return {
        "prises": len(lues),
        "tenues": sum(p.engagement.est_tenu for p in lues),
        "abandonnees": sum(p.engagement.abandonne_le is not None for p in lues),
        "en_retard": sum(p.en_retard for p in lues),
        "suivies": sum(p.a_bouge is not None for p in lues),
        "mieux": sum(p.est_favorable is True for p in lues),
        "pire": sum(p.est_favorable is False for p in lues),
    }
