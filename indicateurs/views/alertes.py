"""Alerts: which figures are out of their corridor, who answers, what was decided."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.cycle import TransitionRefusee
from indicateurs import policies
from indicateurs.actions.alerte import fermer_alerte, prendre_alerte
from indicateurs.queries.alertes import avec_motifs
from inscriptions.formulaires.cours import FormulaireMotif

FERMEES_MONTREES = 50


@require_safe
def alertes(request: HttpRequest) -> HttpResponse:
    """The open alerts, those of the reader first, then the last closed with their reason."""
    acteur: Any = request.acteur  # type: ignore[attr-defined]
    if not policies.peut_lire_indicateurs(acteur):
        raise PermissionDenied
    visibles = policies.alertes_visibles(acteur)
    ouvertes = sorted(visibles.ouvertes(), key=lambda a: (a.role != acteur.role, a.cree_le))  # type: ignore[attr-defined]
    fermees = list(visibles.filter(etat="fermee").order_by("-fermee_le")[:FERMEES_MONTREES])
    contexte = {"miennes": [a for a in ouvertes if a.role == acteur.role], "fermees": avec_motifs(fermees)}
    contexte["autres"] = [a for a in ouvertes if a.role != acteur.role]
    return render(request, "indicateurs/alertes.html", contexte)


@require_http_methods(["GET", "POST"])
def alerte(request: HttpRequest, alerte_id: uuid.UUID) -> HttpResponse:
    """Take an alert up, or close it with its reason: its role alone may."""
    acteur: Any = request.acteur  # type: ignore[attr-defined]
    trouvee = get_object_or_404(policies.alertes_visibles(acteur), pk=alerte_id)
    if acteur.role != trouvee.role:
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


def _faire(request: HttpRequest, action: Callable[[], object], dite: str) -> HttpResponse:
    """Try an action; its success or its refusal is said in a sentence."""
    try:
        action()
        messages.success(request, dite)
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
    return redirect("alertes")
