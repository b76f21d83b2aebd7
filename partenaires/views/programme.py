"""Programmes: the list, one version, its steps, what differs between two versions."""

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
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee, pas_offerts
from guichet.models import Region
from inscriptions.formulaires.cours import FormulaireMotif
from partenaires import policies
from partenaires.actions import programme as actions
from partenaires.formulaires.norme import FormulaireAdoption
from partenaires.models import Programme, VersionProgramme
from partenaires.queries.differences_norme import differences
from partenaires.queries.programmes import (
    contenu_de,
    obstacles_a_l_adoption,
    programmes_avec_versions,
)
from partenaires.states_ententes import APPROBATION, GESTION_ENTENTES, LECTURE_ENTENTES
from partenaires.states_programmes import CYCLE_VERSION_PROGRAMME
from partenaires.views.communs import exiger_lecture_des_programmes, histoire_de

DIRECTS = {"consulter": actions.consulter_version, "reprendre": actions.reprendre_version}
VERIFIER = {"adopter": APPROBATION, "abandonner": GESTION_ENTENTES | APPROBATION} | dict.fromkeys(
    DIRECTS, GESTION_ENTENTES
)


def version_ou_404(request: HttpRequest, version_id: uuid.UUID) -> VersionProgramme:
    """A version this actor may know exists; the role first, since a version belongs to no partner."""
    exiger_lecture_des_programmes(request.acteur)  # type: ignore[attr-defined]
    visibles = policies.versions_visibles(request.acteur)  # type: ignore[attr-defined]
    return get_object_or_404(visibles.select_related("programme", "precedente", "adoptee_par"), pk=version_id)


@require_GET
def programmes(request: HttpRequest) -> HttpResponse:
    """Every programme with the versions this actor may read."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    exiger_lecture_des_programmes(acteur)
    au = timezone.localdate()
    liste = []
    for un in programmes_avec_versions(policies.versions_visibles(acteur)):
        versions = un.lues  # type: ignore[attr-defined]
        datees = [v for v in versions if v.en_vigueur_le and v.en_vigueur_le <= au]
        courante = max(datees, key=lambda v: v.en_vigueur_le, default=None)
        liste.append(
            {
                "programme": un,
                "versions": versions,
                "courante": courante,
                "a_ouvrir": acteur.role in GESTION_ENTENTES and all(v.est_finie for v in versions),
            }
        )
    return render(request, "partenaires/programmes.html", {"programmes": liste})


@require_POST
def programme_version_ouvrir(request: HttpRequest) -> HttpResponse:
    """A new version, copied from the latest."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if acteur.role not in GESTION_ENTENTES:
        raise PermissionDenied
    programme = get_object_or_404(Programme, pk=request.POST.get("programme", ""))
    try:
        version = actions.ouvrir_version(programme=programme, acteur=acteur, le=timezone.now())
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
        return redirect("programmes")
    return redirect("programme_version", version.pk)


@require_GET
def programme_version(request: HttpRequest, version_id: uuid.UUID) -> HttpResponse:
    """Everything one version says, its next step and its history."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    version = version_ou_404(request, version_id)
    ministere = acteur.role in LECTURE_ENTENTES
    redige = acteur.role in GESTION_ENTENTES
    pas = pas_offerts(version, acteur)
    contexte = {
        "version": version,
        "contenu": contenu_de(version),
        "regions": dict(Region.objects.values_list("code", "nom")),
        "modifiable": redige and version.est_modifiable,
        "consultable": redige and not version.est_finie,
        "ministere": ministere,
        "obstacles": obstacles_a_l_adoption(version) if ministere and not version.est_finie else [],
        "a_adopter": acteur.role in APPROBATION and not version.est_finie and not version.est_modifiable,
        "pas": pas,
        "evenements": histoire_de(version) if ministere else [],
        "refontes": list(policies.refontes_visibles(acteur).filter(version=version)),
        "attente": _attente(version),
    }
    return render(request, "partenaires/programme_version.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def version_pas(request: HttpRequest, version_id: uuid.UUID, pas: str) -> HttpResponse:
    """Consult, take back; adopt with a date; abandon with a reason."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    if pas not in VERIFIER:
        raise Http404
    if acteur.role not in VERIFIER[pas]:
        raise PermissionDenied
    version = version_ou_404(request, version_id)
    if pas == "adopter":
        return _adopter(request, version, acteur)
    if pas == "abandonner":
        return _abandonner(request, version, acteur)
    if request.method == "POST":
        try:
            DIRECTS[pas](version=version, acteur=acteur, le=timezone.now())
            messages.success(request, _("C’est fait : %(pas)s.") % {"pas": CYCLE_VERSION_PROGRAMME[pas].passe})
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
    return redirect("programme_version", version.pk)


