"""Alerts: which figures are out of their corridor, who answers, what was decided."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.cycle import TransitionRefusee
from guichet.mesure.definition import MESURES
from indicateurs import policies
from indicateurs.actions.alerte import designer_veilleur, fermer_alerte, prendre_alerte
from indicateurs.formulaires import FormulaireVeilleur
from indicateurs.queries.alertes import avec_motifs
from indicateurs.queries.veilleurs import peut_designer, veilleur_de
from indicateurs.views.communs import lecteur
from inscriptions.formulaires.cours import FormulaireMotif

FERMEES_MONTREES = 50


@require_safe
def alertes(request: HttpRequest) -> HttpResponse:
    """The open alerts, those of the reader first, then the last closed with their reason."""
    acteur = lecteur(request)
    visibles = policies.alertes_visibles(acteur)
    ouvertes = sorted(visibles.ouvertes().select_related("utilisateur"), key=lambda a: a.cree_le)  # type: ignore[attr-defined]
    fermees = list(visibles.filter(etat="fermee").order_by("-fermee_le")[:FERMEES_MONTREES])
    contexte = {"miennes": [a for a in ouvertes if a.revient_a(acteur)], "fermees": avec_motifs(fermees)}
    contexte["autres"] = [a for a in ouvertes if not a.revient_a(acteur)]
    return render(request, "indicateurs/alertes.html", contexte)


@require_http_methods(["GET", "POST"])
def alerte(request: HttpRequest, alerte_id: uuid.UUID) -> HttpResponse:
    """Take an alert up, or close it with its reason: whoever answers for it alone may."""
    acteur: Any = request.acteur  # type: ignore[attr-defined]
    trouvee = get_object_or_404(policies.alertes_visibles(acteur), pk=alerte_id)
    if not trouvee.revient_a(acteur):
        raise PermissionDenied
    if request.POST.get("pas") == "prendre":
        return _faire(
            request,
            lambda: prendre_alerte(alerte=trouvee, acteur=acteur, le=timezone.now()),
            _("L’alerte est prise en charge."),
        )
    form = FormulaireMotif(request.POST or None, domaine="alerte.fermer", au=timezone.localdate())
    if form.is_valid():
        lu = form.cleaned_data | {"acteur": acteur, "le": timezone.now()}
        return _faire(request, lambda: fermer_alerte(alerte=trouvee, **lu), _("L’alerte est fermée."))
    contexte = {
        "form": form,
        "titre": _("Fermer l’alerte : %(titre)s") % {"titre": trouvee.mesure.titre},
        "explication": _("La même sortie n’ouvrira pas d’autre alerte tant que l’indicateur n’est pas revenu."),
        "libelle": _("Fermer l’alerte"),
        "url_retour": reverse("alertes"),
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def veilleur(request: HttpRequest, code: str) -> HttpResponse:
    """Who answers for the alerts of a figure: those who may say it name the next, a role and sometimes a person."""
    acteur: Any = request.acteur  # type: ignore[attr-defined]
    mesure = MESURES.get(code)
    if mesure is None or not policies.peut_lire_indicateurs(acteur):
        raise Http404 if mesure is None else PermissionDenied
    if not peut_designer(acteur, code):
        raise PermissionDenied
    form = FormulaireVeilleur(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            designer_veilleur(mesure=mesure, acteur=acteur, le=timezone.now(), **form.champs())
            messages.success(request, _("C’est noté : les alertes de cet indicateur lui reviennent."))
            return redirect("indicateur", code)
        except TransitionRefusee as refus:
            form.add_error(None, refus.message)
    return render(request, "indicateurs/veilleur.html", {"form": form, "mesure": mesure, "actuel": veilleur_de(code)})


def _faire(request: HttpRequest, action: Callable[[], object], dite: str) -> HttpResponse:
    """Try an action; its success or its refusal is said in a sentence."""
    try:
        action()
        messages.success(request, dite)
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
    return redirect("alertes")
