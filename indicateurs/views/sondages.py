"""Surveys: the list, the questions of a version, the bank, the themes of open answers."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee, pas_offerts
from indicateurs.actions import sondage as actions
from indicateurs.formulaires_sondages import FormulaireAccueil, FormulaireCode, FormulaireQuestion, FormulaireSondage
from indicateurs.models import CampagneSondage, Invitation, Question, QuestionBanque, VagueSondage, VersionSondage
from indicateurs.policies import (
    campagnes_sondage_visibles,
    peut_saisir_un_sondage,
    peut_sonder,
    vagues_a_saisir_visibles,
    versions_sondage_visibles,
)
from indicateurs.sondages.questionnaire import noms_des_langues
from indicateurs.states_sondages import EtatVague


def sondeur(request: HttpRequest) -> Acteur:
    """The actor, who may write surveys; 403 for anyone else."""
    acteur: Acteur | None = request.acteur  # type: ignore[attr-defined]
    if acteur is None or not peut_sonder(acteur):
        raise PermissionDenied
    return acteur


def trouver_version(request: HttpRequest, version_id: uuid.UUID) -> VersionSondage:
    """A version this actor may know of, or 404."""
    acteur: Acteur | None = request.acteur  # type: ignore[attr-defined]
    if acteur is None:
        raise Http404
    return get_object_or_404(versions_sondage_visibles(acteur).select_related("sondage"), pk=version_id)


@require_safe
def sondages(request: HttpRequest) -> HttpResponse:
    """Campaigns with their last wave, then surveys with their last version."""
    acteur = sondeur(request)
    campagnes: list[CampagneSondage] = list(
        campagnes_sondage_visibles(acteur).select_related("version__sondage").prefetch_related("vagues")
    )
    versions = versions_sondage_visibles(acteur).select_related("sondage").order_by("sondage__titre", "-numero")
    dernieres: dict[int, VersionSondage] = {}
    for version in versions:
        dernieres.setdefault(version.sondage_id, version)
    lignes = [(campagne, max(campagne.vagues.all(), key=lambda v: v.numero, default=None)) for campagne in campagnes]
    return render(request, "indicateurs/sondages.html", {"campagnes": lignes, "versions": dernieres.values()})


@require_http_methods(["GET", "HEAD", "POST"])
def sondage_nouveau(request: HttpRequest) -> HttpResponse:
    """Name a survey; its questions come next."""
    acteur = sondeur(request)
    form = FormulaireSondage(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                version = actions.creer_sondage(acteur=acteur, le=timezone.now(), **form.cleaned_data)
            return redirect("sondage_version", version.pk)
        except IntegrityError:
            form.add_error("code", _("Un autre sondage porte déjà ce code."))
    contexte = {"form": form, "titre": _("Préparer un sondage"), "url_retour": reverse("sondages")}
    return render(request, "indicateurs/sondage_etape.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def sondage_version(request: HttpRequest, version_id: uuid.UUID) -> HttpResponse:
    """The questions of a version as people read them; a draft's are moved, taken out, frozen from here."""
    version = trouver_version(request, version_id)
    acteur = sondeur(request)
    if request.method == "POST":
        return _agir(request, version, acteur)
    questions = version.questions_posees()
    contexte = {
        "version": version,
        "questions": questions,
        "papiers": noms_des_langues(version),
        "langue_vue": request.GET.get("langue", "fr"),
        "manques": actions.manques_de(version) if version.est_modifiable else [],
        "pas": pas_offerts(version, acteur),
        "versions": version.sondage.versions.order_by("-numero"),
        "banque": _banque(version, questions) if version.est_modifiable else [],
        "accueil": FormulaireAccueil(version=version) if version.est_modifiable else None,
    }
    return render(request, "indicateurs/sondage_version.html", contexte)


def _banque(version: VersionSondage, questions: list[Question]) -> list[QuestionBanque]:
    prises = [question.code for question in questions]
    return list(QuestionBanque.objects.filter(retiree_le__isnull=True).exclude(code__in=prises))


def _agir(request: HttpRequest, version: VersionSondage, acteur: Acteur) -> HttpResponse:
    pas, le = request.POST.get("pas", ""), timezone.now()
    suite = version
    try:
        match pas:
            case "publier":
                actions.publier_version(version=version, acteur=acteur, le=le)
                messages.success(request, _("Les questions sont figées. Une campagne peut les poser."))
            case "nouvelle":
                suite = actions.nouvelle_version(version=version, acteur=acteur, le=le)
            case "banque":
                prise = get_object_or_404(QuestionBanque, code=request.POST.get("code", ""))
                actions.prendre_de_la_banque(version=version, acteur=acteur, prise=prise)
            case "accueil":
                form = FormulaireAccueil(request.POST, version=version)
                if form.is_valid():
                    actions.ecrire_version(version=version, acteur=acteur, **form.champs())
                    messages.success(request, _("Les mots d’accueil sont enregistrés."))
                else:
                    messages.error(request, _("Écrivez au moins le titre en français."))
            case "monter" | "descendre" | "retirer" | "verser":
                _agir_sur(request, version, acteur, pas)
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
    return redirect("sondage_version", suite.pk)


