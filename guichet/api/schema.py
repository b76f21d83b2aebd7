"""The OpenAPI document: made from the addresses themselves, once for each process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import translation
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.renderers import OpenApiJsonRenderer

FRANCAIS = "fr-ca"


class ParCleScheme(OpenApiAuthenticationExtension):
    """Every kind of key is a bearer; each says in the schema what it opens."""

    target_class = "guichet.api.authentification.ParCle"
    match_subclasses = True

    @property
    def name(self) -> str:  # type: ignore[override]
        """The name of this kind of key."""
        return self.target.nom

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """As OpenAPI writes it."""
        return {"type": "http", "scheme": "bearer", "description": str(self.target.description)}


class Schema(AutoSchema):
    """What REST framework asks of a view, said in French."""

    def get_operation_id(self) -> str:
        """The name of the route and what is done there."""
        return f"{self.method.lower()}_{self.view.nom_api}"

    def get_paginated_name(self, serializer_name: str) -> str:
        """The component of a page of these."""
        return f"PageDe{serializer_name}"


@cache
def document() -> dict[str, Any]:
    """The whole schema, in French whoever asks."""
    with translation.override(FRANCAIS):
        return SchemaGenerator().get_schema(request=None, public=True)


@cache
def octets() -> bytes:
    """The same as it is served."""
    return OpenApiJsonRenderer().render(document(), renderer_context={})


@dataclass(frozen=True, slots=True)
class Operation:
    """What the page of the API tells of one address."""

    methode: str
    chemin: str
    resume: str
    description: str
    jeton: str
    parametres: list[dict[str, Any]]
    reponses: list[tuple[str, str]]
    # Of each line sent: name, meaning, the words it may be.
    champs: list[tuple[str, str, list[str]]]
    envoi: str
    retour: str


@cache
def operations() -> list[Operation]:
    """Every address and method, in the order of the schema."""
    lu = document()
    jetons = {nom: un["description"] for nom, un in lu["components"]["securitySchemes"].items()}
    return [
        Operation(
            methode.upper(),
            chemin,
            une["summary"],
            une["description"],
            " ".join(jetons[nom] for exigence in une["security"] for nom in exigence),
            une.get("parameters", []),
            [(code, reponse["description"]) for code, reponse in une["responses"].items()],
            _champs(une.get("requestBody", {})),
            _exemple(une.get("requestBody", {})),
            _exemple(une["responses"]["200"]),
        )
        for chemin, methodes in lu["paths"].items()
        for methode, une in methodes.items()
    ]


def _exemple(corps: dict[str, Any]) -> str:
    """The first example of a body, as it would be written; empty without one."""
    exemples = corps.get("content", {}).get("application/json", {}).get("examples", {})
    valeur = next((un["value"] for un in exemples.values()), None)
    return "" if valeur is None else json.dumps(valeur, ensure_ascii=False, indent=2)


def _champs(corps: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    """The fields of the lines of a body; none without one."""
    if not corps:
        return []
    [liste] = _composant(corps["content"]["application/json"]["schema"])["properties"].values()
    champs = _composant(liste["items"])["properties"]
    return [(nom, lu["description"].split("\n")[0], _choix(lu)) for nom, lu in champs.items()]


def _choix(champ: dict[str, Any]) -> list[str]:
    references = champ.get("allOf", [])
    return _composant(references[0])["enum"] if references else []


def _composant(reference: dict[str, str]) -> dict[str, Any]:
    return document()["components"]["schemas"][reference["$ref"].rsplit("/", 1)[-1]]
