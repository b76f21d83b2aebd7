"""The capacity of a group, changed by its partner or an adviser."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.acteurs import Acteur
from guichet.cloison import portee
from inscriptions import policies
from inscriptions.actions.capacite import PEUVENT_CHANGER, changer_capacite
from inscriptions.formulaires.suites import FormulaireCapacite
from inscriptions.models import OffreDePlace
from inscriptions.views.suites import tenter


@require_http_methods(["GET", "HEAD", "POST"])
def groupe_capacite(request: HttpRequest, groupe_id: uuid.UUID) -> HttpResponse:
    """Show what is taken, then write the new number with its reason."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    groupe = get_object_or_404(policies.groupes_visibles(acteur), pk=groupe_id)
    if acteur.role not in PEUVENT_CHANGER:
        raise PermissionDenied
    donnees = request.POST if request.method == "POST" else None
    form = FormulaireCapacite(donnees, groupe=groupe, au=timezone.localdate())
    if (
        request.method == "POST"
        and form.is_valid()
        and tenter(request, changer_capacite, _("La capacité est changée."), groupe=groupe, **form.cleaned_data)
    ):
        return redirect("groupe", groupe.pk)
    with portee(Acteur.systeme()):
        vives = OffreDePlace.objects.vives().filter(groupe=groupe).count()
    contexte = {"form": form, "groupe": groupe, "vives": vives, "changements": groupe.changements_capacite.all()[:10]}
    return render(request, "inscriptions/groupe_capacite.html", contexte)