def _agir_sur(request: HttpRequest, version: VersionSondage, acteur: Acteur, pas: str) -> None:
    question = _question(version, request.POST.get("code", ""))
    match pas:
        case "retirer":
            actions.retirer_question(question=question, acteur=acteur, le=timezone.now())
        case "verser":
            actions.verser_a_la_banque(question=question, acteur=acteur, theme=version.sondage.titre[:80])
            messages.success(request, _("La question est dans la banque."))
        case _:
            actions.deplacer_question(question=question, acteur=acteur, vers_le_haut=pas == "monter")


def _question(version: VersionSondage, code: str) -> Question:
    return get_object_or_404(Question, version=version, code=code, retiree_le__isnull=True)


@require_http_methods(["GET", "HEAD", "POST"])
def sondage_question(request: HttpRequest, version_id: uuid.UUID, code: str) -> HttpResponse:
    """Write one question of a draft; « nouvelle » adds one."""
    version = trouver_version(request, version_id)
    acteur = sondeur(request)
    question = None if code == "nouvelle" else _question(version, code)
    form = FormulaireQuestion(request.POST or None, version=version, question=question)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                actions.ecrire_question(version=version, acteur=acteur, question=question, **form.champs())
            return redirect("sondage_version", version.pk)
        except TransitionRefusee as refus:
            form.add_error(None, refus.message)
        except IntegrityError:
            form.add_error("code", _("Une autre question porte déjà ce code."))
    contexte: dict[str, Any] = {
        "form": form,
        "titre": _("Une question"),
        "url_retour": reverse("sondage_version", args=[version.pk]),
    }
    return render(request, "indicateurs/sondage_etape.html", contexte)


@require_safe
def sondage_banque(request: HttpRequest) -> HttpResponse:
    """The bank: what can be asked again, under the same code."""
    sondeur(request)
    banque = QuestionBanque.objects.filter(retiree_le__isnull=True)
    return render(request, "indicateurs/sondage_banque.html", {"banque": banque})


@require_http_methods(["GET", "HEAD", "POST"])
def sondage_saisie(request: HttpRequest) -> HttpResponse:
    """Enter an answer given on paper or by telephone: its code opens the questionnaire."""
    acteur: Acteur | None = request.acteur  # type: ignore[attr-defined]
    if acteur is None or not peut_saisir_un_sondage(acteur):
        raise PermissionDenied
    form = FormulaireCode(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        if _existe(code):
            return redirect("sondage_repondre", code)
        form.add_error("code", _("Aucune invitation ne porte ce code. Vérifiez-le avec la personne."))
    ouvertes = vagues_a_saisir_visibles(acteur).filter(etat=EtatVague.OUVERTE, ferme_le__gte=timezone.localdate())
    contexte: dict[str, Any] = {
        "form": form,
        "titre": _("Saisir une réponse"),
        "saisie": True,
        "feuilles": [
            (vague, noms_des_langues(vague.version))
            for vague in ouvertes.select_related("campagne", "version").order_by("ferme_le", "pk")
        ],
    }
    return render(request, "indicateurs/sondage_etape.html", contexte)


def _existe(code: str) -> bool:
    from guichet.cloison import portee

    with portee(Acteur.systeme()):
        return Invitation.objects.filter(code=code).exists() or VagueSondage.objects.filter(code_affiche=code).exists()


@require_POST
def sondage_theme(request: HttpRequest, version_id: uuid.UUID) -> HttpResponse:
    """Add a theme of open answers, or change its key words."""
    from indicateurs.formulaires_sondages import FormulaireTheme

    version = trouver_version(request, version_id)
    acteur = sondeur(request)
    form = FormulaireTheme(request.POST)
    if form.is_valid():
        actions.ecrire_theme(sondage=version.sondage, acteur=acteur, **form.cleaned_data)
        messages.success(request, _("Le thème est enregistré."))
    else:
        messages.error(request, " ".join(str(e) for erreurs in form.errors.values() for e in erreurs))
    retour = request.POST.get("retour", "")
    return redirect(retour if retour.startswith("/sondages/") else reverse("sondage_version", args=[version.pk]))
