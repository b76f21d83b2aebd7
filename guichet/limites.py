"""How often an address may try: counted in the shared cache, forgotten after a while."""

from __future__ import annotations

from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


def cle_d_adresse(request: HttpRequest, usage: str) -> str:
    """The counter of this address for this use; the address is the one our own proxies vouch for."""
    return f"limite:{usage}:{get_adapter().get_client_ip(request)}"


def est_depassee(cle: str, maximum: int) -> bool:
    """True when the counter reached its maximum."""
    return int(cache.get(cle) or 0) >= maximum


def compter(cle: str, *, secondes: int) -> None:
    """Add one try; the first one starts the period."""
    if not cache.add(cle, 1, secondes):
        try:
            cache.incr(cle)
        except ValueError:  # The period ended between the two calls.
            cache.set(cle, 1, secondes)


def compter_dans_la_minute(cle: str, le: datetime) -> int:
    """Add one to the count of this minute of the clock and return it; the next minute has a count of its own."""
    minute = f"{cle}:{int(le.timestamp()) // 60}"
    cache.add(minute, 0, 120)
    try:
        return cache.incr(minute)
    except ValueError:  # Forgotten between the two calls.
        cache.set(minute, 1, 120)
        return 1
