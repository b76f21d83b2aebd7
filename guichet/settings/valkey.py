"""The addresses of the broker and of the cache, from the one `REDIS_URL`."""

import re
from urllib.parse import parse_qs, urlsplit, urlunsplit


def adresse(redis_url: str, rang: int, *, courtier: bool) -> str:
    """The address of one database of that server, in the broker's spelling or in the cache's.

    The first database is the one the URL names (`…:6379/3`, `unix:///chemin?db=3`), zero when it names none; `rang`
    counts from there.
    """
    morceaux = urlsplit(redis_url)
    if morceaux.scheme == "unix":
        base = _entier(parse_qs(morceaux.query).get("db", [""])[0]) + rang
        chemin = morceaux.path
        return f"redis+socket://{chemin}?virtual_host={base}" if courtier else f"unix://{chemin}?db={base}"
    base = _entier(morceaux.path.strip("/")) + rang
    return urlunsplit(morceaux._replace(path=f"/{base}"))


def _entier(texte: str) -> int:
    """The number written there, zero when there is none; `ValueError` names what is neither."""
    if not re.fullmatch(r"\d*", texte):
        raise ValueError(f"REDIS_URL : « {texte} » n'est pas un numéro de base de données.")
    return int(texte or 0)
