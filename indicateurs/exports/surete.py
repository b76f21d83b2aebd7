"""Cells a spreadsheet would run as a formula: what begins so is preceded by an apostrophe (OWASP, CSV injection)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

DANGEREUX = ("=", "+", "-", "@", "\t", "\r", "\n")
_DEBUTS = tuple(debut.encode() for debut in DANGEREUX)
# Every dangerous character as one, whatever ends a cell as another.
_REDUITS = bytes.maketrans(b"+-@\t\n", b"====,")
_RANGEES = re.compile(rb'(?:[^"\n]|"(?:[^"]|"")*")*\n')
_CELLULES = re.compile(rb'(?:^|,)("(?:[^"]|"")*"|[^,]*)')


def neutraliser(cellule: Any) -> Any:
    """The cell as it may be written; only text changes."""
    return f"'{cellule}" if isinstance(cellule, str) and cellule.startswith(DANGEREUX) else cellule


def peut_cacher_une_formule(bloc: bytes) -> bool:
    """False when no cell of these rows of CSV begins dangerously; one pass over the bytes, true a little too often."""
    return b'"\n' in bloc or b"\r" in bloc or b",=" in b"," + bloc.translate(_REDUITS, delete=b'"')


def neutraliser_csv(bloc: bytes, textes: Sequence[bool]) -> bytes:
    """Rows of PostgreSQL’s CSV, their dangerous cells preceded by an apostrophe; only columns of text change."""
    return b"".join([_neutraliser_rangee(rangee, textes) for rangee in _RANGEES.findall(bloc)])


def _neutraliser_rangee(rangee: bytes, textes: Sequence[bool]) -> bytes:
    cellules = _CELLULES.findall(rangee[:-1])
    for rang, (cellule, est_texte) in enumerate(zip(cellules, textes, strict=True)):
        guillemet = cellule[:1] == b'"'
        if est_texte and cellule[guillemet:].startswith(_DEBUTS):
            cellules[rang] = b"\"'" + cellule[1:] if guillemet else b"'" + cellule
    return b",".join(cellules) + b"\n"
