"""Template filters for Québec formats; an empty value gives an empty text."""

from collections.abc import Callable
from datetime import datetime

from django import template
from django.utils import timezone

from guichet.referentiels import formats

register = template.Library()


def _ou_vide(formater: Callable[..., str], valeur, *args) -> str:
    """The formatted value; nothing for None and the empty text."""
    return "" if valeur is None or valeur == "" else formater(valeur, *args)


def _heure_locale(valeur):
    """The same moment in local time; a plain date or time as it is."""
    return formats.heure_locale(valeur) if isinstance(valeur, datetime) and timezone.is_aware(valeur) else valeur


@register.filter
def argent(montant) -> str:
    """`1 234,50 $`"""
    return _ou_vide(formats.formater_argent, montant)


@register.filter
def argent_rond(montant) -> str:
    """`1 235 $`"""
    return _ou_vide(formats.formater_argent_rond, montant)


@register.filter
def nombre(valeur, decimales: int | None = None) -> str:
    """`1 234,5`; with an argument, that many decimals."""
    return _ou_vide(formats.formater_nombre, valeur, decimales)


@register.filter
def pourcent(part, decimales: int = 1) -> str:
    """`85,7 %` from 0.857."""
    return _ou_vide(formats.formater_pourcent, part, decimales)


@register.filter
def date_longue(jour) -> str:
    """`3 juin 2026`"""
    return _ou_vide(formats.formater_date, _heure_locale(jour))


@register.filter
def jour_semaine(jour) -> str:
    """`lundi`"""
    return _ou_vide(formats.formater_jour_semaine, _heure_locale(jour))


@register.filter
def heure(moment) -> str:
    """`13 h 05`"""
    return _ou_vide(formats.formater_heure, _heure_locale(moment))


@register.filter
def date_heure(moment) -> str:
    """`3 juin 2026 à 13 h 05`"""
    return _ou_vide(formats.formater_date_heure, _heure_locale(moment))


@register.filter
def date_iso(moment) -> str:
    """`2026-06-03T13:05:00-04:00`, for the machines that read the page."""
    return _heure_locale(moment).isoformat()


@register.filter
def telephone(numero) -> str:
    """`514 864-9191`"""
    return _ou_vide(formats.formater_telephone, numero)
