"""Components and the busiest pages, rendered by Jinja2; every other page is a Django template that calls the same ones.

A component is one file, `templates/composants/<nom>.jinja`. A skeleton is one file too, written for Django: a page in
Jinja that extends it (`{% extends squelette("suivi") %}`) receives it rendered in its language, its blocks left open.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from functools import cache, lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.template import engines
from django.template.loader_tags import BlockNode
from django.templatetags.static import static
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, override
from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, TemplateNotFound, Undefined
from jinja2.ext import Extension

SQUELETTE = re.compile(r"squelette:(?P<nom>base|gabarits/\w+)")
TRADUCTIBLE = re.compile(r'\b_\("([^"]*)"\)')
MARQUE = re.compile(r"⟦(/?)(\w+)⟧")
# What a skeleton computes at each request: the same calls as in base.html.
A_CHAQUE_DEMANDE = {
    "entete": "{{ entete(requete) }}",
    "navigation": "{{ navigation(requete) }}",
    "messages": "{{ messages(requete) }}",
}


TEMOIN = uuid.UUID(int=0)
P = ParamSpec("P")
R = TypeVar("R")


class Oubliee(Undefined):
    """A variable nobody gave: false in a condition, an error on a page."""

    __slots__ = ()
    __str__ = __html__ = Undefined._fail_with_undefined_error


class Traduction(Extension):
    """`_("…")` in the language of the environment, once, when the template is compiled."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The source with its sentences translated."""
        with override(self.environment.langue):  # type: ignore[attr-defined]
            return TRADUCTIBLE.sub(lambda phrase: json.dumps(gettext(phrase[1]), ensure_ascii=False), source)


class Squelettes(BaseLoader):
    """Django's skeletons as Jinja templates."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, None, None]:
        """Render the skeleton with no request, then open its blocks again."""
        trouve = SQUELETTE.fullmatch(template)
        if not trouve:
            raise TemplateNotFound(template)
        with override(environment.langue):  # type: ignore[attr-defined]
            rendu = _marquer(f"{trouve['nom']}.html")
        if re.search(r"{{|{%|{#", rendu):
            raise TemplateNotFound(template, "Le squelette contient de la syntaxe de Jinja.")
        return _rouvrir(rendu), None, None


def _marquer(nom: str) -> str:
    """The skeleton with each block between two marks."""
    moteur: Any = engines["django"]
    blocs: dict[str, None] = {}
    gabarit = moteur.get_template(nom).template
    while gabarit is not None:
        blocs |= dict.fromkeys(noeud.name for noeud in gabarit.nodelist.get_nodes_by_type(BlockNode))
        parent = next(iter(gabarit.nodelist.get_nodes_by_type(_extension())), None)
        gabarit = moteur.get_template(parent.parent_name.resolve({})).template if parent else None
    # What depends on the request is left out: it is computed again in each page.
    dedans = {bloc: "" if bloc in A_CHAQUE_DEMANDE else "{{ block.super }}" for bloc in blocs}
    marques = "".join(f"{{% block {bloc} %}}⟦{bloc}⟧{dedans[bloc]}⟦/{bloc}⟧{{% endblock %}}" for bloc in blocs)
    return moteur.from_string(f'{{% extends "{nom}" %}}{marques}').render({"demo": settings.DEMO})


def _extension() -> Any:
    from django.template.loader_tags import ExtendsNode

    return ExtendsNode


def _rouvrir(rendu: str) -> str:
    """Jinja's blocks in place of the marks."""

    def bloc(marque: re.Match[str]) -> str:
        ferme, nom = marque.groups()
        return "{% endblock %}" if ferme else f"{{% block {nom} %}}{A_CHAQUE_DEMANDE.get(nom, '')}"

    return MARQUE.sub(bloc, rendu)


def squelette(nom: str) -> str:
    """The name under which a Jinja page extends a skeleton of `templates/gabarits/`."""
    return f"squelette:gabarits/{nom}"


@cache
def environnement(langue: str) -> Environment:
    """Jinja2 with the portal's components, filters and addresses; its templates are compiled in one language."""
    from guichet import coquille
    from guichet.templatetags import appareils, composants, quebec

    reglages: dict[str, Any] = settings.TEMPLATES[0]
    dossiers = [str(dossier) for dossier in reglages["DIRS"]]
    env = Environment(
        loader=ChoiceLoader([FileSystemLoader(dossiers), Squelettes()]),
        autoescape=True,
        undefined=Oubliee,
        auto_reload=settings.DEBUG,
        cache_size=-1,
    )
    env.extend(langue=langue)
    env.add_extension(Traduction)
    for bibliotheque in (composants, quebec, appareils):
        env.filters |= bibliotheque.register.filters
    env.globals |= {nom: getattr(composants, nom) for nom in composants.EN_JINJA}
    env.globals |= {
        "adresse_de": adresse_de,
        "static": static,
        "squelette": squelette,
        "entete": coquille.entete,
        "navigation": coquille.navigation,
        "messages": coquille.messages,
        "jeton": coquille.jeton,
        "etat": composants.etat_pour,
    }
    return env


def rendre(nom: str, contexte: dict[str, Any]) -> SafeString:
    """The text of a template, safe in a page."""
    return SafeString(environnement(get_language() or settings.LANGUAGE_CODE).get_template(nom).render(contexte))


def par_langue(fonction: Callable[P, R]) -> Callable[P, R]:
    """Remember what this gives for each argument in each language: for what depends on nothing and nobody else."""

    @lru_cache(maxsize=1024)
    def connu(langue: str | None, *arguments: Any) -> Any:
        return fonction(*arguments)  # type: ignore[call-arg]

    @wraps(fonction)
    def appeler(*arguments: P.args, **aucun: P.kwargs) -> R:
        return connu(get_language(), *arguments)

    return appeler


def adresse_de(nom: str, *arguments: str | uuid.UUID) -> str:
    """The address of a route: computed once for each route and word, an identifier then takes its place."""
    identifiants = [str(argument) for argument in arguments if isinstance(argument, uuid.UUID)]
    forme = tuple(TEMOIN if isinstance(argument, uuid.UUID) else argument for argument in arguments)
    adresse = _adresse(nom, get_urlconf(), get_script_prefix(), forme)
    for identifiant in identifiants:
        adresse = adresse.replace(str(TEMOIN), identifiant, 1)
    return adresse


@lru_cache(maxsize=1024)
def _adresse(nom: str, urlconf: Any, prefixe: str, arguments: tuple[str | uuid.UUID, ...]) -> str:
    return reverse(nom, urlconf=urlconf, args=arguments)
