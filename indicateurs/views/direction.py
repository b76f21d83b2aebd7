"""The direction's home: the five principles at a glance, what is late on our side, what partners wait for."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from guichet.acteurs import Role
from indicateurs.filtre import AN, Filtre
from indicateurs.policies import alertes_de
from indicateurs.queries.direction import a_decider, principes
from indicateurs.queries.fraicheur import derniere_lecture
from partenaires.queries.retards import attendus_du_ministere, plus_anciennes

ANCIENNES_MONTREES = 6


@require_safe
def direction_accueil(request: HttpRequest) -> HttpResponse:
    """Where we stand, what we owe, what waits for a decision."""
    acteur: Any = request.acteur  # type: ignore[attr-defined]
    if acteur.role is not Role.DIRECTION:
        raise PermissionDenied
    le = timezone.now()
    jour = timezone.localdate(le)
    # The registry's own twelve months: both pages show the same figure and read it once.
    filtre = Filtre.derniers_mois(AN, au=jour)
    lecture, attendus = principes(filtre, le=le), attendus_du_ministere(au=jour)
    regards = lecture.regards()
    lues = [lue for regard in regards for _mesure, lue in regard.figures if lue and lue.valeur is not None]
    contexte = {
        "regards": regards,
        "filtre": filtre,
        "lue_le": lecture.lue_le,
        "mesures": len(lues),
        "hors": sum(lue.est_dans_le_corridor is False for lue in lues),
        "attendus": [attendu for attendu in attendus if attendu.attendent],
        "attendent": sum(a.attendent for a in attendus),
        "en_retard": sum(a.en_retard for a in attendus),
        "anciennes": [
            (a, a.est_en_retard(jour), (jour - a.depuis).days)
            for a in plus_anciennes(au=jour, nombre=ANCIENNES_MONTREES)
        ],
        "alertes": list(alertes_de(acteur)),
        "a_decider": a_decider(au=jour),
        "fraicheur": derniere_lecture(),
    }
    return render(request, "indicateurs/direction.html", contexte)
