"""One launcher owns the servers of a use; a command may borrow them while it lives."""

import contextlib
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from .environnement import VENV
from .etapes import Arret, dire
from .lieux import RACINE, Lieux, Verrou, ecrire, lire
from .orphelins import MARQUE, arreter_orphelins
from .processus import Interruption, Surveillance
from .serveurs import Adresses, demarrer_serveurs

_NON_TRANSMISES = (
    "DATABASE_URL",
    "REDIS_URL",
    "PG",
    "DJANGO_SETTINGS_MODULE",
    "PORTAIL_VAR",
    "PYTHONDONTWRITEBYTECODE",
    MARQUE,
)
_PATIENCE = 60


@dataclass
class Session:
    """The servers in use and the environment each process gets."""

    lieux: Lieux
    adresses: Adresses
    reglages: str
    surveillance: Surveillance = field(default_factory=Surveillance)
    url: str = ""

    def env(self, role: str, **extra: str) -> dict[str, str]:
        """The environment of one process: the database address of its own role, no other."""
        commun = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith(_NON_TRANSMISES)}
        cles = {nom: valeur for nom, valeur in self.lieux.secrets().items() if nom != "MOT_DE_PASSE"}
        return commun | cles | {
            "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "VIRTUAL_ENV": str(VENV),
            "DJANGO_SETTINGS_MODULE": self.reglages,
            "DATABASE_URL": self.adresses.roles[role],
            "REDIS_URL": self.adresses.redis,
            "PORTAIL_VAR": str(self.lieux.base),
            "PORTAIL_URL": os.environ.get("PORTAIL_URL") or self.url or "http://localhost:8000",
            "PYTHONUNBUFFERED": "1",
            # Compiled once for all the commands of this clone, even where Python may not write beside the sources.
            "PYTHONPYCACHEPREFIX": str(self.lieux.var / "bytecode"),
        } | extra  # fmt: skip

    def env_complet(self, role: str) -> dict[str, str]:
        """Every address at once, for the tests, the proofs and the bench that play all the roles."""
        roles = self.adresses.roles
        return self.env(
            role,
            DATABASE_URL_ADMIN=self.adresses.admin,
            DATABASE_URL_PROPRIETAIRE=roles["proprietaire"],
            DATABASE_URL_APP=roles["app"],
            DATABASE_URL_OUVRIER=roles["ouvrier"],
            DATABASE_URL_ANALYSTE=roles["analyste"],
            DATABASE_URL_SCENARIO=roles["scenario"],
            DATABASE_URL_SAUVEGARDE=roles["sauvegarde"],
        )

    def env_surveille(self, role: str, **extra: str) -> dict[str, str]:
        """The same with the mark by which the next launcher would find an orphan."""
        return self.env(role, **extra) | {MARQUE: str(self.lieux.base)}


@contextlib.contextmanager
def ouvrir(usage: str, reglages: str, *, durable: bool = True) -> Iterator[Session]:
    """Own the servers of a use for a block: start them, then stop them whatever happens."""
    lieux = Lieux.preparer(usage)
    verrou = Verrou(lieux.base / "verrou")
    if not _attendre_mon_tour(verrou, lieux):
        detail = lire(lieux.etat)
        ou = f" sur {detail['url']}" if detail.get("url") else ""
        raise Arret(f"« {usage} » fonctionne déjà pour ce clone{ou} (processus {detail.get('pid', '?')}).")
    with _posseder(lieux, verrou, reglages, durable) as session:
        yield session


@contextlib.contextmanager
def emprunter(usage: str, reglages: str) -> Iterator[tuple[Session, bool]]:
    """Use the servers of a live launcher, else own them for the block; says whether we own them."""
    lieux = Lieux.preparer(usage)
    verrou, usagers = Verrou(lieux.base / "verrou"), Verrou(lieux.base / "usagers")
    fin = time.monotonic() + _PATIENCE
    while time.monotonic() < fin:
        if verrou.prendre():
            with _posseder(lieux, verrou, reglages, durable=True) as session:
                yield session, True
            return
        if usagers.prendre(partage=True):
            if (etat := lire(lieux.etat)).get("adresses"):
                try:
                    yield Session(lieux, Adresses(**etat["adresses"]), reglages, url=etat.get("url", "")), False
                finally:
                    usagers.rendre()
                return
            usagers.rendre()
        time.sleep(0.1)
    raise Arret("Les serveurs de ce clone sont occupés à démarrer ou à s'arrêter. Réessayez dans un instant.")


def publier(session: Session) -> None:
    """Tell later commands of this clone where the servers are."""
    etat = {"pid": os.getpid(), "url": session.url, "adresses": asdict(session.adresses)}
    ecrire(session.lieux.etat, etat)


@contextlib.contextmanager
def _posseder(lieux: Lieux, verrou: Verrou, reglages: str, durable: bool) -> Iterator[Session]:
    lieux.etat.unlink(missing_ok=True)
    surveillance = Surveillance()
    interrompu = False
    try:
        arreter_orphelins(lieux)
        adresses = demarrer_serveurs(lieux, surveillance, durable=durable)
        session = Session(lieux, adresses, reglages, surveillance)
        publier(session)
        yield session
    except Interruption:
        interrompu = True
        raise
    finally:
        lieux.etat.unlink(missing_ok=True)
        usagers = Verrou(lieux.base / "usagers")
        usagers.prendre(attendre=not interrompu)  # A borrower finishes first, unless we were told to stop.
        surveillance.arreter()
        usagers.rendre()
        verrou.rendre()


def _attendre_mon_tour(verrou: Verrou, lieux: Lieux) -> bool:
    """Wait for a passing command (`manage`), not for a portal that is up."""
    fin, annonce = time.monotonic() + _PATIENCE, False
    while not verrou.prendre():
        if lire(lieux.etat).get("url") or time.monotonic() > fin:
            return False
        if not annonce:
            dire("Une autre commande utilise les serveurs de ce clone : attente…")
            annonce = True
        time.sleep(0.2)
    return True


def manage(session: Session, *arguments: str) -> tuple[list[str | Path], dict[str, str]]:
    """The command line and environment of manage.py under the owner's role."""
    return [VENV / "bin" / "python", RACINE / "manage.py", *arguments], session.env("proprietaire")
