"""Public pages are made once a minute for all the visitors nobody knows; only the token of their forms is their own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import get_language

from guichet.referentiels import cache

JETON = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")[^"]*')


def gardee(vue: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a public page that is the same for every visitor without a session, on one day and in one language."""
    vue.est_gardee = True  # type: ignore[attr-defined]
    return vue


@dataclass(frozen=True, slots=True)
class Page:
    """A page between the tokens of its forms, and the route that made it."""

    morceaux: list[bytes]
    route: Any


class PagesPubliques:
    """Answer from this process's memory when nothing of the request could change the page, and fill that memory.

    It stands behind the language and the CSRF middlewares, which act as for any page, and before the session: a visitor
    who has a session cookie, valid or not, is never answered from here. The memory is that of the reference data: a
    minute, and forgotten with it; it needs neither Valkey nor PostgreSQL.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET" or request.META.get("QUERY_STRING") or not _est_inconnu(request):
            return self.get_response(request)
        cle = ("page publique", request.get_host(), request.path, get_language(), timezone.localdate())
        connue = cache.rappeler(cle)
        if connue is not None:
            return _reponse(request, connue)
        reponse = self.get_response(request)
        if _est_gardable(request, reponse):
            cache.garder(cle, Page(JETON.split(reponse.content), request.resolver_match))
        return reponse


def _est_inconnu(request: HttpRequest) -> bool:
    """True for a visitor without a session and without a message waiting in a cookie."""
    return not (request.COOKIES.get(settings.SESSION_COOKIE_NAME) or request.COOKIES.get("messages"))


def _est_gardable(request: HttpRequest, reponse: HttpResponse) -> bool:
    """A whole page of a view that says so, that asked for no nonce and opened no session."""
    return (
        reponse.status_code == 200
        and not reponse.streaming
        and not reponse.cookies
        and getattr(request, "_csp_nonce", None) is None
        and request.resolver_match is not None
        and getattr(request.resolver_match.func, "est_gardee", False)
    )


def _reponse(request: HttpRequest, page: Page) -> HttpResponse:
    request.resolver_match = page.route
    return HttpResponse(get_token(request).encode().join(page.morceaux) if len(page.morceaux) > 1 else page.morceaux[0])
