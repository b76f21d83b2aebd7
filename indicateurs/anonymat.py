"""Names in a text that must hold none: those of the persons invited, addresses and telephone numbers. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# A shorter word is rather an article than a name.
LONGUEUR_MINIMALE = 3
MOT = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
COORDONNEES = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s.-]?\d{3}[\s.-]?\d{4}")
MARQUE = "[personne]"


def sans_accent(mot: str) -> str:
    """The word in small letters, without accents."""
    decompose = unicodedata.normalize("NFKD", mot.casefold())
    return "".join(signe for signe in decompose if not unicodedata.combining(signe))


def parties(noms: Iterable[str]) -> set[str]:
    """The words of these names, each part of a compound one too."""
    mots: set[str] = set()
    for nom in noms:
        for trouve in MOT.findall(nom):
            mots |= {sans_accent(partie) for partie in (trouve, *re.split(r"['’-]", trouve))}
    return {mot for mot in mots if len(mot) >= LONGUEUR_MINIMALE}


def noms_reconnus(texte: str, noms: Iterable[str]) -> list[str]:
    """The words of the text that are also in one of these names, as written, once each, in their order."""
    connus = parties(noms)
    return list(dict.fromkeys(mot for mot in MOT.findall(texte) if _est_un_nom(mot, connus)))


def coordonnees(texte: str) -> list[str]:
    """The e-mail addresses and telephone numbers of the text."""
    return COORDONNEES.findall(texte)


def masquer(texte: str, mots: Iterable[str]) -> str:
    """The text with each of these words as a mark."""
    vises = set(mots)
    return MOT.sub(lambda trouve: MARQUE if trouve[0] in vises else trouve[0], texte)


def _est_un_nom(mot: str, connus: set[str]) -> bool:
    return bool({sans_accent(partie) for partie in (mot, *re.split(r"['’-]", mot))} & connus)
