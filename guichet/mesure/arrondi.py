"""Counts told outside: rounded by a key of the cell, so that totals and differences give back no small number."""

from __future__ import annotations

from guichet.vieprivee.chiffrement import index_aveugle

BASE = 5


def arrondir(nombre: int, cle: str, *, base: int = BASE) -> int:
    """The multiple of `base` just under or just over; the cell's key draws which, and always the same.

    Up with a probability of the remainder over the base, so that sums of cells keep their mean (random rounding, as
    in Willenborg and de Waal, « Elements of Statistical Disclosure Control », 2001, §5.4.3). The draw is keyed: knowing
    the rule and the cell does not tell which way it went. Show sums of rounded cells, never the exact beside them.
    """
    reste = nombre % base
    tirage = int(index_aveugle(f"arrondi:{cle}")[:12], 16) % base
    return nombre - reste + (base if tirage < reste else 0)
