"""Sort names as a French reader expects; our PostgreSQL has no ICU to do it. Pure."""

import unicodedata


def cle_tri(texte: str) -> str:
    """A key without accent or case, ligatures opened."""
    ouvert = texte.casefold().replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    return "".join(c for c in unicodedata.normalize("NFD", ouvert) if not unicodedata.combining(c))
