"""How fresh the figures are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

from indicateurs.models import Repere

_CONNUE: ContextVar[list[datetime | None] | None] = ContextVar("lecture du journal", default=None)


@contextmanager
def une_seule_lecture() -> Iterator[None]:
    """Inside, everyone stands on the same reading, asked for once."""
    jeton = _CONNUE.set([])
    try:
        yield
    finally:
        _CONNUE.reset(jeton)


@contextmanager
def lue_le(le: datetime) -> Iterator[None]:
    """Inside, the journal was last read then: an edition stands on that moment, today and when counted again."""
    jeton = _CONNUE.set([le])
    try:
        yield
    finally:
        _CONNUE.reset(jeton)


def derniere_lecture() -> datetime | None:
    """When the journal was last folded into the figures; None before the first time."""
    connue = _CONNUE.get()
    if connue is None:
        return _lire()
    if not connue:
        connue.append(_lire())
    return connue[0]


def _lire() -> datetime | None:
    return Repere.objects.filter(nom="journal").values_list("lu_le", flat=True).first()


def derniere_lecture_jour() -> date | None:
    """The day of that reading; None before the first time."""
    lue = derniere_lecture()
    return timezone.localdate(lue) if lue else None
