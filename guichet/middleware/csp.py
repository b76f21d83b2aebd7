"""The browser policy, written once for the pages that change nothing of it."""

from __future__ import annotations

from typing import Any

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

# What a view or its decorators put on a response that wants another policy than the portal's.
PARTICULIERES = ("_csp_config", "_csp_update", "_csp_replace", "_csp_exempt")


class PolitiqueDuNavigateur(CSPMiddleware):
    """django-csp's middleware; a page that asked for no nonce and no exception gets a header already written."""

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        self._ecrite: tuple[Any, str] = (None, "")

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Add the policy, unless the view wrote its own."""
        if settings.DEBUG or self._est_particuliere(request, response):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self._ordinaire())
        # A nonce asked for from now on would be in no header: django-csp's error says so.
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)  # type: ignore[attr-defined]
        return response

    def _ordinaire(self) -> str:
        """The header of the present settings."""
        politique = settings.CONTENT_SECURITY_POLICY
        if self._ecrite[0] is not politique:
            self._ecrite = (politique, build_policy())
        return self._ecrite[1]

    @staticmethod
    def _est_particuliere(request: HttpRequest, response: HttpResponseBase) -> bool:
        return getattr(request, "_csp_nonce", None) is not None or any(hasattr(response, nom) for nom in PARTICULIERES)
