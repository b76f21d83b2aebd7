"""Who the invented people are: names, addresses, births, statuses."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from random import Random

from inscriptions.peuplement.origines import ORIGINES, POIDS_ORIGINES, Origine

PRENOMS_ICI = (
    "Maude", "Sylvain", "Josée", "Mathieu", "Isabelle", "Philippe", "Annie", "Benoît", "Karine", "Étienne", "Sophie",
    "Marc-Antoine", "Geneviève", "Alexis", "Nadia", "Karim", "Lise", "Rosalie", "Thu", "Samuel", "Ines", "Luc",
)  # fmt: skip
NOMS_ICI = (
    "Beaudry-Lemay", "Charbonneau", "Desrosiers", "Gaudreault", "Hamel", "Lachapelle", "Marcoux", "Nolet", "Ouellet",
    "Paradis", "Quesnel", "Robitaille", "Sylvestre", "Thibodeau", "Vaillancourt", "Benali", "Truong", "Joseph",
)  # fmt: skip


def choisir(hasard: Random, suite):
    """One of them, each as likely."""
    return suite[int(hasard.random() * len(suite))]


def origine(hasard: Random) -> Origine:
    """Where the person comes from."""
    return hasard.choices(ORIGINES, POIDS_ORIGINES)[0]


def nom_du_personnel(hasard: Random) -> tuple[str, str]:
    """A name for someone who works here."""
    return choisir(hasard, PRENOMS_ICI), choisir(hasard, NOMS_ICI)


@lru_cache(maxsize=4096)
def _sans_accents(texte: str) -> str:
    plat = unicodedata.normalize("NFKD", texte.replace("đ", "d").replace("Đ", "D").replace("ø", "o"))
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in plat if not unicodedata.combining(c)).lower()


def adresse_courriel(prenom: str, nom: str, numero: int) -> str:
    """An address nobody can hold: the domain is kept for tests."""
    return f"{_sans_accents(prenom)}.{_sans_accents(nom)}.{numero}@exemple.test"
