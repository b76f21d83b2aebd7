"""French until the person chooses otherwise: the Administration speaks French first (Charte de la langue française)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class LangueChoisie(LocaleMiddleware):
    """Activate the language kept by the switch; the browser's preference is not a choice."""

    def process_request(self, request: HttpRequest) -> None:
        """Read the cookie of the switch, French without it."""
        choix = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        langue = choix if choix in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(langue)
        request.LANGUAGE_CODE = langue  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Say which language the page is in."""
        response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        return response
