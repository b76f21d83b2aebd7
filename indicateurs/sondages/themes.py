"""A keyword aid: which themes the words of an answer suggest; a person decides."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

_MOT = re.compile(r"[a-z0-9]+")


def sans_accents(texte: str) -> str:
    """Lower case, no accent, ligatures opened."""
    plat = texte.lower().replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in unicodedata.normalize("NFKD", plat) if not unicodedata.combining(c))


def suggerer(texte: str, themes: Mapping[str, Sequence[str]]) -> list[str]:
    """The codes of the themes with a key word that begins a word of the text, in the order of the themes."""
    mots = _MOT.findall(sans_accents(texte))
    return [code for code, cles in themes.items() if _un_mot_commence(mots, cles)]


def _un_mot_commence(mots: Iterable[str], cles: Sequence[str]) -> bool:
    debuts = tuple(sans_accents(cle) for cle in cles if cle)
    return bool(debuts) and any(mot.startswith(debuts) for mot in mots)
