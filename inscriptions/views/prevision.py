"""What the forecasts of waits are worth: the back-test, edition by edition."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from guichet.graphiques import Barres, Lignes, Serie
from guichet.models import Region
from guichet.referentiels.formats import formater_date, formater_pourcent
from inscriptions.models import EtalonnageAttente
from inscriptions.queries.prevision_attente import derniere_nuit, editions

CIBLE, TOLERANCE = 0.8, 0.05
# Under this number of starts, a region's share says little.
DEPARTS_MINIMUM = 100


@require_safe
def prevision_attentes(request: HttpRequest) -> HttpResponse:
    """Coverage by region and by past day, beside plain and naive bounds; past editions stay readable."""
    if not request.acteur.est_ministere:  # type: ignore[attr-defined]
        raise PermissionDenied
    connues = editions()
    choisie = next((e for e in connues if e.jour.isoformat() == request.GET.get("edition")), next(iter(connues), None))
    contexte: dict[str, Any] = {"editions": connues, "edition": choisie, "nuit": derniere_nuit()}
    if choisie:
        contexte |= _contexte(choisie)
    return render(request, "inscriptions/prevision_attentes.html", contexte)


def _contexte(edition: EtalonnageAttente) -> dict[str, Any]:
    noms = dict(Region.objects.values_list("code", "nom"))
    lignes = [ligne | {"nom": noms.get(ligne["region"], ligne["region"])} for ligne in edition.regions]
    jugees = [ligne for ligne in lignes if ligne["p80"] is not None]
    solides = [ligne for ligne in jugees if ligne["departs"] >= DEPARTS_MINIMUM]
    justes = [ligne for ligne in solides if abs(ligne["p80"] - CIBLE) <= TOLERANCE]
    jours = [jour for jour in edition.jours if None not in (jour["p80"], jour["naive"])]
    return {
        "lignes": jugees,
        "solides": len(solides),
        "justes": len(justes),
        "minimum": DEPARTS_MINIMUM,
        "par_region": _par_region(solides, len(justes)) if solides else None,
        "par_jour": _par_jour(jours) if len(jours) > 1 else None,
    }


def _par_region(solides: list[dict[str, Any]], justes: int) -> Barres:
    titre = ngettext(
        "La borne tient, à 5 points près, dans %(n)s région sur %(total)s",
        "La borne tient, à 5 points près, dans %(n)s régions sur %(total)s",
        # In French, none is singular.
        max(justes, 1),
    )
    return Barres(
        titre=titre % {"n": justes, "total": len(solides)},
        entetes=(_("Région"), _("Part commencée avant la borne de 8 sur 10")),
        lignes=[(ligne["nom"], ligne["p80"]) for ligne in solides],
        format_valeur=formater_pourcent,
        cible=CIBLE,
        libelle_cible=_("Cible"),
        maximum=1,
        accents=[ligne["nom"] for ligne in solides if abs(ligne["p80"] - CIBLE) > TOLERANCE],
    )


def _par_jour(jours: list[dict[str, Any]]) -> Lignes:
    ecarts = {nom: sum(abs(jour[nom] - CIBLE) for jour in jours) for nom in ("p80", "naive")}
    mieux = ecarts["p80"] <= ecarts["naive"]
    return Lignes(
        titre=_("La prévision tombe plus près de la cible que les attentes finies")
        if mieux
        else _("Les attentes finies tombent plus près de la cible que la prévision"),
        entetes=(_("Jour de la prévision"), _("Prévision"), _("Attentes finies")),
        abscisses=[formater_date(date.fromisoformat(jour["jour"])) for jour in jours],
        series=[
            Serie(_("Prévision"), [jour["p80"] for jour in jours]),
            Serie(_("Attentes finies"), [jour["naive"] for jour in jours]),
        ],
        format_valeur=formater_pourcent,
        cible=CIBLE,
        libelle_cible=_("Cible"),
    )
