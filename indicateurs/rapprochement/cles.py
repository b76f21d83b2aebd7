"""The keys a person may be found by: same date, day and month swapped, date and letters, year and word, consonants.

performance.md §7: two of these meet for 999 noisy copies in a thousand. Keys are keyed fingerprints of eight bytes: the
table that holds them tells no name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import blake2b

from indicateurs.rapprochement.noms import mots, squelette


def cles(prenom: str, nom: str, naissance: date | None, *, secret: bytes) -> set[int]:
    """Every key of one person."""
    return {_empreinte(texte, secret) for texte in _textes(mots(prenom, nom), naissance)}


def _textes(connus: list[str], naissance: date | None) -> Iterator[str]:
    os = [squelette(mot) for mot in connus]
    if os:
        yield "f" + "".join(sorted(os))
    if naissance is None:
        return
    if (naissance.month, naissance.day) == (1, 1):
        # A date written by default says little: two letters are asked as well.
        yield from (f"d{naissance:%Y%m%d}{o[:2]}" for o in os)
    else:
        yield f"d{naissance:%Y%m%d}"
        if naissance.day <= 12:
            yield f"d{naissance:%Y%d%m}"
        yield from (f"m{naissance:%m%d}{o[:3]}" for o in os)
    yield from (f"y{naissance.year}{mot}" for mot in sorted(connus, key=len, reverse=True)[:2])


def _empreinte(texte: str, secret: bytes) -> int:
    return int.from_bytes(blake2b(texte.encode(), digest_size=8, key=secret).digest(), "big", signed=True)
