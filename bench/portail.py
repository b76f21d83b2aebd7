"""Pages of the portal against an empty view, behind the same web server: requests per second of one core.

The rate counts the processor time of the web process, so a busy machine and a slow client change nothing to it;
PostgreSQL has the other core, as in `docs/performance.md`.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import psutil

from bench import Ligne
from tests import base_de_donnees
from tests.banc.clients import Navigateur
from tests.banc.processus import Banc, banc

BASE = f"bench_portail_{os.getpid()}"
ECHAUFFEMENT, REQUETES, ESSAIS = 60, 400, 4
# The empty view is short: more requests for a time the kernel's clock can tell.
REQUETES_VIDES = 1600
VISITEURS = 40


@dataclass(frozen=True)
class Mesuree:
    """A page: its address, the sessions that open it in turn, and what we want of it."""

    nom: str
    chemin: str
    sessions: list[str]
    but: str = ""


def mesurer() -> list[Ligne]:
    """The rows of the table."""
    base_de_donnees.cloner(base_de_donnees.modele(), BASE)
    try:
        sessions = _peupler()
        pages = [
            Mesuree("suivi d’une demande", "/ma-demande/", sessions["personnes"], "; goal ≥ 0.20"),
            Mesuree("documents", "/mes-documents/", sessions["personnes"], "; goal ≥ 0.20"),
            Mesuree("accueil, une personne connectée", "/", sessions["personnes"]),
            Mesuree("accueil, un visiteur", "/", [""], "; goal ≥ 0.70"),
            Mesuree("à faire du partenaire", "/partenaire/", sessions["partenaire"]),
            Mesuree("file de travail du conseiller", "/file/", sessions["conseiller"]),
        ]
        with banc(BASE) as monte:
            debits = [_debits(monte, page) for page in pages]
    finally:
        base_de_donnees.supprimer(BASE)
    limite = "limit: « ok » through Django's usual middleware, same server, in turn"
    return [
        Ligne(f"page : {page.nom}", f"{debit:.0f}/s", f"{vide:.0f}/s", f"{debit / vide:.2f}", f"{limite}{page.but}")
        for page, (debit, vide) in zip(pages, debits, strict=True)
    ]


def _debits(monte: Banc, page: Mesuree) -> tuple[float, float]:
    """Requests per second of processor time of the page and of the empty view, in turn: the best run of each."""
    serveurs = [
        _servir(monte, "guichet.wsgi:application", {}),
        _servir(monte, "django.core.wsgi:get_wsgi_application()", {"DJANGO_SETTINGS_MODULE": "bench._vide"}),
    ]
    travaux = [(page.chemin, page.sessions, REQUETES), ("/", [""], REQUETES_VIDES)]
    try:
        meilleurs = [0.0, 0.0]
        for rang, (port, enfant) in enumerate(serveurs):
            _debit(port, enfant, *travaux[rang][:2], ECHAUFFEMENT)
        for _essai in range(ESSAIS):
            for rang, (port, enfant) in enumerate(serveurs):
                meilleurs[rang] = max(meilleurs[rang], _debit(port, enfant, *travaux[rang]))
    finally:
        for _port, enfant in serveurs:
            monte.tuer(enfant)
    return meilleurs[0], meilleurs[1]


def _debit(port: int, enfant: subprocess.Popen, chemin: str, sessions: list[str], combien: int) -> float:
    ouvrier = psutil.Process(enfant.pid).children()[0]
    avant = _processeur(ouvrier)
    with Navigateur(port) as navigateur:
        _enchainer(navigateur, chemin, sessions, combien)
    return combien / (_processeur(ouvrier) - avant or 0.01)


def _enchainer(navigateur: Navigateur, chemin: str, sessions: list[str], combien: int) -> None:
    """One visitor after another: nobody sees the page twice in a row."""
    for fois in range(combien):
        reponse = navigateur.demander("GET", chemin, sessions[fois % len(sessions)])
        if reponse.statut != 200:
            raise RuntimeError(f"{chemin} répond {reponse.statut}")


def _processeur(processus: psutil.Process) -> float:
    temps = processus.cpu_times()
    return temps.user + temps.system


def _servir(monte: Banc, application: str, reglages: dict[str, str]) -> tuple[int, subprocess.Popen]:
    port = monte.web(application, fils=4, ouvriers=1, reglages=reglages)
    return port, monte.enfants[-1]


def _peupler() -> dict[str, list[str]]:
    """The world and the sessions of those who visit it, made in a process of their own, on the clone."""
    commande = [sys.executable, "-m", "bench.portail", "peupler"]
    env = os.environ | {
        "DATABASE_URL": base_de_donnees.url_vers("DATABASE_URL", BASE),
        "DJANGO_SETTINGS_MODULE": "guichet.settings.test",
    }
    sortie = subprocess.run(
        commande, cwd=base_de_donnees.RACINE, env=env, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    return json.loads(sortie.splitlines()[-1])


def peupler() -> dict[str, list[str]]:
    """Two hundred persons who wait, each with an offer declined and one open; their partner, and an adviser."""
    import django

    django.setup()
    from django.utils import timezone

    from guichet.acteurs import Acteur, Role
    from guichet.cloison import portee
    from inscriptions.models import Groupe, Inscription
    from tests.banc.monde import places_et_demandeurs
    from tests.connexion import connecter
    from tests.factories.inscriptions import OffreFactory

    demandeurs = places_et_demandeurs(groupes=20, places=5, demandeurs=10)[:VISITEURS]
    with portee(Acteur.systeme()):
        groupe = Groupe.objects.order_by("numero")[0]
        hier = timezone.now() - timedelta(days=1)
        for demandeur in demandeurs:
            inscription: Any = Inscription.objects.get(pk=demandeur.inscription_id)
            OffreFactory(inscription=inscription, etat="declinee", repondue_le=hier)
            OffreFactory(inscription=inscription)
        gestion = connecter(Role.GESTIONNAIRE_PARTENAIRE, organisation=groupe.organisation)
        conseil = connecter(Role.CONSEILLER, regions=["06"])
    return {
        "personnes": [demandeur.session for demandeur in demandeurs],
        "partenaire": [gestion.cookies["sessionid"].value],
        "conseiller": [conseil.cookies["sessionid"].value],
    }


if __name__ == "__main__":
    if sys.argv[1:] == ["peupler"]:
        sys.stdout.write("\n" + json.dumps(peupler()) + "\n")
    else:
        sys.stdout.write("".join("  ".join(ligne) + "\n" for ligne in mesurer()))
