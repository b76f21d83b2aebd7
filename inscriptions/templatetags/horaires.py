"""The week of a class in words."""

from collections.abc import Iterable

from django import template

from inscriptions import horaires

register = template.Library()


@register.filter
def horaire(cellules: Iterable[str] | None) -> str:
    """« lundi et mercredi, soir »"""
    return horaires.decrire(cellules) if cellules is not None else ""
