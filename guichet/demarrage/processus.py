"""Processes started, watched, restarted when they fall, and stopped in order."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .etapes import Arret, dire

_CHUTES_PAR_MINUTE = 5
_JOURNAL_MAX = 5_000_000
_SIGNAUX = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Processus:
    """One direct child: how it starts, what it writes to, which signal stops it."""

    nom: str
    commande: list[str]
    env: dict[str, str]
    cwd: Path
    journal: Path
    arret: signal.Signals = signal.SIGTERM
    delai: float = 15
    fichiers: tuple[int, ...] = ()
    droits: dict[str, Any] = field(default_factory=dict)
    avant: Callable[[], None] | None = None
    pret: Callable[[], bool] | None = None
    enfant: subprocess.Popen[bytes] | None = None
    chutes: list[float] = field(default_factory=list)

    def demarrer(self) -> None:
        """Start in a session of its own, so that the terminal's Ctrl-C reaches only the launcher."""
        if self.avant:
            self.avant()
        _tourner_la_page(self.journal)
        with self.journal.open("ab") as sortie:
            self.enfant = subprocess.Popen(
                self.commande,
                env=self.env,
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=sortie,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=self.fichiers,
                **self.droits,
            )

    def attendre_pret(self, delai: float = 60) -> None:
        """Return once it answers; stop with its log when it falls or stays silent."""
        fin = time.monotonic() + delai
        while self.pret and not self.pret():
            if not self.vit() or time.monotonic() > fin:
                raise Arret(f"{self.nom} n'a pas démarré. Fin de {self.journal} :\n{fin_du_journal(self.journal)}")
            time.sleep(0.03)

    def vit(self) -> bool:
        """Whether the child still runs; reaps it otherwise."""
        return self.enfant is not None and self.enfant.poll() is None

    def demander_arret(self) -> None:
        """Ask it to stop, without waiting."""
        if self.enfant is not None and self.vit():
            with contextlib.suppress(ProcessLookupError):
                self.enfant.send_signal(self.arret)

    def attendre_arret(self) -> None:
        """Wait for it to stop, then make sure that it and its own children have."""
        if self.enfant is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.enfant.wait(self.delai)
        self.balayer()

    def balayer(self) -> None:
        """Kill what remains of its group: the children of a process killed with -9."""
        if self.enfant is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.enfant.pid, signal.SIGKILL)
        self.enfant.wait()


def fin_du_journal(journal: Path, lignes: int = 25) -> str:
    """The last lines of a log, indented."""
    texte = journal.read_text(errors="replace") if journal.exists() else ""
    return "\n".join(f"  {ligne}" for ligne in texte.splitlines()[-lignes:])


def _tourner_la_page(journal: Path) -> None:
    if journal.exists() and journal.stat().st_size > _JOURNAL_MAX:
        journal.replace(journal.with_suffix(".precedent.log"))


class Interruption(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal: stop everything, in order."""

    def __init__(self, numero: int) -> None:
        super().__init__(numero)
        self.code = 128 + numero


def ecouter_les_signaux() -> None:
    """Turn the first stop signal into an exception and forget the next ones."""

    def lever(numero: int, _cadre: object) -> None:
        for autre in _SIGNAUX:
            signal.signal(autre, signal.SIG_IGN)
        raise Interruption(numero)

    for numero in _SIGNAUX:
        signal.signal(numero, lever)


class Surveillance:
    """The children of one launcher, in starting order."""

    def __init__(self) -> None:
        self.processus: list[Processus] = []

    def ajouter(self, processus: Processus) -> Processus:
        """Start one more child."""
        self.processus.append(processus)
        processus.demarrer()
        return processus

    def veiller(self) -> None:
        """Watch until a signal comes; a fallen child is restarted, one that keeps falling stops everything."""
        while True:
            time.sleep(0.2)
            self.relever()

    def relever(self) -> None:
        """Restart the children that have fallen since the last look."""
        for processus in self.processus:
            if processus.vit():
                continue
            code = processus.enfant.returncode if processus.enfant else None
            processus.balayer()
            maintenant = time.monotonic()
            processus.chutes = [t for t in processus.chutes if maintenant - t < 60] + [maintenant]
            if len(processus.chutes) > _CHUTES_PAR_MINUTE:
                fin = fin_du_journal(processus.journal)
                raise Arret(f"{processus.nom} tombe sans cesse (code {code}). Fin de {processus.journal} :\n{fin}")
            dire(f"{processus.nom} est tombé (code {code}) : relancé")
            processus.demarrer()
            if processus.pret:
                processus.attendre_pret()

    def arreter(self) -> None:
        """Stop what uses the servers, wait for it, then stop the servers."""
        serveurs = [processus for processus in self.processus if processus.pret]
        usagers = [processus for processus in self.processus if not processus.pret]
        for ensemble in (usagers, serveurs):
            for processus in ensemble:
                processus.demander_arret()
            for processus in ensemble:
                processus.attendre_arret()
        self.processus.clear()


def executer_au_premier_plan(commande: list[str], env: dict[str, str], cwd: Path | None = None) -> int:
    """Run a command on this terminal; it gets the signals, we wait for it and return its status."""
    enfant = subprocess.Popen(commande, env=env, cwd=cwd)
    anciens = {}

    def transmettre(numero: int, _cadre: object) -> None:
        # On a terminal Ctrl-C has already reached the child, which shares our group.
        if numero != signal.SIGINT or not os.isatty(0):
            enfant.send_signal(numero)

    try:
        for numero in _SIGNAUX:
            anciens[numero] = signal.signal(numero, transmettre)
        code = enfant.wait()
    finally:
        for numero, ancien in anciens.items():
            signal.signal(numero, ancien)
    return code if code >= 0 else 128 - code
