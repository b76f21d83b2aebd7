"""From a line of the register to a promise: at which table, then its form, filled with what the measure expects."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.acteurs import Acteur
from indicateurs.formulaires_amelioration import FormulaireTableDEngagement
from indicateurs.models import Amelioration
from indicateurs.queries.amelioration import GENRE, tables_a_engager
from indicateurs.views.ameliorations import trouver
from partenaires.views.engagement_concertation import saisir_engagement

TITRE_MAX = 240


@require_http_methods(["GET", "HEAD", "POST"])
def amelioration_engagement(request: HttpRequest, amelioration_id: uuid.UUID) -> HttpResponse:
    """Promise a measure at a table one leads; which one is asked when there are several."""
    trouvee = trouver(request, amelioration_id)
    acteur: Acteur = request.acteur  # type: ignore[attr-defined]
    tables = {str(table.pk): table for table in tables_a_engager(trouvee, acteur)}
    if not tables:
        raise PermissionDenied
    table = tables.get(request.GET.get("table", "")) or (next(iter(tables.values())) if len(tables) == 1 else None)
    retour = reverse("amelioration", args=[trouvee.pk])
    if table is None:
        return _choisir(request, list(tables.values()), retour)
    origine = {"origine_genre": GENRE, "origine_cle": str(trouvee.pk)}
    return saisir_engagement(request, table, acteur, initial=_initial(trouvee), retour=retour, **origine)


def _choisir(request: HttpRequest, tables: list[Any], retour: str) -> HttpResponse:
    form = FormulaireTableDEngagement(request.POST if request.method == "POST" else None, tables=tables)
    if request.method == "POST" and form.is_valid():
        return redirect(f"{request.path}?{urlencode({'table': form.cleaned_data['table']})}")
    contexte = {
        "titre": _("Inscrire un engagement"),
        "explication": _("Choisissez la table où il est pris. Ses membres le verront."),
        "libelle": _("Continuer"),
        "url_retour": retour,
        "form": form,
    }
    return render(request, "inscriptions/pas_motif.html", contexte)


def _initial(trouvee: Amelioration) -> dict[str, Any]:
    """What the measure already says. Its finding stays in the register: members read a promise, not the figures."""
    return {
        "titre": " ".join(trouvee.mesure_prise.split())[:TITRE_MAX],
        "indicateur": trouvee.indicateur,
        "ligne_de_plan": trouvee.ligne_id,
        "echeance": trouvee.effet_attendu_le,
    }
