"""What stands around every page: header, menu, messages, footer. Nothing that names someone outlives the request."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from guichet.comptes.session import adhesions_de_la_requete
from guichet.gabarits import adresse_de, rendre
from guichet.navigation import LIENS_COMPTE, LIENS_PIED, navigation_de


def page(request: HttpRequest, gabarit: str, contexte: dict[str, Any], status: int = 200) -> HttpResponse:
    """Answer with a Jinja page, as `django.shortcuts.render` does with a Django template."""
    return HttpResponse(rendre(gabarit, contexte | {"requete": request}), status=status)


def entete(request: HttpRequest | None) -> SafeString:
    """The header: who we are, for whom one acts, the language, the account."""
    acteur = getattr(request, "acteur", None)
    utilisateur = getattr(request, "user", None)
    contexte = {
        "acteur": acteur,
        "utilisateur": utilisateur if utilisateur is not None and utilisateur.is_authenticated else None,
        "adhesions": adhesions_de_la_requete(request) if request and acteur else (),
        "liens_compte": LIENS_COMPTE if acteur else (),
        "langue": get_language(),
        "langues": [code for code, _nom in settings.LANGUAGES],
        "adresse": request.get_full_path() if request else "",
        "jeton": jeton(request),
    }
    return rendre("composants/entete.jinja", contexte)


def navigation(request: HttpRequest | None) -> SafeString:
    """The menu of the actor's role, the present page marked; nothing for the anonymous."""
    entrees = navigation_de(getattr(request, "acteur", None))
    if not request or not entrees:
        return SafeString("")
    ici = request.resolver_match.url_name if request.resolver_match else None
    contexte = {
        "entrees": [(entree, adresse_de(entree.url)) for entree in entrees],
        "ici": ici,
        "chemin": request.path,
    }
    return rendre("composants/navigation.jinja", contexte)


def messages(request: HttpRequest | None) -> SafeString:
    """What the last action has to say, once."""
    en_attente = get_messages(request) if request else ()
    return rendre("composants/messages.jinja", {"messages": en_attente}) if len(en_attente) else SafeString("")


def jeton(request: HttpRequest | None) -> str:
    """The CSRF token of this answer, the same in each of its forms."""
    if request is None:
        return ""
    connu = getattr(request, "_jeton_de_la_page", None)
    if connu is None:
        connu = request._jeton_de_la_page = get_token(request)  # type: ignore[attr-defined]
    return connu


def pied() -> SafeString:
    """The footer, the same for everyone who reads one language."""
    return _constant("pied", get_language())


def feuilles() -> SafeString:
    """The style sheets."""
    return _constant("feuilles", None)


@lru_cache(maxsize=32)
def _constant(nom: str, langue: str | None) -> SafeString:
    return rendre(f"composants/{nom}.jinja", {"liens": LIENS_PIED})
