"""Pages of the portal against an empty view, behind the same web server: requests per second of one core.

The rate counts the processor time of the web process, so a busy machine and a slow client change nothing to it;
PostgreSQL has the other core, as in `docs/performance.md`.
"""

import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import psutil

from bench import Ligne
from tests import base_de_donnees
from tests.banc.clients import Navigateur
from tests.banc.processus import Banc, banc

BASE = f"bench_portail_{os.getpid()}"
ECHAUFFEMENT, REQUETES, ESSAIS = 30, 200, 3


def mesurer() -> list[Ligne]:
    """The rows of the table."""
    base_de_donnees.cloner(base_de_donnees.modele(), BASE)
    try:
        session = _personne_qui_suit_sa_demande()
        with banc(BASE) as monte:
            vide = _debit(monte, "vide", "/")
            pages = {nom: _debit(monte, nom, chemin, session) for nom, chemin in PAGES.items()}
    finally:
        base_de_donnees.supprimer(BASE)
    limite = "limit: « ok » through Django's usual middleware, same server"
    return [
        Ligne(f"page : {nom}", f"{debit:.0f}/s", f"{vide:.0f}/s", f"{debit / vide:.2f}", f"{limite}{BUTS.get(nom, '')}")
        for nom, debit in pages.items()
    ]


PAGES = {"suivi d’une demande": "/ma-demande/", "documents": "/mes-documents/", "accueil": "/"}
BUTS = {"suivi d’une demande": "; goal ≥ 0.20"}


def _debit(monte: Banc, nom: str, chemin: str, session: str = "") -> float:
    """Requests per second of processor time: the best of a few runs."""
    reglages = {"DJANGO_SETTINGS_MODULE": "bench._vide"} if nom == "vide" else {}
    application = "django.core.wsgi:get_wsgi_application()" if nom == "vide" else "guichet.wsgi:application"
    port, enfant = _servir(monte, application, reglages)
    try:
        ouvrier = psutil.Process(enfant.pid).children()[0]
        with Navigateur(port) as navigateur:
            _enchainer(navigateur, chemin, session, ECHAUFFEMENT)
            durees = []
            for _essai in range(ESSAIS):
                avant = _processeur(ouvrier)
                _enchainer(navigateur, chemin, session, REQUETES)
                durees.append(_processeur(ouvrier) - avant)
    finally:
        monte.tuer(enfant)
    return REQUETES / min(durees)


def _enchainer(navigateur: Navigateur, chemin: str, session: str, combien: int) -> None:
    for _fois in range(combien):
        reponse = navigateur.demander("GET", chemin, session)
        if reponse.statut != 200:
            raise RuntimeError(f"{chemin} répond {reponse.statut}")


def _processeur(processus: psutil.Process) -> float:
    temps = processus.cpu_times()
    return temps.user + temps.system


def _servir(monte: Banc, application: str, reglages: dict[str, str]) -> tuple[int, subprocess.Popen]:
    port = monte.web(application, fils=4, ouvriers=1, reglages=reglages)
    return port, monte.enfants[-1]


def _personne_qui_suit_sa_demande() -> str:
    """A waiting person with a history; return her session. In its own process, on the clone."""
    commande = [sys.executable, "-m", "bench.portail", "peupler"]
    env = os.environ | {
        "DATABASE_URL": base_de_donnees.url_vers("DATABASE_URL", BASE),
        "DJANGO_SETTINGS_MODULE": "guichet.settings.test",
    }
    return subprocess.run(
        commande, cwd=base_de_donnees.RACINE, env=env, check=True, stdout=subprocess.PIPE, text=True
    ).stdout.split()[-1]


def peupler() -> str:
    """One person among two hundred: waiting, one offer declined, one open."""
    import django

    django.setup()
    from django.utils import timezone

    from guichet.acteurs import Acteur
    from guichet.cloison import portee
    from inscriptions.models import Inscription
    from tests.banc.monde import places_et_demandeurs
    from tests.factories.inscriptions import OffreFactory

    demandeur = places_et_demandeurs(groupes=20, places=5, demandeurs=10)[0]
    with portee(Acteur.systeme()):
        inscription: Any = Inscription.objects.get(pk=demandeur.inscription_id)
        hier = timezone.now() - timedelta(days=1)
        OffreFactory(inscription=inscription, etat="declinee", repondue_le=hier)
        OffreFactory(inscription=inscription)
    return demandeur.session


if __name__ == "__main__":
    if sys.argv[1:] == ["peupler"]:
        sys.stdout.write(peupler())
    else:
        sys.stdout.write("".join("  ".join(ligne) + "\n" for ligne in mesurer()))
