"""The shared cache, which no page needs: while Valkey is silent, each process remembers for itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

from guichet.disjoncteur import Disjoncteur

PANNES = (RedisError, OSError)
valkey = Disjoncteur(*PANNES, repos=10)


def _tolerante(nom: str) -> Callable[..., Any]:
    """The cache's method of this name, in Valkey or else in this process."""

    def methode(self: CacheTolerant, *args: Any, **kwargs: Any) -> Any:
        try:
            with valkey.appel():
                return getattr(RedisCache, nom)(self, *args, **kwargs)
        except PANNES:
            return getattr(self.secours(), nom)(*args, **kwargs)

    return methode


class CacheTolerant(RedisCache):
    """Valkey's cache; without it sign-in limits go on counting, per process, and nothing fails."""

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        # One memory for all the threads of the process: LocMemCache keeps it by name.
        self._secours = LocMemCache("secours", {nom: valeur for nom, valeur in params.items() if nom != "OPTIONS"})

    def secours(self) -> LocMemCache:
        """The memory of this process, under the same keys."""
        self._secours.key_prefix = self.key_prefix
        return self._secours

    add, get, set, touch, delete, has_key, incr, clear, get_many, set_many, delete_many = (
        _tolerante(nom)
        for nom in [
            "add",
            "get",
            "set",
            "touch",
            "delete",
            "has_key",
            "incr",
            "clear",
            "get_many",
            "set_many",
            "delete_many",
        ]
    )

    def repond(self) -> bool:
        """Whether Valkey itself answers."""
        try:
            with valkey.appel():
                return bool(self._cache.get_client().ping())
        except PANNES:
            return False
