"""Identifiers at rest: encrypted with our own key ring, found again through a keyed blind index."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.db import models

OCTETS_PAR_MORCEAU = 1_000_000


@lru_cache(maxsize=1)
def _trousseau(cles: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(cle) for cle in cles])


def trousseau() -> MultiFernet:
    """The key ring of `PORTAIL_CLES`: the first key writes, all of them read."""
    return _trousseau(tuple(settings.PORTAIL_CLES))


def index_aveugle(valeur: str) -> str:
    """A keyed fingerprint of the value (64 hexadecimal digits): equal values meet, nothing can be read back."""
    normale = "".join(valeur.split()).upper()
    return hmac.new(settings.PORTAIL_CLE_INDEX.encode(), normale.encode(), hashlib.sha256).hexdigest()


def chiffrer_par_morceaux(octets: bytes) -> Iterator[bytes]:
    """A large content as encrypted lines, never held twice; who keeps it keeps its digest too."""
    for debut in range(0, len(octets), OCTETS_PAR_MORCEAU):
        yield trousseau().encrypt(octets[debut : debut + OCTETS_PAR_MORCEAU]) + b"\n"


def dechiffrer_par_morceaux(lignes: Iterable[bytes], *, sha256: str) -> bytes:
    """The content of these lines; `ValueError` when it is not the one of this digest."""
    octets = b"".join(trousseau().decrypt(ligne.rstrip(b"\n")) for ligne in lignes)
    if hashlib.sha256(octets).hexdigest() != sha256:
        raise ValueError("Le contenu gardé n’est pas celui qui a été déposé.")
    return octets


class ChampChiffre(models.TextField):
    """A text column whose content is encrypted on the way in and decrypted on the way out."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return trousseau().encrypt(value.encode()).decode() if value else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return trousseau().decrypt(value.encode()).decode() if value else value
