"""Where things live: one runtime folder per clone, one sub-folder per use (demo, test…)."""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from .etapes import Arret, est_root

RACINE = Path(__file__).resolve().parents[2]
SECRETS = ("SECRET_KEY", "PORTAIL_CLES", "PORTAIL_CLE_INDEX", "MOT_DE_PASSE")
_SOCKET_MAX = 107  # sun_path holds 108 bytes with its final zero.
_NOM_DE_SOCKET = "/.s.PGSQL.5432.lock"


def marque_du_clone() -> str:
    """A short name for this clone: two clones on one machine never share a folder."""
    return hashlib.sha256(str(RACINE).encode()).hexdigest()[:12]


def dossier_var() -> Path:
    """`PORTAIL_VAR`, else ./var; for root a folder that the account `nobody` can reach."""
    if choisi := os.environ.get("PORTAIL_VAR"):
        return Path(choisi).expanduser().resolve()
    return Path("/var/lib/portail") / marque_du_clone() if est_root() else RACINE / "var"


@dataclass(frozen=True)
class Lieux:
    """The folders of one use of the portal."""

    var: Path
    usage: str

    @classmethod
    def preparer(cls, usage: str) -> "Lieux":
        """Create the folders, closed to other accounts except the way to PostgreSQL's data."""
        lieux = cls(dossier_var(), usage)
        try:
            for dossier in (lieux.var, lieux.base, lieux.postgres):
                dossier.mkdir(parents=True, exist_ok=True)
                dossier.chmod(0o711 if est_root() else 0o700)
            for dossier in (lieux.journaux, lieux.valkey):
                dossier.mkdir(mode=0o700, exist_ok=True)
        except OSError as erreur:
            raise Arret(f"Impossible de préparer le dossier {lieux.base} : {erreur.strerror}.") from erreur
        lieux._verifier_passage()
        return lieux

    @property
    def base(self) -> Path:
        """Everything of this use; given to each process as `PORTAIL_VAR`."""
        return self.var / self.usage

    @property
    def postgres(self) -> Path:
        """Data of the embedded PostgreSQL."""
        return self.base / "postgres"

    @property
    def valkey(self) -> Path:
        """Working folder of the embedded Valkey."""
        return self.base / "valkey"

    @property
    def journaux(self) -> Path:
        """One log file per process."""
        return self.base / "journaux"

    @property
    def etat(self) -> Path:
        """What a second command needs to reuse the servers of a live one."""
        return self.base / "etat.json"

    def sockets(self, nom: str) -> Path:
        """A folder for unix sockets, in a short temporary place when the path would be too long."""
        ordinaire = self.base / nom
        if len(os.fsencode(ordinaire)) + len(_NOM_DE_SOCKET) <= _SOCKET_MAX:
            return ordinaire
        empreinte = hashlib.sha256(os.fsencode(ordinaire)).hexdigest()[:16]
        return Path("/tmp") / f"portail-{os.geteuid()}-{empreinte}"

    def secrets(self) -> dict[str, str]:
        """The keys of this installation, drawn once and kept readable by their owner only."""
        fichier = self.base / "secrets.json"
        connus = lire(fichier)
        if manquants := [nom for nom in SECRETS if nom not in connus]:
            connus |= {nom: _cle() for nom in manquants}
            ecrire(fichier, connus)
        return connus

    def _verifier_passage(self) -> None:
        if not est_root():
            return
        for dossier in (self.base, *self.base.parents):
            if not dossier.stat().st_mode & 0o001:
                raise Arret(
                    f"Le dossier {dossier} est fermé aux autres comptes : lancé par root, PostgreSQL tourne sous le "
                    f"compte nobody et doit le traverser. Choisissez un autre PORTAIL_VAR."
                )


def _cle() -> str:
    return urlsafe_b64encode(secrets.token_bytes(32)).decode()


def ecrire(fichier: Path, contenu: object) -> None:
    """Write JSON for the owner only, never half of it."""
    brouillon = fichier.with_suffix(".tmp")
    descripteur = os.open(brouillon, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descripteur, "w") as sortie:
        json.dump(contenu, sortie)
    brouillon.replace(fichier)


def lire(fichier: Path) -> dict:
    """The JSON object of a file, empty when there is none or it cannot be read."""
    try:
        return json.loads(fichier.read_text())
    except (OSError, ValueError):
        return {}


class Verrou:
    """A file lock that dies with its holder, kill -9 included."""

    def __init__(self, fichier: Path) -> None:
        self.fichier = fichier
        self._flux: IO[str] | None = None

    def prendre(self, *, partage: bool = False, attendre: bool = False) -> bool:
        """Take the lock; False when someone else holds it."""
        self.fichier.parent.mkdir(parents=True, exist_ok=True)
        flux = self.fichier.open("a")
        mode = (fcntl.LOCK_SH if partage else fcntl.LOCK_EX) | (0 if attendre else fcntl.LOCK_NB)
        try:
            fcntl.flock(flux, mode)
        except BlockingIOError:
            flux.close()
            return False
        self._flux = flux
        return True

    def rendre(self) -> None:
        """Give the lock back."""
        if self._flux:
            self._flux.close()
            self._flux = None

    @contextlib.contextmanager
    def tenu(self, *, partage: bool = False) -> Iterator[None]:
        """Hold the lock for a block, waiting for it first."""
        self.prendre(partage=partage, attendre=True)
        try:
            yield
        finally:
            self.rendre()
