"""Each request gets a number that its journal rows, log lines and tasks carry."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

journal = structlog.get_logger("portail.web")
_RECU = re.compile(r"^[A-Za-z0-9-]{8,64}$")


class NumeroDeRequete:
    """Set `request.requete_id`, send it back as a header, log one line per request (route, never the path)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        recu = request.headers.get("X-Request-ID", "")
        numero = recu if _RECU.match(recu) else uuid.uuid4().hex
        request.requete_id = numero  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(requete_id=numero)
        debut = time.perf_counter()
        reponse = self.get_response(request)
        reponse["X-Request-ID"] = numero
        route = request.resolver_match.route if request.resolver_match else ""
        journal.info(
            "requete",
            methode=request.method,
            route=route,
            statut=reponse.status_code,
            duree_ms=round((time.perf_counter() - debut) * 1000, 1),
        )
        return reponse
