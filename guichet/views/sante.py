"""Is the portal alive, and does its work get done?"""

from __future__ import annotations

from typing import cast

from django.core.cache import caches
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cache import CacheTolerant
from guichet.cloison import portee
from guichet.middleware.acces import page_publique
from guichet.models import Avis

# Past this age, messages wait for a relay that no longer runs.
AGE_MAX_S = 300


@page_publique
def sante(request: HttpRequest) -> JsonResponse:
    """Liveness, readiness and the age in seconds of the oldest unfinished message; 503 when one fails."""
    etat: dict[str, object] = {"vivant": True, "base": False, "cache": False, "age_plus_vieil_avis_s": None}
    try:
        with portee(Acteur.systeme()):
            plus_vieux = Avis.objects.inacheves().order_by("du_le").values_list("du_le", flat=True).first()
            etat["base"] = connection.is_usable()
        etat["age_plus_vieil_avis_s"] = max(0, int((timezone.now() - plus_vieux).total_seconds())) if plus_vieux else 0
    except DatabaseError:
        etat["base"] = False
    etat["cache"] = cast(CacheTolerant, caches["default"]).repond()
    age = etat["age_plus_vieil_avis_s"]
    pret = bool(etat["base"] and etat["cache"] and isinstance(age, int) and age < AGE_MAX_S)
    return JsonResponse(etat | {"pret": pret}, status=200 if pret else 503)
