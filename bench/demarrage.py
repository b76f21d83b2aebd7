"""From `./portail demo` to the page that answers: an empty runtime folder first, then the same one again.

The environment of Python is the clone's own, already made: what is timed is servers, schema, data, processes.
"""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from bench import Ligne
from tests.base_de_donnees import RACINE

PERSONNES, PATIENCE_S = 500, 600
LIMITES = {"premier": 120, "second": 15}
PRET = "Le portail est prêt"
ENTRETENUES = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PORTAIL_VAR", "PORT")


def mesurer() -> list[Ligne]:
    """The rows of the table: seconds, against what issue 2 allows on a bare machine."""
    var = Path(os.environ["PORTAIL_VAR"]) / f"demarrage-{os.getpid()}"
    try:
        durees = {nom: _demarrer(var) for nom in LIMITES}
    finally:
        shutil.rmtree(var, ignore_errors=True)
    return [
        Ligne(
            f"démarrage : {nom}",
            f"{duree:.1f} s",
            f"{LIMITES[nom]} s",
            f"{duree / LIMITES[nom]:.2f}",
            f"{PERSONNES} persons, Python's environment made; limit: what issue 2 allows, all included",
        )
        for nom, duree in durees.items()
    ]


def _demarrer(var: Path) -> float:
    """Start, wait until the portal says it is ready, stop; return the seconds to readiness."""
    env = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith(ENTRETENUES)}
    env |= {"PORTAIL_VAR": str(var), "PERSONNES": str(PERSONNES)}
    debut = time.monotonic()
    enfant = subprocess.Popen(
        [RACINE / "portail", "demo"], cwd=RACINE, env=env, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        return _attendre_pret(enfant) - debut
    finally:
        enfant.send_signal(signal.SIGINT)
        enfant.communicate(timeout=60)


def _attendre_pret(enfant: subprocess.Popen) -> float:
    assert enfant.stdout is not None
    lues = []
    for ligne in enfant.stdout:
        lues.append(ligne)
        if PRET in ligne:
            return time.monotonic()
    raise RuntimeError("La démonstration n'a pas démarré :\n" + "".join(lues[-20:]))
