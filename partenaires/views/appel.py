"""Calls for projects: the list, one call, its form, its steps."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee, pas_offerts
from guichet.models import Organisation, Region
from inscriptions.formulaires.cours import FormulaireMotif
from partenaires import policies
from partenaires.actions import appel as actions
from partenaires.formulaires.appel import FormulaireAppel
from partenaires.models import AppelProjets
from partenaires.queries.appels import avec_totaux, obstacle_a_la_demande, s_adressant_a
from partenaires.states_ententes import GESTION_ENTENTES, LECTURE_ENTENTES
from partenaires.states_programmes import CYCLE_APPEL
from partenaires.views.communs import exiger_lecture_des_programmes, histoire_de


def appel_ou_404(request: HttpRequest, appel_id: uuid.UUID) -> AppelProjets:
    """A call this actor may know exists; the role first, since a call belongs to no partner."""
    exiger_lecture_des_programmes(request.acteur)  # type: ignore[attr-defined]
    visibles = policies.appels_visibles(request.acteur)  # type: ignore[attr-defined]
    return get_object_or_404(avec_totaux(visibles), pk=appel_id)


@require_GET
def appels(request: HttpRequest) -> HttpResponse:
    """Every call for the ministry; for a partner, those open to it first, then the others it could know of."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    exiger_lecture_des_programmes(acteur)
    au = timezone.localdate()
    visibles = avec_totaux(policies.appels_visibles(acteur)).order_by("-ouvre_le", "numero")
    if acteur.est_partenaire:
        organisation = Organisation.objects.get(pk=acteur.organisation_id)
        visibles = s_adressant_a(visibles, organisation)
        ouverts = list(visibles.ouverts(au=au).order_by("ferme_le"))
        contexte = {"ouverts": ouverts, "appels": [a for a in visibles if a not in ouverts]}
    else:
        contexte = {"appels": list(visibles), "peut_preparer": acteur.role in GESTION_ENTENTES}
    contexte |= {"url_demander": _url_demander(), "regions": _regions(), "aujourdhui": au}
    return render(request, "partenaires/appels.html", contexte)


@require_GET
def appel_projets(request: HttpRequest, appel_id: uuid.UUID) -> HttpResponse:
    """One call: what it asks for, until when, how much was asked and given."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    appel = appel_ou_404(request, appel_id)
    obstacle = ""
    if acteur.est_partenaire:
        organisation = Organisation.objects.get(pk=acteur.organisation_id)
        obstacle = obstacle_a_la_demande(appel, organisation, au=timezone.localdate())
    noms = _regions()
    contexte = {
        "appel": appel,
        "noms_des_regions": [noms.get(code, code) for code in appel.regions],
        "activites": list(appel.volet.activites.order_by("code")),
        "documents": list(appel.volet.documents.order_by("-obligatoire", "code")),
        "criteres": list(appel.volet.criteres.order_by("code")),
        "reste": appel.enveloppe - appel.accorde,
        "ministere": acteur.role in LECTURE_ENTENTES,
        "modifiable": acteur.role in GESTION_ENTENTES and appel.est_modifiable,
        "pas": pas_offerts(appel, acteur),
        "obstacle": obstacle,
        "url_demander": "" if obstacle or not acteur.est_partenaire else _url_demander(),
        "evenements": histoire_de(appel) if acteur.role in LECTURE_ENTENTES else [],
    }
    return render(request, "partenaires/appel_projets.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def appel_projets_nouveau(request: HttpRequest) -> HttpResponse:
    """Prepare a call."""
    if request.acteur.role not in GESTION_ENTENTES:  # type: ignore[attr-defined]
        raise PermissionDenied
    return _page(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def appel_projets_modifier(request: HttpRequest, appel_id: uuid.UUID) -> HttpResponse:
    """Change a call nobody outside has seen."""
    if request.acteur.role not in GESTION_ENTENTES:  # type: ignore[attr-defined]
        raise PermissionDenied
    appel = appel_ou_404(request, appel_id)
    if not appel.est_modifiable:
        messages.error(request, _("Un appel ouvert ne change plus : annulez-le et préparez-en un autre."))
        return redirect("appel_projets", appel.pk)
    return _page(request, appel)


@require_http_methods(["GET", "HEAD", "POST"])
def appel_projets_pas(request: HttpRequest, appel_id: uuid.UUID, pas: str) -> HttpResponse:
    """Open it, or cancel it with a reason."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if pas not in ("ouvrir_appel", "annuler"):
        raise Http404
    if acteur.role not in GESTION_ENTENTES:
        raise PermissionDenied
    appel = appel_ou_404(request, appel_id)
    if pas == "annuler":
        return _annuler(request, appel, acteur)
    if request.method == "POST":
        try:
            actions.ouvrir_appel(appel=appel, acteur=acteur, le=timezone.now())
            messages.success(request, _("C’est fait : %(pas)s.") % {"pas": CYCLE_APPEL[pas].passe})
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
    return redirect("appel_projets", appel.pk)


def _page(request: HttpRequest, appel: AppelProjets | None) -> HttpResponse:
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    le = timezone.now()
    initial = {nom: getattr(appel, nom) for nom in actions.CHAMPS} if appel else None
    form = FormulaireAppel(
        request.POST if request.method == "POST" else None, au=timezone.localdate(le), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            enregistre = actions.enregistrer_appel(acteur=acteur, champs=form.cleaned_data, le=le, appel=appel)
            messages.success(request, _("L’appel est enregistré. Il se voit quand vous l’ouvrez."))
            return redirect("appel_projets", enregistre.pk)
        except TransitionRefusee as refus:
            form.add_error(None, refus.message)
    contexte = {
        "form": form,
        "titre": _("Modifier l’appel") if appel else _("Préparer un appel de projets"),
        "url_retour": reverse("appel_projets", args=[appel.pk]) if appel else reverse("appels"),
    }
    return render(request, "partenaires/appel_projets_form.html", contexte)


def _annuler(request: HttpRequest, appel: AppelProjets, acteur: Acteur) -> HttpResponse:
    le = timezone.now()
    retour = reverse("appel_projets", args=[appel.pk])
    form = FormulaireMotif(
        request.POST if request.method == "POST" else None,
        domaine="appel_projets.annuler",
        au=timezone.localdate(le),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.annuler_appel(appel=appel, acteur=acteur, le=le, **form.cleaned_data)
            messages.success(request, _("L’appel est annulé."))
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        return redirect(retour)
    contexte = {
        "form": form,
        "titre": _("Annuler l’appel"),
        "explication": _("Plus aucune demande n’est reçue. Les demandes déjà soumises suivent leur cours."),
        "libelle": _("Annuler l’appel"),
        "url_retour": retour,
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


def _url_demander() -> str:
    """Where a request begins, when the portal receives requests."""
    try:
        return reverse("entente_demander")
    except NoReverseMatch:
        return ""


def _regions() -> dict[str, Any]:
    return dict(Region.objects.values_list("code", "nom"))
