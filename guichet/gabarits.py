"""Components and the busiest pages, rendered by Jinja2; every other page is a Django template that calls the same ones.

A component is one file, `templates/composants/<nom>.jinja`. A skeleton is one file too, written for Django: a page in
Jinja that extends it (`{% extends squelette("suivi") %}`) receives it rendered in its language, its blocks left open.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.template import engines
from django.template.loader_tags import BlockNode
from django.templatetags.static import static
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, override
from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, TemplateNotFound, Undefined

SQUELETTE = re.compile(r"(?P<langue>[a-z-]+):(?P<nom>base|gabarits/\w+)")
MARQUE = re.compile(r"⟦(/?)(\w+)⟧")
# What a skeleton computes at each request: the same calls as in base.html.
A_CHAQUE_DEMANDE = {
    "entete": "{{ entete(requete) }}",
    "navigation": "{{ navigation(requete) }}",
    "messages": "{{ messages(requete) }}",
}


class Oubliee(Undefined):
    """A variable nobody gave: false in a condition, an error on a page."""

    __slots__ = ()
    __str__ = __html__ = Undefined._fail_with_undefined_error


class Squelettes(BaseLoader):
    """Django's skeletons as Jinja templates, one for each language."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, None, None]:
        """Render the skeleton with no request, then open its blocks again."""
        trouve = SQUELETTE.fullmatch(template)
        if not trouve:
            raise TemplateNotFound(template)
        with override(trouve["langue"]):
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
    marques = "".join(f"{{% block {bloc} %}}⟦{bloc}⟧{{{{ block.super }}}}⟦/{bloc}⟧{{% endblock %}}" for bloc in blocs)
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
    """The name of a skeleton in the language of the page."""
    return f"{get_language()}:gabarits/{nom}"


@cache
def environnement() -> Environment:
    """Jinja2 with the portal's components, filters and addresses."""
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
    for bibliotheque in (composants, quebec, appareils):
        env.filters |= bibliotheque.register.filters
    env.globals |= {nom: getattr(composants, nom) for nom in composants.EN_JINJA}
    env.globals |= {
        "_": gettext,
        "adresse_de": adresse_de,
        "static": static,
        "squelette": squelette,
        "entete": coquille.entete,
        "navigation": coquille.navigation,
        "messages": coquille.messages,
        "jeton": coquille.jeton,
    }
    return env


def rendre(nom: str, contexte: dict[str, Any]) -> SafeString:
    """The text of a template, safe in a page."""
    return SafeString(environnement().get_template(nom).render(contexte))


def adresse_de(nom: str, *arguments: Any) -> str:
    """The address of a route; those without an argument are computed once."""
    if arguments:
        return reverse(nom, args=arguments)
    return _fixe(nom, get_urlconf(), get_script_prefix())


@lru_cache(maxsize=512)
def _fixe(nom: str, urlconf: Any, prefixe: str) -> str:
    return reverse(nom, urlconf=urlconf)
