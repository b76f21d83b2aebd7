"""What a partner answers to the groups it is asked to open."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee
from guichet.models import Motif
from inscriptions.formulaires.dossier import FormulairePas
from partenaires import policies
from partenaires.actions.ouverture import accepter_ouverture, refuser_ouverture
from partenaires.queries.ouvertures import ouvertures_a_lire
from partenaires.views.communs import exiger_gestion, exiger_lecture

PAR_PAGE = 25


@require_GET
def ouvertures(request: HttpRequest) -> HttpResponse:
    """The groups asked of a partner, those that wait for its answer first; an adviser sees every partner's."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    exiger_lecture(acteur)
    lignes = sorted(ouvertures_a_lire(policies.ouvertures_visibles(acteur)), key=lambda o: not o.attend_reponse)
    contexte = {
        "page_obj": Paginator(lignes, PAR_PAGE).get_page(request.GET.get("page")),
        "attendues": sum(ouverture.attend_reponse for ouverture in lignes),
        "form": FormulairePas(domaine="ouverture.refuser", au=timezone.localdate()),
    }
    return render(request, "partenaires/ouvertures.html", contexte)


@require_POST
def ouverture_repondre(request: HttpRequest, ouverture_id: uuid.UUID) -> HttpResponse:
    """Open the group, or refuse it with a reason."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    visibles = policies.ouvertures_visibles(acteur).select_related("propose__groupe")
    ouverture = get_object_or_404(visibles, pk=ouverture_id)
    exiger_gestion(acteur)
    le = timezone.now()
    try:
        if request.POST.get("pas") == "accepter":
            accepter_ouverture(ouverture=ouverture, acteur=acteur, le=le)
            messages.success(request, _("Le groupe est annoncé."))
        else:
            _refuser(request, ouverture, acteur)
    except TransitionRefusee as refus:
        messages.error(request, refus.message)
    return redirect("ouvertures")


def _refuser(request: HttpRequest, ouverture, acteur: Acteur) -> None:
    formulaire = FormulairePas(request.POST, domaine="ouverture.refuser", au=timezone.localdate())
    if not formulaire.is_valid():
        messages.error(request, _("Choisissez un motif dans la liste."))
        return
    code, precision = formulaire.cleaned_data["motif"], formulaire.cleaned_data["precision"]
    motif = precision or Motif.objects.get(pk=code).libelle
    refuser_ouverture(ouverture=ouverture, acteur=acteur, le=timezone.now(), motif=motif, motif_code=code)
    messages.success(request, _("Le refus est noté. Le ministère formera d’autres groupes."))