@require_GET
def version_differences(request: HttpRequest, version_id: uuid.UUID) -> HttpResponse:
    """What this version says that another does not; the one it was copied from unless `avec` names one."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    version = version_ou_404(request, version_id)
    visibles = policies.versions_visibles(acteur).filter(programme=version.programme_id).order_by("-numero")
    autres = [v for v in visibles.select_related("programme") if v.pk != version.pk]
    demandee = request.GET.get("avec", "")
    autre = next((v for v in autres if str(v.pk) == demandee), None) or next(
        (v for v in autres if v.pk == version.precedente_id), next(iter(autres), None)
    )
    ancienne, nouvelle = sorted((autre, version), key=lambda v: v.numero) if autre else (None, version)
    chapitres = differences(ancienne, nouvelle) if ancienne else []
    contexte = {
        "version": version,
        "autres": autres,
        "autre": autre,
        "ancienne": ancienne,
        "nouvelle": nouvelle,
        "chapitres": chapitres,
        "nombre": sum(len(chapitre.differences) for chapitre in chapitres),
    }
    return render(request, "partenaires/version_differences.html", contexte)


def _adopter(request: HttpRequest, version: VersionProgramme, acteur: Acteur) -> HttpResponse:
    le = timezone.now()
    retour = reverse("programme_version", args=[version.pk])
    form = FormulaireAdoption(request.POST if request.method == "POST" else None, au=timezone.localdate(le))
    if request.method == "POST" and form.is_valid():
        try:
            actions.adopter_version(version=version, acteur=acteur, le=le, **form.cleaned_data)
            messages.success(request, _("La version est adoptée."))
            return redirect(retour)
        except TransitionRefusee as refus:
            form.add_error(None, refus.message)
    contexte = {
        "form": form,
        "titre": _("Adopter %(version)s") % {"version": version},
        "explication": _("Une version adoptée ne change plus. Un changement est une nouvelle version."),
        "libelle": _("Adopter"),
        "url_retour": retour,
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


def _abandonner(request: HttpRequest, version: VersionProgramme, acteur: Acteur) -> HttpResponse:
    le = timezone.now()
    retour = reverse("programme_version", args=[version.pk])
    form = FormulaireMotif(
        request.POST if request.method == "POST" else None,
        domaine="version_programme.abandonner",
        au=timezone.localdate(le),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.abandonner_version(version=version, acteur=acteur, le=le, **form.cleaned_data)
            messages.success(request, _("La version est abandonnée."))
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        return redirect(retour)
    contexte = {
        "form": form,
        "titre": _("Abandonner %(version)s") % {"version": version},
        "explication": _("La version reste lisible. On pourra en ouvrir une autre."),
        "libelle": _("Abandonner la version"),
        "url_retour": retour,
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


def _attente(version: VersionProgramme) -> dict[str, Any]:
    """Who acts next on this version."""
    mots = {
        "ebauche": (_("Le gestionnaire d’ententes"), _("Rédiger, puis mettre en consultation")),
        "en_consultation": (_("L’approbateur"), _("Adopter la version, une fois la consultation faite")),
    }
    qui, quoi = mots.get(version.etat, ("", ""))
    return {"qui": qui, "quoi": quoi}
