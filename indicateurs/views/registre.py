"""The registry of indicators, and the page of one."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from guichet.mesure.definition import MESURES, Mesure
from guichet.referentiels.cibles import cibles
from indicateurs import figures_indicateur as figures
from indicateurs.actions.agreger import dernier_calcul
from indicateurs.filtre import Filtre
from indicateurs.formulaires import FiltreForm
from indicateurs.libelles import AXES, libelles
from indicateurs.policies import alertes_visibles, ameliorations_visibles, peut_lire_indicateurs
from indicateurs.queries import registre
from indicateurs.queries.decomposition import comparer_les_delais, decomposer
from indicateurs.queries.editions import dits_dans_les_editions
from indicateurs.queries.fraicheur import derniere_lecture
from indicateurs.queries.valeurs import par_axe, valeur
from indicateurs.queries.veilleurs import designations, peut_designer, veilleur_de
from indicateurs.registre import LISTES

AXE_PAR_DEFAUT = "region"
AMELIORATIONS_MONTREES = 5


@require_safe
def indicateurs(request: HttpRequest) -> HttpResponse:
    """Every definition under the objective it answers, with its figure, its target and its last months."""
    _verifier(request)
    formulaire, filtre = _choix(request)
    texte = request.GET.get("q", "")[:80].strip()
    groupes = registre.par_objectif(registre.cherchees(texte))
    lues = registre.lectures([mesure for _objectif, siennes in groupes for mesure in siennes], filtre)
    contexte = {
        "formulaire": formulaire,
        "filtre": filtre,
        "texte": texte,
        "groupes": [(objectif, [(m, lues.get(m.code)) for m in siennes]) for objectif, siennes in groupes],
        "nombre": sum(len(siennes) for _objectif, siennes in groupes),
        "hors": sum(1 for lecture in lues.values() if lecture.est_dans_le_corridor is False),
        "suite": request.GET.urlencode(),
        "calcule_le": dernier_calcul(),
        "fraicheur": derniere_lecture(),
    }
    return render(request, "indicateurs/registre.html", contexte)


@require_safe
def indicateur(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator: its definition, its months, its cut along an axis, and what moved it since a year ago."""
    _verifier(request)
    mesure = MESURES.get(code)
    if mesure is None:
        raise Http404
    formulaire, filtre = _choix(request)
    return render(request, "indicateurs/indicateur.html", _contexte(request, mesure, formulaire, filtre))


def _contexte(request: HttpRequest, mesure: Mesure, formulaire: FiltreForm, filtre: Filtre) -> dict[str, Any]:
    acteur: Any = request.acteur  # type: ignore[attr-defined]
    axes = [axe for axe in AXES if axe in mesure.dimensions]
    axe = request.GET.get("axe", "")
    axe = axe if axe in axes else (AXE_PAR_DEFAUT if AXE_PAR_DEFAUT in axes else next(iter(axes), ""))
    contexte: dict[str, Any] = {
        "mesure": mesure,
        "objectif": registre.objectif_de(mesure),
        "formulaire": formulaire,
        "filtre": filtre,
        "axes": [(code, AXES[code]) for code in axes],
        "axe": axe,
        "dimensions": [AXES[code] for code in axes],
        "cibles": cibles(mesure.code),
        "veilleur": veilleur_de(mesure.code),
        "designations": designations(mesure),
        "peut_designer": peut_designer(acteur, mesure.code),
        "liste": _liste(mesure.code, acteur),
        "alertes": alertes_visibles(acteur).filter(code=mesure.code).exclude(etat="fermee"),
        "ameliorations": ameliorations_visibles(acteur)
        .filter(indicateur=mesure.code, mise_en_place_le__isnull=False)
        .order_by("-mise_en_place_le")[:AMELIORATIONS_MONTREES],
        "suite": request.GET.urlencode(),
        "calcule_le": dernier_calcul() if mesure.calcul == "agregats" else None,
        "fraicheur": derniere_lecture(),
    }
    return contexte | _mesuree(mesure, filtre, axe) if registre.est_mesuree(mesure) else contexte


def _mesuree(mesure: Mesure, filtre: Filtre, axe: str) -> dict[str, Any]:
    """The figures of the page."""
    lecture = registre.lire(mesure, filtre)
    mots = libelles(axe, au=filtre.au) if axe else {}
    trouves = decomposer(mesure, filtre, axe) if axe else []
    valeurs = par_axe(mesure, filtre, axe) if axe else {}
    coupables = any(v.valeur is not None for v in valeurs.values())
    return {
        "lecture": lecture,
        "complet": valeur(mesure, filtre),
        "serie": figures.serie(lecture) if any(v is not None for _m, v in lecture.mois) else None,
        "coupe": figures.coupe(mesure, axe, valeurs, mots) if coupables else None,
        "effets": figures.effets(mesure, trouves, mots),
        "delais": figures.delais(mesure, comparer_les_delais(mesure, filtre, axe), mots) if axe else [],
        "editions": dits_dans_les_editions(mesure.code),
        "effet_composition": figures.ecrire_effet(mesure, sum((e.composition for e in trouves), start=0)),
        "effet_taux": figures.ecrire_effet(mesure, sum((e.taux for e in trouves), start=0)),
        "effet_total": figures.ecrire_effet(mesure, sum((e.total for e in trouves), start=0)),
    }


def _liste(code: str, acteur: Any) -> str:
    """The address of the list that holds the rows, for those who may open it; empty otherwise."""
    nom, roles = LISTES.get(code, ("", frozenset()))
    return reverse(nom) if acteur.role in roles else ""


def _choix(request: HttpRequest) -> tuple[FiltreForm, Filtre]:
    formulaire = FiltreForm({"periode": "12"} | request.GET.dict())
    return formulaire, formulaire.filtre(au=timezone.localdate())


def _verifier(request: HttpRequest) -> None:
    if not peut_lire_indicateurs(request.acteur):  # type: ignore[attr-defined]
        raise PermissionDenied
