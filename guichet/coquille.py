"""What stands around every page: header, menu, messages, footer. Nothing that names someone outlives the request."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info

from guichet.acteurs import Acteur, Role
from guichet.comptes.session import adhesions_de_la_requete
from guichet.gabarits import adresse_de, par_langue, rendre
from guichet.navigation import LIENS_COMPTE, LIENS_PIED, Entree, navigation_de

# What the header says of one request.
TROUS = ("organisations", "adresse", "jeton", "utilisateur", "libelle")


def page(request: HttpRequest, gabarit: str, contexte: dict[str, Any], status: int = 200) -> HttpResponse:
    """Answer with a Jinja page, as `django.shortcuts.render` does with a Django template."""
    return HttpResponse(rendre(gabarit, contexte | {"requete": request}), status=status)


def entete(request: HttpRequest | None) -> SafeString:
    """The header: who we are, for whom one acts, the language, the account."""
    acteur = getattr(request, "acteur", None)
    utilisateur = getattr(request, "user", None)
    connecte = utilisateur is not None and utilisateur.is_authenticated
    # The only values of this request: each goes into its hole, escaped.
    valeurs = {
        "organisations": _organisations(request, acteur) if request and acteur else "",
        "adresse": conditional_escape(request.get_full_path()) if request else "",
        "jeton": jeton(request),
        "utilisateur": conditional_escape(str(utilisateur)) if connecte else "",
        "libelle": conditional_escape((acteur.libelle if acteur else "") or str(utilisateur)) if connecte else "",
    }
    trous = _entete_a_trous(acteur.role if acteur else None, connecte)
    return SafeString("".join([valeurs[texte] if rang % 2 else texte for rang, texte in enumerate(trous)]))


@par_langue
def _entete_a_trous(role: Role | None, connecte: bool) -> list[str]:
    """The header of a role in the language of the page: texts, and between them the names of what to fill in."""
    contexte = {
        "role": role.label if role else "",
        "connecte": connecte,
        "liens_compte": _liens(LIENS_COMPTE) if role else (),
        "langue": get_language(),
        "langues": _langues(),
    }
    rendu = rendre("composants/entete.jinja", contexte | {nom: f"⟦{nom}⟧" for nom in TROUS})
    return re.split(r"⟦(\w+)⟧", rendu)


def _organisations(request: HttpRequest, acteur: Acteur) -> SafeString:
    """The switcher of someone who holds memberships."""
    adhesions = adhesions_de_la_requete(request)
    if not adhesions:
        return SafeString("")
    contexte = {"acteur": acteur, "adhesions": adhesions, "jeton": jeton(request)}
    return rendre("composants/organisations.jinja", contexte)


@par_langue
def _liens(liens: tuple[Entree, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((str(lien.url), str(lien.libelle)) for lien in liens)


@cache
def _langues() -> dict[str, str]:
    """Each language of the switch in its own words."""
    return {code: nom_langue(code) for code, _nom in settings.LANGUAGES}


def nom_langue(code: str) -> str:
    """A language in its own words, without its country: « Français », « English »."""
    nom = str(get_language_info(code.split("-")[0])["name_local"])
    return nom[:1].upper() + nom[1:]


def navigation(request: HttpRequest | None) -> SafeString:
    """The menu of the actor's role, the present page marked; nothing for the anonymous."""
    entrees = navigation_de(getattr(request, "acteur", None))
    if not request or not entrees:
        return SafeString("")
    ici = request.resolver_match.url_name if request.resolver_match else None
    marques = tuple(_marque(entree.url, ici, request.path) for entree in entrees)
    return _menu(entrees, marques)


def _marque(nom: str, ici: str | None, chemin: str) -> str:
    """How the menu marks an entry: the page itself, a page under it, or neither."""
    if nom == ici:
        return "page"
    return "true" if adresse_de(nom) in chemin else ""


@par_langue
def _menu(entrees: tuple[Entree, ...], marques: tuple[str, ...]) -> SafeString:
    lignes = [(adresse_de(entree.url), entree.libelle, marque) for entree, marque in zip(entrees, marques, strict=True)]
    return rendre("composants/navigation.jinja", {"entrees": lignes})


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


@par_langue
def pied() -> SafeString:
    """The footer, the same for everyone who reads one language."""
    return rendre("composants/pied.jinja", {"liens": _liens(LIENS_PIED)})


@par_langue
def feuilles() -> SafeString:
    """The style sheets."""
    return rendre("composants/feuilles.jinja", {})
