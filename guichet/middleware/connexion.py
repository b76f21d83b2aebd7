"""Who the session names, read in the same statement as the session."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from guichet.comptes.authentification import session_en_main


class CompteDeLaSession(AuthenticationMiddleware):
    """Django's middleware; its checks of the session are unchanged, only the account's row is not asked for again."""

    def process_request(self, request: HttpRequest) -> None:
        """Set `request.user`, looked up when something asks for it."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _compte(request))  # type: ignore[assignment]


def _compte(request: Any) -> Any:
    """Where Django keeps it, so that signing in or out replaces it as usual."""
    if not hasattr(request, "_cached_user"):
        with session_en_main(request.session):
            request._cached_user = get_user(request)
    return request._cached_user
