"""Words of a norm: `{% load norme %}`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from guichet.models.organisation import GenreOrganisation
from partenaires.models import Clientele
from partenaires.queries.differences_norme import condition_en_mots

register = template.Library()


@register.filter
def condition(bloc: Mapping[str, Any], regions: Mapping[str, str]) -> str:
    """`{{ bloc|condition:regions }}`: when a paragraph applies, in words."""
    return condition_en_mots(bloc, regions)


@register.filter
def genres(codes: Iterable[str]) -> str:
    """`{{ volet.organisations|genres }}`: kinds of organisations, in words."""
    return ", ".join(str(GenreOrganisation(code).label) for code in codes)


@register.filter
def clienteles(codes: Iterable[str]) -> str:
    """`{{ volet.clienteles|clienteles }}`: clienteles, in words."""
    return ", ".join(str(Clientele(code).label) for code in codes)
