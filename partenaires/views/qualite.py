"""Quality of what partners report: scores, anomalies, draws of controls."""

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
from django.views.decorators.http import require_GET, require_http_methods

from guichet.acteurs import ROLES_ENTENTES, Acteur
from guichet.cycle import TransitionRefusee
from partenaires import policies
from partenaires.actions import qualite as actions
from partenaires.formulaires.qualite import FormulaireContestation, FormulaireReponse, FormulaireTirage
from partenaires.models import Anomalie, PartQualite, Reddition, TirageControles
from partenaires.onglets import LECTEURS
from partenaires.queries.qualite import redditions_notees, scores_des_organisations, scores_des_redditions
from partenaires.queries.reponses_qualite import echeance_reponse
from partenaires.states_ententes import ENGAGEANT, GESTION_ENTENTES

PAR_PAGE = 25


@require_GET
def qualite(request: HttpRequest) -> HttpResponse:
    """Scores of reports and what the rules doubt: a partner's own, or every partner's, the lowest first."""
    acteur, jour = _lecteur(request), timezone.localdate()
    redditions = list(redditions_notees(policies.redditions_visibles(acteur), jour=jour)[:400])
    notes = scores_des_redditions(redditions, jour=jour)
    organisations = {r.organisation_id: r.organisation for r in redditions}
    lignes = [{"reddition": r, "score": notes[r.pk]} for r in redditions]
    if not acteur.est_partenaire:
        lignes.sort(key=lambda ligne: ligne["score"].total)
    scores = scores_des_organisations(redditions, jour=jour)
    anomalies = policies.anomalies_visibles(acteur).ouvertes().select_related("organisation", "reddition__livrable")
    contexte = {
        "page_obj": Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page")),
        "organisations": sorted(
            (
                {"organisation": organisations[pk], "score": score, "parts": parts_lues(score)}
                for pk, score in scores.items()
            ),
            key=lambda ligne: (ligne["score"].total, ligne["organisation"].nom),
        )[:50],
        "a_repondre": list(anomalies.a_repondre()[:50]) if acteur.role in GESTION_ENTENTES else [],
        "anomalies": list(anomalies[:50]),
        "parts": [part.label for part in PartQualite],
        "peut_tirer": acteur.role in ROLES_ENTENTES,
    }
    return render(request, "partenaires/qualite.html", contexte)


def parts_lues(score: Any) -> list[tuple[str, str]]:
    """The parts of a score in words."""
    return [(str(PartQualite(part).label), f"{obtenu} / {poids}") for part, (obtenu, poids) in score.parts.items()]


@require_http_methods(["GET", "POST"])
def anomalie(request: HttpRequest, anomalie_id: uuid.UUID) -> HttpResponse:
    """One anomaly: its rule, its cells, the partner's word and the manager's answer."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    visibles = policies.anomalies_visibles(acteur).select_related(
        "organisation", "reddition__livrable", "reddition__entente"
    )
    trouvee: Anomalie = get_object_or_404(visibles, pk=anomalie_id)
    _lecteur(request)
    formulaire = _formulaire(request, trouvee, acteur)
    if request.method == "POST" and formulaire is None:
        raise PermissionDenied
    if request.method == "POST" and formulaire is not None and formulaire.is_valid():
        try:
            _noter(trouvee, acteur, formulaire.cleaned_data)
            messages.success(request, _("C’est noté."))
            return redirect("anomalie", trouvee.pk)
        except TransitionRefusee as refus:
            formulaire.add_error(None, refus.message)
    contexte = {"anomalie": trouvee, "form": formulaire, "echeance": echeance_reponse(trouvee)}
    return render(request, "partenaires/anomalie.html", contexte)


@require_http_methods(["GET", "POST"])
def tirages(request: HttpRequest) -> HttpResponse:
    """The draws made, and the form of a new one."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role not in ROLES_ENTENTES:
        raise PermissionDenied
    peut = acteur.role in GESTION_ENTENTES
    if request.method == "POST" and not peut:
        raise PermissionDenied
    formulaire = FormulaireTirage(request.POST if request.method == "POST" else None, initial={"nombre": 10})
    if request.method == "POST" and formulaire.is_valid():
        try:
            tirage = actions.tirer_controles(**formulaire.cleaned_data, acteur=acteur, le=timezone.now())
            return redirect("tirage", tirage.pk)
        except TransitionRefusee as refus:
            formulaire.add_error(None, refus.message)
    faits = policies.tirages_visibles(acteur).select_related("tire_par")
    contexte = {
        "page_obj": Paginator(faits, PAR_PAGE).get_page(request.GET.get("page")),
        "form": formulaire if peut else None,
    }
    return render(request, "partenaires/tirages.html", contexte)


@require_GET
def tirage(request: HttpRequest, tirage_id: uuid.UUID) -> HttpResponse:
    """One draw: every candidate's weight, those drawn, what makes it the same again."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    trouve: TirageControles = get_object_or_404(policies.tirages_visibles(acteur), pk=tirage_id)
    candidats = Reddition.objects.filter(pk__in=[cle for cle, _poids in trouve.candidats])
    noms = candidats.select_related("organisation", "entente", "livrable")
    par_cle = {str(r.pk): r for r in noms}
    poids = dict(trouve.candidats)
    total = sum(float(p) for p in poids.values()) or 1
    lignes = [
        {"rang": rang, "reddition": par_cle.get(cle), "poids": float(poids[cle]), "part": float(poids[cle]) / total}
        for rang, cle in enumerate(trouve.tires, 1)
    ]
    autres = [
        {"reddition": par_cle.get(cle), "poids": float(p), "part": float(p) / total}
        for cle, p in sorted(poids.items(), key=lambda paire: -float(paire[1]))
        if cle not in trouve.tires
    ]
    contexte = {"tirage": trouve, "lignes": lignes, "autres": autres[:100], "nb_autres": len(autres)}
    return render(request, "partenaires/tirage.html", contexte)


def _lecteur(request: HttpRequest) -> Acteur:
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role not in LECTEURS:
        raise PermissionDenied
    return acteur


def _formulaire(request: HttpRequest, trouvee: Anomalie, acteur: Acteur) -> Any:
    """The form this actor may send now, None when there is none."""
    donnees = request.POST if request.method == "POST" else None
    if acteur.role in ENGAGEANT and trouvee.est_contestable:
        return FormulaireContestation(donnees)
    if acteur.role in GESTION_ENTENTES and trouvee.attend_reponse:
        return FormulaireReponse(donnees)
    return None


def _noter(trouvee: Anomalie, acteur: Acteur, champs: dict[str, Any]) -> None:
    le = timezone.now()
    if acteur.role in ENGAGEANT:
        actions.contester_anomalie(anomalie=trouvee, acteur=acteur, le=le, texte=champs["texte"])
        return
    maintenue = champs["decision"] == "maintenue"
    actions.repondre_anomalie(anomalie=trouvee, acteur=acteur, le=le, texte=champs["texte"], maintenue=maintenue)
