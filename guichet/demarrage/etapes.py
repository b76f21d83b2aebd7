"""What the person at the terminal reads: one line per step, one clear line on failure."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

DEBUT = time.monotonic()
_FIN_DE_SORTIE = 30
_verrou = threading.Lock()
_en_cours: set[subprocess.Popen] = set()


class Arret(Exception):
    """An expected failure: its text is the whole message, its code the exit status."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def dire(message: str) -> None:
    """Print one step with the seconds elapsed since the start."""
    with _verrou:
        print(f"[{time.monotonic() - DEBUT:6.1f} s] {message}", flush=True)


def annoncer(texte: str = "") -> None:
    """Print a plain line, whole even when several threads speak."""
    with _verrou:
        print(texte, flush=True)


def executer(
    commande: Sequence[str | Path],
    echec: str,
    *,
    env: dict[str, str] | None = None,
    cwd: Path | None = None,
    entree: str | None = None,
    **droits: Any,
) -> str:
    """Run quietly and return the output; on failure show its last lines and stop."""
    try:
        enfant = subprocess.Popen(
            [str(mot) for mot in commande],
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL if entree is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            **droits,
        )
    except OSError as erreur:
        raise Arret(f"{echec}\n  {erreur}") from erreur
    _en_cours.add(enfant)
    sortie, _ = enfant.communicate(entree)
    _en_cours.discard(enfant)
    if enfant.returncode:
        fin = sortie.strip().splitlines()[-_FIN_DE_SORTIE:]
        raise Arret("\n".join([echec, *(f"  {ligne}" for ligne in fin)]))
    return sortie


def abandonner() -> None:
    """Stop the quiet commands still running, when the launcher itself stops."""
    for enfant in tuple(_en_cours):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(enfant.pid, signal.SIGTERM)  # Its own children too.
    for enfant in tuple(_en_cours):
        with contextlib.suppress(subprocess.TimeoutExpired):
            enfant.wait(5)


def est_root() -> bool:
    """Whether we may install system packages, and must leave root to run PostgreSQL."""
    return os.geteuid() == 0


class EnParallele:
    """Run independent steps at the same time; leaving the block waits and raises the first failure."""

    def __init__(self) -> None:
        self._fils: list[threading.Thread] = []
        self._erreurs: list[BaseException] = []

    def __enter__(self) -> "EnParallele":
        return self

    def lancer(self, travail, *arguments) -> None:
        """Start one step in its own thread."""
        fil = threading.Thread(target=self._garder, args=(travail, arguments), daemon=True)
        self._fils.append(fil)
        fil.start()

    def _garder(self, travail, arguments) -> None:
        try:
            travail(*arguments)
        except BaseException as erreur:
            self._erreurs.append(erreur)

    def __exit__(self, type_erreur, erreur, trace) -> None:
        if erreur is not None:
            return
        while any(fil.is_alive() for fil in self._fils):
            time.sleep(0.02)
        if self._erreurs:
            raise self._erreurs[0]
