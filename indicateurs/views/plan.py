"""The register of the action plan: every line, its state, its proofs, its history; what the direction adds to it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee, pas_offerts
from guichet.mesure.definition import MESURES
from indicateurs import policies
from indicateurs.formulaires import FiltreForm
from indicateurs.formulaires_plan import FormulaireLigne, FormulairePlan, FormulairePreuve, FormulaireRaison
from indicateurs.queries import plan as lecture
from indicateurs.queries.registre import lectures
from indicateurs.views.communs import lecteur
from inscriptions.formulaires.cours import FormulaireMotif
from partenaires.actions import plan as actions
from partenaires.models import GenreLigne, GenrePreuve, LigneDePlan
from partenaires.states_plan import CYCLE_LIGNE_DE_PLAN, PILOTES_DU_PLAN

PAS = {pas.nom: pas for pas in CYCLE_LIGNE_DE_PLAN.pas}
EXPLICATIONS = {
    "entreprendre": gettext_lazy("Les travaux commencent. La page publique le dira."),
    "realiser": gettext_lazy("La page publique la dira réalisée, avec ses preuves. Dites ce qui le montre."),
    "abandonner": gettext_lazy("La page publique la dira abandonnée."),
    "rouvrir": gettext_lazy("La ligne redevient en réalisation."),
}


@require_safe
def plan_registre(request: HttpRequest) -> HttpResponse:
    """Every plan with its lines: findings, what answers them, what is late."""
    acteur, jour = lecteur(request), timezone.localdate()
    plans = []
    for plan in lecture.plans():
        lignes = lecture.lignes_du_plan(plan)
        a_realiser = [(ligne, ligne.est_en_retard(au=jour)) for ligne in lignes if ligne.est_a_realiser]
        vises = lecture.du_genre(lignes, GenreLigne.CONSTAT, GenreLigne.PRINCIPE)
        plans.append((plan, lecture.avancement(lignes, au=jour), a_realiser, vises))
    contexte = {"plans": plans, "peut_tenir": acteur.role in PILOTES_DU_PLAN}
    return render(request, "indicateurs/plan_registre.html", contexte)


@require_safe
def ligne_de_plan(request: HttpRequest, ligne_id: uuid.UUID) -> HttpResponse:
    """One line: its state, what shows it with present values, what it answers, its history."""
    acteur, jour = request.acteur, timezone.localdate()  # type: ignore[attr-defined]
    ligne = _trouver(request, ligne_id)
    codes = [p.cle for p in ligne.preuves_lues if p.genre == GenrePreuve.INDICATEUR and p.cle in MESURES]
    filtre = FiltreForm({"periode": "12"}).filtre(au=jour)
    lues = lectures([MESURES[code] for code in codes], filtre)
    contexte = {
        "ligne": ligne,
        "retard": ligne.est_en_retard(au=jour),
        "ecrans": [p for p in ligne.preuves_lues if p.genre == GenrePreuve.ECRAN],
        "figures": [
            (p, MESURES[p.cle], lues.get(p.cle))
            for p in ligne.preuves_lues
            if p.genre == GenrePreuve.INDICATEUR and p.cle in MESURES
        ],
        "pas": pas_offerts(ligne, acteur),
        "peut_tenir": acteur.role in PILOTES_DU_PLAN,
        "ameliorations": policies.ameliorations_visibles(acteur).filter(ligne=ligne),
        "histoire": lecture.histoire([ligne]),
        "filtre": filtre,
    }
    return render(request, "indicateurs/ligne_de_plan.html", contexte)


@require_http_methods(["GET", "POST"])
def ligne_de_plan_pas(request: HttpRequest, ligne_id: uuid.UUID, pas: str) -> HttpResponse:
    """Take one step of a line, with its reason where it has one."""
    ligne = _trouver(request, ligne_id)
    acteur = _pilote(request)
    if pas not in PAS:
        raise Http404
    form = _formulaire(pas, request.POST if request.method == "POST" else None)
    if request.method == "POST" and (form is None or form.is_valid()):
        dit = form.cleaned_data if form else {}
        raison = {"motif": dit.get("precision", ""), "motif_code": dit["motif"].code} if "precision" in dit else dit
        try:
            actions.franchir_ligne(ligne=ligne, pas=pas, acteur=acteur, le=timezone.now(), **raison)
            messages.success(request, f"{ligne.code} : {PAS[pas].passe}.")
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        return redirect("ligne_de_plan", ligne.pk)
    return _page(request, f"{PAS[pas].libelle} : {ligne}", EXPLICATIONS[pas], PAS[pas].libelle, ligne, form)


def _formulaire(pas: str, donnees: Any) -> Any:
    if pas == "realiser":
        return FormulaireRaison(donnees, libelle=_("Ce qui le montre"))
    if pas in ("abandonner", "rouvrir"):
        return FormulaireMotif(donnees, domaine=f"plan.{pas}", au=timezone.localdate())
    return None


@require_http_methods(["GET", "POST"])
def preuve_joindre(request: HttpRequest, ligne_id: uuid.UUID) -> HttpResponse:
    """Join a screen or an indicator to a line."""
    ligne = _trouver(request, ligne_id)
    acteur = _pilote(request)
    form = FormulairePreuve(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.joindre_preuve(ligne=ligne, acteur=acteur, le=timezone.now(), **form.preuve())
            messages.success(request, _("La preuve est jointe."))
            return redirect("ligne_de_plan", ligne.pk)
        except TransitionRefusee as refus:
            form.add_error(None, refus.message)
    explication = _("Une preuve est un écran qui montre le travail fait, ou un indicateur et sa valeur du jour.")
    return _page(
        request, _("Joindre une preuve : %(ligne)s") % {"ligne": ligne}, explication, _("Joindre"), ligne, form
    )


@require_http_methods(["GET", "POST"])
def preuve_retirer(request: HttpRequest, preuve_id: uuid.UUID) -> HttpResponse:
    """Take a proof back, with its reason."""
    preuve = get_object_or_404(policies.preuves_visibles(request.acteur).select_related("ligne"), pk=preuve_id)  # type: ignore[attr-defined]
    acteur = _pilote(request)
    form = FormulaireRaison(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.retirer_preuve(preuve=preuve, acteur=acteur, le=timezone.now(), motif=form.cleaned_data["motif"])
            messages.success(request, _("La preuve est retirée."))
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        return redirect("ligne_de_plan", preuve.ligne_id)
    titre = _("Retirer une preuve : %(preuve)s") % {"preuve": _nom(preuve)}
    return _page(request, titre, _("Elle reste dans l’histoire de la ligne."), _("Retirer"), preuve.ligne, form)


def _nom(preuve: Any) -> str:
    return str(MESURES[preuve.cle].titre) if preuve.cle in MESURES else str(preuve)


@require_http_methods(["GET", "POST"])
def plan_nouveau(request: HttpRequest) -> HttpResponse:
    """Add a plan, or the report of an audit."""
    acteur = _pilote(request)
    form = FormulairePlan(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            plan = actions.creer_plan(acteur=acteur, **form.cleaned_data)
            messages.success(request, _("Le plan est ajouté. Écrivez maintenant ses lignes."))
            return redirect(f"{reverse('ligne_nouvelle')}?plan={plan.code}")
        except TransitionRefusee as refus:
            form.add_error("code", refus.message)
    explication = _("Un nouveau plan d’action, ou le rapport d’un audit. Ses lignes s’ajoutent ensuite une à une.")
    return _page(request, _("Ajouter un plan ou un audit"), explication, _("Ajouter"), None, form)


@require_http_methods(["GET", "POST"])
def ligne_nouvelle(request: HttpRequest) -> HttpResponse:
    """Add a line to a plan: a finding, a principle, an action or a recommendation."""
    acteur = _pilote(request)
    form = FormulaireLigne(
        request.POST if request.method == "POST" else None, initial={"plan": request.GET.get("plan")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            ligne = actions.ajouter_ligne(acteur=acteur, le=timezone.now(), **form.cleaned_data)
            messages.success(request, _("La ligne est ajoutée."))
            return redirect("ligne_de_plan", ligne.pk)
        except TransitionRefusee as refus:
            form.add_error("code", refus.message)
    explication = _("Écrivez-la comme dans la source. Une fois ajoutée, une ligne ne s’efface pas : elle s’abandonne.")
    return _page(request, _("Ajouter une ligne"), explication, _("Ajouter"), None, form)


def _page(
    request: HttpRequest, titre: Any, explication: Any, libelle: Any, ligne: LigneDePlan | None, form: Any
) -> HttpResponse:
    retour = reverse("ligne_de_plan", args=[ligne.pk]) if ligne else reverse("plan_registre")
    contexte = {"titre": titre, "explication": explication, "libelle": libelle, "url_retour": retour, "form": form}
    return render(request, "inscriptions/pas_motif.html", contexte)


def _pilote(request: HttpRequest) -> Acteur:
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role not in PILOTES_DU_PLAN:
        raise PermissionDenied
    return acteur


def _trouver(request: HttpRequest, ligne_id: uuid.UUID) -> Any:
    lignes = policies.lignes_visibles(request.acteur)  # type: ignore[attr-defined]
    return get_object_or_404(lecture.lignes_lues().filter(pk__in=lignes.values("pk")), pk=ligne_id)
