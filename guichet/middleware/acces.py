"""Sign-in is required by default; a public page says so where it is declared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from guichet.acteurs import ROLES_AVEC_AMF
from guichet.comptes.session import a_second_facteur
from guichet.middleware.acteur import est_sans_seance


def page_publique(vue: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view as open to everyone."""
    vue.est_publique = True  # type: ignore[attr-defined]
    return vue


def est_publique(vue: Callable[..., Any]) -> bool:
    """True for the portal's public pages and for the sign-in pages of allauth."""
    module = getattr(vue, "__module__", "") or ""
    classe = getattr(vue, "view_class", None)
    return bool(
        getattr(vue, "est_publique", False)
        or getattr(classe, "est_publique", False)
        or module.startswith(("allauth.", "django.views.i18n", "django.contrib.staticfiles", "django.views.static"))
        or (classe is not None and classe.__module__.startswith("allauth."))
    )


class ConnexionExigee:
    """Send the anonymous to sign-in, and staff without a second factor to its set-up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reponse = self.get_response(request)
        if not est_sans_seance(request) and request.user.is_authenticated:
            reponse.headers.setdefault("Cache-Control", "no-store, private")
        return reponse

    def process_view(
        self, request: HttpRequest, vue: Callable[..., Any], args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        """Decide before the view runs."""
        if est_publique(vue):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        acteur = request.acteur  # type: ignore[attr-defined]
        # No second factor, no staff page (fiabilite.md, G10): once set up, allauth asks for it at every sign-in.
        if acteur and acteur.role in ROLES_AVEC_AMF and not a_second_facteur(request):
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        return None
