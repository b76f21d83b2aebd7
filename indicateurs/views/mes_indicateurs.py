"""A partner's own figures, beside those of peers it cannot name."""

from __future__ import annotations

from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guichet.models import Organisation
from indicateurs.figures_pairs import lignes_des_pairs
from indicateurs.formulaires import FiltreForm
from indicateurs.policies import peut_se_comparer
from indicateurs.queries import fraicheur
from indicateurs.queries.pairs import suivre
from partenaires.figures_accueil import figure_des_pairs


@require_safe
def mes_indicateurs(request: HttpRequest) -> HttpResponse:
    """The organisation the reader acts for, and no other: the address chooses a period and nothing else."""
    acteur = request.acteur  # type: ignore[attr-defined]
    if not peut_se_comparer(acteur):
        raise PermissionDenied
    formulaire = FiltreForm({"periode": request.GET.get("periode", "12")})
    filtre = replace(formulaire.filtre(au=timezone.localdate()), region="", niveau=None)
    organisation = Organisation.objects.get(pk=acteur.organisation_id)
    suivis = [suivi for suivi in suivre(organisation, filtre) if suivi.periode.valeur is not None]
    bandes = figure_des_pairs([suivi.periode for suivi in suivis])
    comparables = any(suivi.periode.est_comparable for suivi in suivis)
    if bandes and not comparables:
        bandes = replace(bandes, titre=_("Vos indicateurs, sur toute la période"))
    contexte = {
        "organisation": organisation,
        "formulaire": formulaire,
        "filtre": filtre,
        "bandes": bandes,
        "lignes": [lignes_des_pairs(suivi) for suivi in suivis],
        "mesures": [suivi.mesure for suivi in suivis],
        "comparables": comparables,
        "fraicheur": fraicheur.derniere_lecture(),
    }
    return render(request, "indicateurs/mes_indicateurs.html", contexte)
