"""How punctual is the ministry? By fiscal year, programme and region; a partner reads groups large enough."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cloison.portee import Portee
from guichet.graphiques import Barres
from guichet.mesure.definition import MESURES
from guichet.referentiels.formats import formater_nombre
from guichet.referentiels.queries import choix_regions, parametre
from partenaires.onglets import LECTEURS
from partenaires.queries import ponctualite as queries

PARTS = ("versements_a_temps", "ententes_signees_avant_debut", "premier_versement_avant_debut")
TOUTES = ("delai_versement", "retard_versement", *PARTS, *(code for code, _cle in queries.ETAPES.values()))


@require_GET
def ponctualite(request: HttpRequest) -> HttpResponse:
    """The ministry's own lateness, for those who read ententes on either side."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role not in LECTEURS:
        raise PermissionDenied
    aujourdhui = timezone.localdate()
    # Counts of every partner: no row leaves this scope, only figures of groups large enough.
    with portee(Portee("province")):
        toutes = queries.observations()
    minimum = parametre("pairs_minimum", au=aujourdhui) if acteur.est_partenaire else 1
    regions = dict(choix_regions())
    choisies, filtre = _filtrer(request, toutes, regions)
    resumes = _resumes(_par_mesure(choisies), minimum)
    contexte = {
        "mesures": MESURES,
        "resumes": resumes,
        "filtre": filtre,
        "choix": _choix(toutes, regions),
        "etapes": _etapes(resumes, aujourdhui),
        "coupes": [
            (_("Par exercice"), _coupe(toutes, lambda o: queries.libelle_exercice(o.exercice), minimum)),
            (_("Par programme"), _coupe(choisies, lambda o: o.programme, minimum)),
            (_("Par région"), _coupe(choisies, lambda o: regions.get(o.region, o.region), minimum)),
        ],
        "minimum": minimum,
        "definitions": [MESURES[code] for code in TOUTES],
    }
    contexte["figure"] = _figure(contexte["coupes"][0][1])
    return render(request, "partenaires/ponctualite.html", contexte)


def _filtrer(request: HttpRequest, toutes: list[Any], regions: dict[str, Any]) -> tuple[list[Any], dict[str, str]]:
    """The observations of the year, programme and region asked for; an unknown choice means all."""
    filtre = {nom: request.GET.get(nom, "") for nom in ("exercice", "programme", "region")}
    annees = {str(o.exercice) for o in toutes}
    filtre["exercice"] = filtre["exercice"] if filtre["exercice"] in annees else ""
    filtre["programme"] = filtre["programme"] if filtre["programme"] in {o.programme for o in toutes} else ""
    filtre["region"] = filtre["region"] if filtre["region"] in regions else ""
    gardees = [
        o
        for o in toutes
        if filtre["exercice"] in ("", str(o.exercice))
        and filtre["programme"] in ("", o.programme)
        and filtre["region"] in ("", o.region)
    ]
    return gardees, filtre


def _choix(toutes: list[Any], regions: dict[str, Any]) -> list[tuple[str, Any, list[tuple[str, Any]]]]:
    annees = sorted({o.exercice for o in toutes}, reverse=True)
    programmes = sorted({o.programme for o in toutes})
    return [
        ("exercice", _("Exercice"), [(str(a), queries.libelle_exercice(a)) for a in annees]),
        ("programme", _("Programme"), [(p, p) for p in programmes]),
        ("region", _("Région"), list(regions.items())),
    ]


def _par_mesure(observations: list[Any]) -> dict[str, list[Any]]:
    return queries.par(observations, lambda _o: None).get(None, {})


def _resumes(mesures: dict[str, list[Any]], minimum: int) -> dict[str, queries.Resume]:
    """The summary of each measure, empty when its group is too small for the reader."""
    groupes = {code: mesures.get(code, []) for code in TOUTES}
    return {code: queries.resumer(groupe if len(groupe) >= minimum else []) for code, groupe in groupes.items()}


def _coupe(observations: list[Any], cle: Any, minimum: int) -> list[dict[str, Any]]:
    lignes = []
    for libelle, mesures in sorted(queries.par(observations, cle).items()):
        lignes.append({"libelle": libelle} | _resumes(mesures, minimum))
    return lignes


def _etapes(resumes: dict[str, Any], aujourdhui: Any) -> list[dict[str, Any]]:
    promesses = queries.promesses(au=aujourdhui)
    return [
        {"mesure": MESURES[code], "resume": resumes[code], "promesse": promesse} for code, promesse in promesses.items()
    ]


def _figure(coupe: list[dict[str, Any]]) -> Barres | None:
    lignes = [
        (ligne["libelle"], ligne["delai_versement"].mediane)
        for ligne in coupe
        if ligne["delai_versement"].mediane is not None
    ]
    if not lignes:
        return None
    return Barres(
        titre=_("Jours entre l’exigibilité et le paiement, médiane par exercice"),
        lignes=lignes,
        entetes=(_("Exercice"), _("Jours")),
        format_valeur=lambda valeur: _("%(n)s jours") % {"n": formater_nombre(valeur)},
    )
