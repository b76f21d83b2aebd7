"""Campaigns of surveys: prepare one, see its audience and its waves, launch it, stop it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee, pas_offerts
from guichet.identifiants import identifiant
from indicateurs.actions import campagne_sondage as actions
from indicateurs.formulaires_sondages import FormulaireCampagneSondage
from indicateurs.models import CampagneSondage
from indicateurs.policies import campagnes_sondage_visibles
from indicateurs.queries.audience_sql import parts_du_tirage
from indicateurs.queries.sondages import noms_des_strates, version_suivante
from indicateurs.sondages.differences import comparer
from indicateurs.views.sondages import sondeur
from inscriptions.formulaires.cours import FormulaireMotif


@require_http_methods(["GET", "HEAD", "POST"])
def campagne_sondage_nouvelle(request: HttpRequest) -> HttpResponse:
    """Who is asked, how often, how: nothing leaves before the launch."""
    acteur = sondeur(request)
    le = timezone.now()
    form = FormulaireCampagneSondage(request.POST or None, au=timezone.localdate(le))
    if request.method == "POST" and form.is_valid():
        campagne = actions.preparer_campagne(acteur=acteur, le=le, **form.champs())
        return redirect("campagne_sondage", campagne.pk)
    contexte = {"form": form, "titre": _("Préparer une campagne"), "url_retour": reverse("sondages")}
    return render(request, "indicateurs/sondage_etape.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def campagne_sondage(request: HttpRequest, campagne_id: uuid.UUID) -> HttpResponse:
    """One campaign: its audience counted, its waves, the steps offered."""
    campagne = _trouver(request, campagne_id)
    acteur = sondeur(request)
    le = timezone.now()
    if request.method == "POST" and request.POST.get("pas") == "lancer":
        try:
            actions.lancer_campagne(campagne=campagne, acteur=acteur, le=le)
            messages.success(request, _("La campagne est lancée. Sa première vague s’ouvre à sa date."))
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        return redirect("campagne_sondage", campagne.pk)
    comptes = actions.apercu_de_l_audience(campagne, acteur=acteur, le=le) if campagne.est_preparee else {}
    noms, parts = noms_des_strates(campagne.strate, au=le.date()), parts_du_tirage(comptes, campagne.taille)
    lignes = [(noms.get(code, _("Non précisé")), *comptes[code], parts[code]) for code in comptes]
    offerts = pas_offerts(campagne, acteur)
    contexte = {
        "campagne": campagne,
        "vagues": campagne.vagues.select_related("campagne").prefetch_related("strates"),
        "audience": lignes,
        "totaux": [sum(ligne[i] for ligne in lignes) for i in (1, 2, 3)],
        "pas": [pas for pas in offerts if not pas.motif_requis],
        "suivante": version_suivante(campagne),
        "peut_arreter": any(pas.motif_requis for pas in offerts),
    }
    return render(request, "indicateurs/campagne_sondage.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def campagne_sondage_arreter(request: HttpRequest, campagne_id: uuid.UUID) -> HttpResponse:
    """Stop for a coded reason."""
    campagne = _trouver(request, campagne_id)
    acteur = sondeur(request)
    form = FormulaireMotif(request.POST or None, domaine="campagne_sondage.arreter", au=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        lu = form.cleaned_data
        try:
            actions.arreter_campagne(
                campagne=campagne,
                acteur=acteur,
                le=timezone.now(),
                motif_code=lu["motif"].code if hasattr(lu["motif"], "code") else lu["motif"],
                precision=lu["precision"],
            )
            messages.success(request, _("La campagne est arrêtée. Aucun message ne part plus."))
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        return redirect("campagne_sondage", campagne.pk)
    contexte = {
        "form": form,
        "titre": _("Arrêter la campagne : %(nom)s") % {"nom": campagne.nom},
        "explication": _("La vague ouverte se ferme avec les réponses reçues."),
        "libelle": _("Arrêter la campagne"),
        "url_retour": reverse("campagne_sondage", args=[campagne.pk]),
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def campagne_sondage_version(request: HttpRequest, campagne_id: uuid.UUID) -> HttpResponse:
    """What the newer version changes; confirmed, the next waves ask it. What was read is what is accepted."""
    campagne = _trouver(request, campagne_id)
    acteur = sondeur(request)
    suivante = version_suivante(campagne)
    if request.method == "POST":
        lue = campagne.version.sondage.versions.filter(pk=identifiant(request.POST.get("version", ""))).first()
        try:
            if lue is None:
                raise TransitionRefusee(_("Cette version n’est pas de ce sondage."))
            actions.changer_de_version(campagne=campagne, version=lue, acteur=acteur, le=timezone.now())
            messages.success(
                request, _("Les prochaines vagues posent les questions de la version %(n)s.") % {"n": lue.numero}
            )
            return redirect("campagne_sondage", campagne.pk)
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
            return redirect("campagne_sondage_version", campagne.pk)
    contexte = {
        "campagne": campagne,
        "ancienne": campagne.version,
        "nouvelle": suivante,
        "comparaison": comparer(campagne.version, suivante) if suivante else None,
        "ouverte": next((vague for vague in campagne.vagues.all() if not vague.est_finie), None),
    }
    return render(request, "indicateurs/campagne_sondage_version.html", contexte)


def _trouver(request: HttpRequest, campagne_id: uuid.UUID) -> CampagneSondage:
    acteur: Acteur | None = request.acteur  # type: ignore[attr-defined]
    if acteur is None:
        raise Http404
    return get_object_or_404(campagnes_sondage_visibles(acteur).select_related("version__sondage"), pk=campagne_id)
