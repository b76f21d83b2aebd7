"""A line of admissions: its columns, and its identifier encrypted as soon as it is read. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from guichet.vieprivee.chiffrement import index_aveugle, trousseau
from partenaires.services_lignes import ecrire_lignes

COLONNES = (
    "cle",
    "mois",
    "population",
    "identifiant",
    "prenom",
    "nom",
    "date_naissance",
    "sexe",
    "pays",
    "langue",
    "categorie",
    "region",
    "francais",
)
# What is kept of a line: the identifier encrypted, its blind index after it.
PLACE = COLONNES.index("identifiant")
GARDEES = (*COLONNES[: PLACE + 1], "identifiant_index", *COLONNES[PLACE + 1 :])
OCTETS_MAX = 60_000_000
MAL_FORME = "forme"
_IDENTIFIANT = re.compile(r"\d{8}|\d{10}", re.ASCII)


def proteger(cellules: Sequence[str]) -> list[str]:
    """The line as it is kept: nobody reads an identifier in it, two equal ones still meet.

    A badly formed identifier is kept nowhere: only the word that says so.
    """
    identifiant = cellules[PLACE].replace(" ", "").replace("-", "")
    if not identifiant:
        chiffre = index = ""
    elif _IDENTIFIANT.fullmatch(identifiant):
        chiffre, index = trousseau().encrypt(identifiant.encode()).decode(), index_aveugle(identifiant)
    else:
        chiffre, index = "", MAL_FORME
    return [*cellules[:PLACE], chiffre, index, *cellules[PLACE + 1 :]]


def ecrire_modele() -> str:
    """A file to begin with: the columns, and one line of each population."""
    permanente = ["A-0001", "2026-06", "permanente", "1234567890", "Amina", "Diallo", "1991-04-23", "f"]
    temporaire = ["A-0002", "2026-06", "temporaire", "", "Wei", "Chen", "1988-01-01", "m"]
    return ecrire_lignes(
        COLONNES,
        (
            [*permanente, "GIN", "fra", "refugies", "06", "oui"],
            [*temporaire, "CHN", "cmn", "sans_objet", "03", "non"],
        ),
    )
