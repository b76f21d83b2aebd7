"""Stamps: a step already done on the same input is not done again."""

import hashlib
import threading
from collections.abc import Iterable
from pathlib import Path

from .lieux import ecrire, lire

_un_a_la_fois = threading.Lock()


def empreinte(*morceaux: object) -> str:
    """One digest for a few values."""
    return hashlib.sha256("\0".join(str(m) for m in morceaux).encode()).hexdigest()


def empreinte_fichiers(fichiers: Iterable[Path]) -> str:
    """One digest for the names and contents of files, whatever their order."""
    somme = hashlib.sha256()
    for fichier in sorted(set(fichiers)):
        somme.update(str(fichier).encode() + b"\0" + hashlib.sha256(fichier.read_bytes()).digest())
    return somme.hexdigest()


class Registre:
    """The stamps of one folder, kept in one file."""

    def __init__(self, fichier: Path) -> None:
        self.fichier = fichier

    def est_a_jour(self, etape: str, valeur: str) -> bool:
        """Whether this step was finished on exactly this input."""
        return lire(self.fichier).get(etape) == valeur

    def noter(self, etape: str, valeur: str) -> None:
        """Record a finished step."""
        with _un_a_la_fois:
            ecrire(self.fichier, lire(self.fichier) | {etape: valeur})
