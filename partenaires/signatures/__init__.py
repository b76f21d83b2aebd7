"""Who puts a signature in a file: a provider, named in the settings, behind one protocol."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Sceau:
    """One signature to put in a file: the name of its field, who signs, in which capacity, when they said so."""

    champ: str
    nom: str
    titre: str
    le: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file says of one of its signatures: the field, who, whether the signed bytes are intact and trusted."""

    champ: str
    nom: str
    intacte: bool
    de_confiance: bool
    # True when the signature covers the file up to itself, so that only signatures were added after.
    complete: bool

    @property
    def est_valide(self) -> bool:
        """True when nothing is wrong with it."""
        return self.intacte and self.de_confiance and self.complete


class Fournisseur(Protocol):
    """A provider of signatures. Another one (a trust service) takes the local one's place by its dotted path."""

    mode: str

    def sceller(self, pdf: bytes, sceaux: list[Sceau]) -> bytes:
        """The same file with these signatures added at its end, in order."""
        ...

    def verifier(self, pdf: bytes) -> list[Verdict]:
        """What each signature of a file is worth, in the order given."""
        ...


def fournisseur() -> Fournisseur:
    """The provider of this portal."""
    return import_string(settings.SIGNATURE_FOURNISSEUR)()
