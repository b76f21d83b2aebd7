"""What if? Freeze a queue, change it, read what came of it, compare two answers."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee, pas_offerts
from indicateurs import policies
from indicateurs.actions import scenario as actions
from indicateurs.figures_scenario import clienteles, figures, totaux, vues
from indicateurs.formulaires_scenario import FormulaireInstantane, Question
from indicateurs.models import Instantane, Scenario
from indicateurs.queries import scenarios as lecture
from indicateurs.scenarios.variante import Parametres

PAR_PAGE = 25
INSTANTANES_MONTRES = 10


def simulateurs_seulement(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Analysts and management enter; every other role is told it may not, whatever is asked."""

    @wraps(vue)
    def gardee(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not policies.peut_simuler(request.acteur):  # type: ignore[attr-defined]
            raise PermissionDenied
        return vue(request, *args, **kwargs)

    return gardee


@require_http_methods(["GET", "HEAD", "POST"])
@simulateurs_seulement
def scenarios(request: HttpRequest) -> HttpResponse:
    """The questions already asked, the frozen queues, and the form that freezes one."""
    acteur, le = request.acteur, timezone.now()  # type: ignore[attr-defined]
    formulaire = FormulaireInstantane(
        request.POST if request.method == "POST" else None,
        au=timezone.localdate(le),
        executions=lecture.placements_passes(),
    )
    if request.method == "POST" and formulaire.is_valid():
        _figer(formulaire, acteur, le)
        messages.success(request, _("La file se fige. Elle sera prête dans un moment."))
        return redirect("scenarios")
    visibles = policies.scenarios_visibles(acteur).select_related("auteur", "instantane__session")
    visibles = visibles.defer("instantane__donnees")
    instantanes = Instantane.objects.select_related("session", "demande_par").defer("donnees")
    comparables = list(visibles.filter(resultat__isnull=False)[:PAR_PAGE])
    contexte = {
        "form": formulaire,
        "page_obj": Paginator(visibles, PAR_PAGE).get_page(request.GET.get("page")),
        "instantanes": instantanes[:INSTANTANES_MONTRES],
        "comparables": comparables,
        "choisis": comparables[:2],
    }
    return render(request, "indicateurs/scenarios.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@simulateurs_seulement
def scenario_nouveau(request: HttpRequest) -> HttpResponse:
    """Ask a question, from nothing or from another scenario."""
    acteur, le = request.acteur, timezone.now()  # type: ignore[attr-defined]
    modele = _modele(request)
    question = Question(
        request.POST if request.method == "POST" else None, initiales=lecture.question_de(modele) if modele else None
    )
    if request.method == "POST" and question.est_valide(lecture.groupes_figes):
        lu = question.scenario.cleaned_data
        try:
            fait = actions.demander_scenario(
                instantane=lu["instantane"],
                nom=lu["nom"],
                parametres=question.parametres(au=timezone.localdate(le)),
                acteur=acteur,
                le=le,
                copie_de=modele,
            )
            return redirect("scenario", scenario_id=fait.pk)
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
    contexte = {
        "form": question.scenario,
        "changements": question.changements,
        "modele": modele,
        "sans_instantane": not Instantane.objects.prets().exists(),
    }
    return render(request, "indicateurs/scenario_nouveau.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@simulateurs_seulement
def scenario(request: HttpRequest, scenario_id: uuid.UUID) -> HttpResponse:
    """One scenario: its progress, then its two sides."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    visibles = policies.scenarios_visibles(acteur).select_related("auteur", "instantane__session", "copie_de")
    trouve = get_object_or_404(visibles.defer("instantane__donnees"), pk=scenario_id)
    if request.method == "POST":
        try:
            motif = request.POST.get("motif", "")
            actions.archiver_scenario(scenario=trouve, acteur=acteur, le=timezone.now(), motif=motif)
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        return redirect("scenario", scenario_id=trouve.pk)
    if request.htmx:  # type: ignore[attr-defined]
        contexte = {"scenario": trouve, "avancement": lecture.avancement(trouve)}
        reponse = render(request, "indicateurs/_scenario_attente.html", contexte)
        if not trouve.est_en_calcul:
            reponse["HX-Refresh"] = "true"
        return reponse
    return render(request, "indicateurs/scenario.html", _contexte(request, trouve, acteur))


@require_safe
@simulateurs_seulement
def scenarios_comparer(request: HttpRequest) -> HttpResponse:
    """Two answers side by side."""
    visibles = policies.scenarios_visibles(request.acteur).filter(resultat__isnull=False)  # type: ignore[attr-defined]
    visibles = visibles.select_related("instantane__session").defer("instantane__donnees")
    choisis = [_un(visibles, request.GET.get(nom, "")) for nom in ("a", "b")]
    contexte: dict[str, Any] = {"comparables": visibles[:PAR_PAGE], "choisis": choisis}
    premier, second = choisis
    if premier and second:
        resultats = [lecture.resultat_de(un) for un in (premier, second)]
        cotes = [resultat[cote] for resultat in resultats for cote in ("base", "variante")]
        contexte |= {
            "lignes": totaux(*cotes),
            "meme_file": premier.instantane_id == second.instantane_id,
            "mots": [(un, lecture.parametres_en_mots(Parametres.lire(un.parametres))) for un in (premier, second)],
        }
    return render(request, "indicateurs/scenarios_comparer.html", contexte)


def _contexte(request: HttpRequest, trouve: Scenario, acteur: Acteur) -> dict[str, Any]:
    parametres, resultat = Parametres.lire(trouve.parametres), lecture.resultat_de(trouve)
    contexte: dict[str, Any] = {
        "scenario": trouve,
        "avancement": lecture.avancement(trouve),
        "mots": lecture.parametres_en_mots(parametres),
        "pas": pas_offerts(trouve, acteur),
        "echec": lecture.motif_d_echec(trouve) if trouve.est_echoue else "",
        "resultat": resultat,
    }
    if not resultat:
        return contexte
    vue = request.GET.get("vue", "region")
    vue = vue if vue in vues() else "region"
    ordre = parametres.ordre or lecture.ordre_fige(trouve.instantane)
    lignes = clienteles(resultat, vue, {str(classe.rang): classe.libelle for classe in ordre})
    return contexte | {
        "totaux": totaux(resultat["base"], resultat["variante"]),
        "effet": resultat["ecarts"]["total"][""],
        "lignes": lignes,
        "figures": figures(resultat, lignes, vue),
        "onglets": [
            {"libelle": libelle, "url": f"?vue={code}", "courant": code == vue} for code, libelle in vues().items()
        ],
        "entete": vues()[vue],
    }


def _figer(formulaire: FormulaireInstantane, acteur: Acteur, le: datetime) -> None:
    passe = lecture.placement_passe(formulaire.cleaned_data["execution"])
    actions.demander_instantane(
        session=passe.session if passe else formulaire.cleaned_data["session"],
        regions=passe.regions if passe else formulaire.regions(),
        acteur=acteur,
        le=le,
        execution=passe,
    )


def _modele(request: HttpRequest) -> Scenario | None:
    visibles = policies.scenarios_visibles(request.acteur)  # type: ignore[attr-defined]
    return _un(visibles, request.GET.get("de", ""))


def _un(visibles: Any, cle: str) -> Scenario | None:
    """The scenario of this key, None when it names none."""
    try:
        return visibles.filter(pk=uuid.UUID(cle)).first()
    except ValueError:
        return None
