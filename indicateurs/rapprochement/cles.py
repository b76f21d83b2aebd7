"""The keys a person may be found by: same date, day and month swapped, date and letters, year and word, consonants.

performance.md §7: two of these meet for 999 noisy copies in a thousand. Keys are keyed fingerprints of eight bytes: the
table that holds them tells no name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import blake2b

from indicateurs.rapprochement.noms import mots, squelette


def reperes(prenom: str, nom: str, naissance: date | None, *, secret: bytes) -> dict[int, bool]:
    """Every key of one person, and whether sharing it is enough to be looked at; of the others it takes two."""
    return {_empreinte(texte, secret): suffit for texte, suffit in _textes(mots(prenom, nom), naissance)}


def _textes(connus: list[str], naissance: date | None) -> Iterator[tuple[str, bool]]:
    os = [squelette(mot) for mot in connus]
    if os:
        yield "f" + "".join(sorted(os)), True
    if naissance is None:
        return
    if (naissance.month, naissance.day) == (1, 1):
        # A date written by default says little: two letters are asked as well, and something else.
        yield from ((f"d{naissance:%Y%m%d}{o[:2]}", False) for o in os)
    else:
        yield f"d{naissance:%Y%m%d}", True
        if naissance.day <= 12:
            yield f"d{naissance:%Y%d%m}", True
        yield from ((f"m{naissance:%m%d}{o[:3]}", True) for o in os)
    # A common name in a year is thousands of persons.
    yield from ((f"y{naissance.year}{mot}", False) for mot in sorted(connus, key=len, reverse=True)[:2])


def _empreinte(texte: str, secret: bytes) -> int:
    return int.from_bytes(blake2b(texte.encode(), digest_size=8, key=secret).digest(), "big", signed=True)
