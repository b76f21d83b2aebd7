"""Processes left behind by a launcher killed with -9: found by their mark, and only this clone's."""

import contextlib
import os
import signal
import time
from pathlib import Path

from .etapes import dire
from .lieux import Lieux

MARQUE = "PORTAIL_PROCESSUS"
_SERVEURS = {"postgres", "valkey-server"}


def marque(lieux: Lieux) -> str:
    """What every supervised process carries in its environment, and its own children inherit."""
    return f"{MARQUE}={lieux.base}"


def trouver_orphelins(lieux: Lieux, proc: Path = Path("/proc")) -> list[int]:
    """Pids of this clone's supervised processes; meaningful once the lock says no launcher lives."""
    if not proc.is_dir():
        return []
    attendu = marque(lieux).encode()
    pids = (int(dossier.name) for dossier in proc.iterdir() if dossier.name.isdigit())
    return sorted(pid for pid in pids if pid != os.getpid() and _est_a_nous(proc / str(pid), attendu, lieux))


def _est_a_nous(processus: Path, attendu: bytes, lieux: Lieux) -> bool:
    try:
        if attendu in (processus / "environ").read_bytes().split(b"\0"):
            return True
    except OSError:  # Gone, or another account's.
        return False
    # The servers may overwrite their environment with their title: know them by program and working folder.
    try:
        programme = Path(os.readlink(processus / "exe").removesuffix(" (deleted)")).name
        dossier = Path(os.readlink(processus / "cwd"))
    except OSError:
        return False
    return programme in _SERVEURS and dossier.is_relative_to(lieux.base)


def arreter_orphelins(lieux: Lieux, delai: float = 10) -> int:
    """Stop what a killed launcher left: politely, then not; returns how many there were."""
    trouves = trouver_orphelins(lieux)
    if not trouves:
        return 0
    dire(f"Arrêt de {len(trouves)} processus laissés par un lancement interrompu")
    _signaler(trouves, signal.SIGTERM)
    if not _attendre(lieux, delai / 2):
        _signaler(trouver_orphelins(lieux), signal.SIGINT)  # PostgreSQL: drop the sessions, keep the data safe.
        if not _attendre(lieux, delai / 2):
            _signaler(trouver_orphelins(lieux), signal.SIGKILL)
            _attendre(lieux, 5)
    return len(trouves)


def _signaler(pids: list[int], signal_: int) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal_)


def _attendre(lieux: Lieux, delai: float) -> bool:
    fin = time.monotonic() + delai
    while any(_vit(pid) for pid in trouver_orphelins(lieux)):
        if time.monotonic() > fin:
            return False
        time.sleep(0.1)
    return True


def _vit(pid: int) -> bool:
    """Whether the process still runs; a zombie whose parent forgot it does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
