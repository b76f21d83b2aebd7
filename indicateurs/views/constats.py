"""What focus groups found, by theme, beside what the field said of the same theme."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from guichet.acteurs import Acteur
from indicateurs import policies
from indicateurs.actions.groupe_temoin import retirer_constat
from indicateurs.queries.groupes_temoins import constats_par_theme
from indicateurs.states_groupes import CODAGE
from indicateurs.views.communs import lecteur
from inscriptions.formulaires.cours import FormulaireMotif
from inscriptions.views.suites import tenter
from partenaires.queries.besoins import compter
from partenaires.views.besoins_comptes import periode

MOIS_DES_BESOINS = 12


@require_safe
def constats(request: HttpRequest) -> HttpResponse:
    """Every finding in place under its theme; needs of the last twelve months beside it."""
    acteur = lecteur(request)
    du, au = periode(timezone.localdate(), MOIS_DES_BESOINS, entiers=False)
    besoins = compter(du=du, au=au)
    themes = constats_par_theme(policies.constats_visibles(acteur))
    for ligne in themes:
        compte = besoins.get(("", ligne["theme"].pk, ""))
        ligne["besoins"] = compte.distincts if compte else 0
    contexte = {"themes": themes, "peut_coder": acteur.role in CODAGE}
    return render(request, "indicateurs/constats.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
def constat_retirer(request: HttpRequest, constat_id: uuid.UUID) -> HttpResponse:
    """Take a finding out, with its reason."""
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    trouve = get_object_or_404(policies.constats_visibles(acteur).select_related("groupe"), pk=constat_id)
    if acteur.role not in CODAGE:
        raise PermissionDenied
    form = FormulaireMotif(
        request.POST if request.method == "POST" else None,
        domaine="constat.retirer",
        au=timezone.localdate(),
        avec_precision=False,
    )
    if request.method == "POST" and form.is_valid():
        tenter(request, retirer_constat, _("Le constat est retiré."), constat=trouve, motif=form.cleaned_data["motif"])
        return redirect("groupe_temoin", trouve.groupe_id)
    contexte = {
        "form": form,
        "titre": _("Retirer le constat %(numero)s") % {"numero": trouve.numero},
        "explication": trouve.enonce,
        "libelle": _("Retirer le constat"),
        "url_retour": reverse("groupe_temoin", args=[trouve.groupe_id]),
    }
    return render(request, "inscriptions/pas_motif.html", contexte)
