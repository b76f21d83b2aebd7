"""Subscriptions to views: take one from the dashboard, see one's own, stop, open what was sent."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.files.storage import storages
from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guichet.cycle import TransitionRefusee
from indicateurs.actions import abonnement as actions
from indicateurs.liens_vues import est_signe, expire_le, lien_du_document
from indicateurs.models import Abonnement, EnvoiVue, Rythme
from indicateurs.policies import abonnements_visibles, envois_visibles, peut_encore_lire
from indicateurs.views.communs import lecteur


@require_http_methods(["GET", "HEAD", "POST"])
def abonnements(request: HttpRequest) -> HttpResponse:
    """The views one receives; a POST from the dashboard adds one."""
    acteur = lecteur(request)
    if request.method == "POST":
        rythme = request.POST.get("rythme", "")
        if rythme not in Rythme.values:
            messages.error(request, _("Choisissez quand recevoir cette vue : chaque lundi ou le premier du mois."))
            return redirect("abonnements")
        vue = request.POST.get("vue", "")[:2000]
        actions.abonner(acteur=acteur, vue=vue, rythme=Rythme(rythme), le=timezone.now())
        messages.success(request, _("Vous recevrez cette vue par courriel."))
        return redirect("abonnements")
    siens = abonnements_visibles(acteur).prefetch_related(
        Prefetch("envois", EnvoiVue.objects.select_related("abonnement"))
    )
    lignes = [(abonnement, *_dernier(abonnement)) for abonnement in siens]
    return render(request, "indicateurs/abonnements.html", {"abonnements": lignes})


def _dernier(abonnement: Abonnement) -> tuple[EnvoiVue | None, str]:
    """The last document, and its link while it opens."""
    envoi = next(iter(abonnement.envois.all()), None)
    ouvert = envoi is not None and timezone.localdate() <= expire_le(envoi)
    return envoi, lien_du_document(envoi) if envoi and ouvert else ""


@require_POST
def abonnement_terminer(request: HttpRequest, abonnement_id: uuid.UUID) -> HttpResponse:
    """Stop receiving one of one's views."""
    acteur = request.acteur  # type: ignore[attr-defined]
    if acteur is None:
        raise Http404
    trouve = get_object_or_404(abonnements_visibles(acteur), pk=abonnement_id)
    try:
        actions.terminer(abonnement=trouve, acteur=acteur, le=timezone.now())
        messages.success(request, _("Vous ne recevrez plus cette vue."))
    except TransitionRefusee as refus:
        messages.info(request, refus.message)
    return redirect("abonnements")


@require_safe
def vue_envoyee(request: HttpRequest, envoi_id: uuid.UUID) -> HttpResponse | FileResponse:
    """The document of a due date by its signed link: for its person alone, for a time, while she has the right."""
    acteur = request.acteur  # type: ignore[attr-defined]
    if acteur is None:
        raise Http404
    envoi = get_object_or_404(envois_visibles(acteur).select_related("abonnement__utilisateur"), pk=envoi_id)
    jour = timezone.localdate()
    # Rights are those of now, read again: a session opened before a role ended is not enough.
    if not est_signe(envoi, request.GET.get("cle", "")) or not peut_encore_lire(envoi.abonnement.utilisateur, au=jour):
        raise Http404
    if jour > expire_le(envoi):
        contexte = {"expire_le": expire_le(envoi), "vue": envoi.abonnement.vue}
        return render(request, "indicateurs/vue_expiree.html", contexte, status=410)
    nom = _("tableau-de-bord-%(jour)s.pdf") % {"jour": envoi.du_le.isoformat()}
    return FileResponse(storages["prive"].open(envoi.chemin), as_attachment=True, filename=nom)
