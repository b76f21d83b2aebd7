"""Who is asking, and the transaction in which only that actor's rows exist."""

from __future__ import annotations

from collections.abc import Callable

from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from guichet.cloison import portee
from guichet.comptes.session import acteur_de
from guichet.vieprivee.historique import signature

# Static pages of the infrastructure, and the questionnaire of a survey, whose code alone says what may be answered: no
# session is read, no actor, no transaction.
SANS_SEANCE = ("/statique/", "/sante/", "/sondage/")


def est_sans_seance(request: HttpRequest) -> bool:
    """True for an address that is the same whoever asks: nothing of the session is read there."""
    return request.path.startswith(SANS_SEANCE)


class ActeurEtPortee:
    """Set `request.acteur`, open the request's transaction with its scope, roll back when the view fails.

    The whole response is rendered inside, so a template that reads a row late still reads it in scope.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if est_sans_seance(request):
            request.acteur = None  # type: ignore[attr-defined]
            return self.get_response(request)
        acteur = acteur_de(request)
        request.acteur = acteur  # type: ignore[attr-defined]
        with portee(acteur, reglages=signature(acteur, request.requete_id)):  # type: ignore[attr-defined]
            reponse = self.get_response(request)
            if reponse.status_code >= 500:
                transaction.set_rollback(True)
        return reponse

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A view that raises leaves nothing behind; allauth's own interruptions are answers, not failures."""
        if isinstance(exception, (ImmediateHttpResponse, ReauthenticationRequired)):
            return
        if transaction.get_connection().in_atomic_block:
            transaction.set_rollback(True)
