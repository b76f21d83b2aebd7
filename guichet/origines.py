"""Where something was heard, or what it rests on: a kind and a key, never a foreign key; one registry for every page.

Each app registers the kinds it holds when it is ready. A kind says what a key is called and which page shows it, for
this reader; without a way to look it up, the key stands for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from guichet.acteurs import Acteur


@dataclass(frozen=True, slots=True)
class Source:
    """What a key names: its words, and the page that shows it when this reader may open it."""

    libelle: str
    url: str = ""


Resolveur = Callable[[str, Acteur], Source | None]


@dataclass(frozen=True, slots=True)
class Genre:
    """One kind: its words, and what finds a key for a reader (None when nothing has that key)."""

    libelle: Any
    resoudre: Resolveur | None = None


GENRES: dict[str, Genre] = {}


def enregistrer(code: str, libelle: Any, resoudre: Resolveur | None = None) -> None:
    """Add a kind; its app does, when it is ready."""
    GENRES[code] = Genre(libelle, resoudre)


def choix(codes: Iterable[str]) -> list[tuple[str, Any]]:
    """These kinds and their words, in this order, those registered."""
    return [(code, GENRES[code].libelle) for code in codes if code in GENRES]


def source_de(genre: str, cle: str, acteur: Acteur) -> Source | None:
    """What the key names; None when its kind is looked up and has nothing of that key for this reader."""
    connu = GENRES.get(genre)
    return connu.resoudre(cle, acteur) if connu and connu.resoudre else Source(cle)


def nommee(genre: str, cle: str, acteur: Acteur, *, mots: Any = "") -> Source:
    """The kind, then what its key names, with its page; a key nobody finds is written as it is."""
    connu = GENRES.get(genre)
    mots = str(mots or (connu.libelle if connu else genre))
    source = (source_de(genre, cle, acteur) if cle else Source("")) or Source(cle)
    return Source(f"{mots} : {source.libelle}" if source.libelle else mots, source.url)


def page(route: str) -> Resolveur:
    """A kind whose key is the one argument of a route: the key stands for itself and opens that page."""

    def resoudre(cle: str, _acteur: Acteur) -> Source:
        try:
            return Source(cle, reverse(route, args=[cle]))
        except NoReverseMatch:
            return Source(cle)

    return resoudre
