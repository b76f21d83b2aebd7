"""A per-process memory of small lists, short enough that a change is seen within a minute."""

import functools
import time
from collections.abc import Callable
from typing import Any, TypeVar

DUREE_SECONDES = 60
R = TypeVar("R")

_memoire: dict[tuple, tuple[float, object]] = {}


def memoriser(fonction: Callable[..., R]) -> Callable[..., R]:
    """Keep the answer of this function for a minute, by its arguments."""

    @functools.wraps(fonction)
    def rappeler(*args, **kwargs) -> R:
        cle = (fonction.__module__, fonction.__qualname__, args, tuple(sorted(kwargs.items())))
        echeance, valeur = _memoire.get(cle, (0.0, None))
        if time.monotonic() >= echeance:
            valeur = fonction(*args, **kwargs)
            _memoire[cle] = (time.monotonic() + DUREE_SECONDES, valeur)
        return valeur  # type: ignore[return-value]

    return rappeler


def rappeler(cle: tuple) -> Any:
    """What was kept under this key less than a minute ago, None otherwise."""
    echeance, valeur = _memoire.get(cle, (0.0, None))
    return valeur if time.monotonic() < echeance else None


def garder(cle: tuple, valeur: object) -> None:
    """Keep a value for a minute."""
    _memoire[cle] = (time.monotonic() + DUREE_SECONDES, valeur)


def vider() -> None:
    """Forget everything, after a load or between two tests."""
    _memoire.clear()
