"""How a refusal reads: one sentence in French, and every fault of the lines when there are some."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import exception_handler

from guichet.api.refus import Refus


def repondre(exception: Exception, contexte: dict[str, Any]) -> Response | None:
    """`{"message": …}`, with `erreurs` where lines are at fault; None for what is not a refusal but a failure."""
    reponse = exception_handler(exception, contexte)
    if reponse is None:
        return None
    if not isinstance(exception, Refus):
        reponse.data = {"message": message(reponse.status_code)}
        return reponse
    reponse.data = {"message": str(exception.detail)}
    if exception.erreurs is not None:
        reponse.data["erreurs"] = exception.erreurs
    return reponse


def message(statut: int) -> str:
    """What this status means for who called, in one sentence."""
    match statut:
        case status.HTTP_401_UNAUTHORIZED:
            return _("Envoyez un jeton valide dans l’en-tête Authorization.")
        case status.HTTP_403_FORBIDDEN:
            return _("Votre jeton ne donne pas ce droit.")
        case status.HTTP_404_NOT_FOUND:
            return _("Rien à cette adresse.")
        case status.HTTP_405_METHOD_NOT_ALLOWED:
            return _("Cette adresse ne prend pas cette méthode.")
        case status.HTTP_429_TOO_MANY_REQUESTS:
            return _("Trop d’appels. Attendez le nombre de secondes de l’en-tête Retry-After.")
        case status.HTTP_500_INTERNAL_SERVER_ERROR:
            return _("Le portail a eu un problème et n’a rien enregistré. Recommencez plus tard.")
        case status.HTTP_503_SERVICE_UNAVAILABLE:
            return _("Le portail ne répond pas. Attendez le nombre de secondes de l’en-tête Retry-After.")
        case _:
            return _("Cet appel ne peut pas être lu.")
