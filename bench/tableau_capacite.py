"""The capacity board on a synthetic province, over HTTP, against the same figures counted from the requests each time.

`python -m bench.tableau_capacite PERSONNES` prints the rows for another size; `BENCH_PROVINCE` names a database already
filled, so that the province need not be built again.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psutil

from bench import Ligne
from bench._base import dans_la_base, donner_au_proprietaire, env_de, millisecondes
from tests import base_de_donnees
from tests.banc.clients import Navigateur
from tests.banc.processus import banc

PERSONNES, PERMIS_MS = 100_000, 300
BASE = f"bench_tableau_{os.getpid()}"
ECHAUFFEMENT, REQUETES = 12, 120
ADRESSES = (
    "/tableau-capacite/",
    "/tableau-capacite/?region=06",
    "/tableau-capacite/?unite=semaines&croiser=niveau-creneau",
    "/tableau-capacite/?region=16&niveau=3",
    "/tableau-capacite/?croiser=region-formule&formule=temps_partiel",
)
# What the board would cost without roll-ups: the waiting list counted by cell at each page.
COMPTER = """
SELECT region_id, niveau, formules[1], count(*) FROM inscriptions_inscription WHERE etat = 'en_attente' GROUP BY 1, 2, 3
"""


def mesurer(personnes: int = PERSONNES) -> list[Ligne]:
    """The rows of the table."""
    with _province(personnes) as base:
        session, travaux = _dans_son_processus(base)
        with banc(base) as monte:
            port = monte.web("guichet.wsgi:application", fils=4, ouvriers=1)
            ouvrier = psutil.Process(monte.enfants[-1].pid).children()[0]
            with Navigateur(port) as navigateur:
                avant = _processeur(ouvrier)
                durees = _visiter(navigateur, session)
                processeur = (_processeur(ouvrier) - avant) / (ECHAUFFEMENT + REQUETES) * 1000
    nom = f"tableau {personnes // 1000}k"
    p95, mediane = durees[int(len(durees) * 0.95)], durees[len(durees) // 2]
    return [
        _ligne(f"{nom} : page, p95", p95, PERMIS_MS, "limit: 300 ms; five cuts in turn, adviser signed in, over HTTP"),
        _ligne(f"{nom} : page, processeur", processeur, PERMIS_MS, "limit: 300 ms; processor time of the web process"),
        _ligne(f"{nom} : page, médiane", mediane, travaux["compter"], "limit: counting the waiting list by cell, once"),
        _ligne(f"{nom} : lecture des agrégats", travaux["lire"], travaux["compter"], "same limit; part of the page"),
        _ligne(f"{nom} : agrégats refaits", travaux["rafraichir"], 60_000, "limit: the minute between two runs"),
        _ligne(f"{nom} : remplissages prévus", travaux["remplir"], 300_000, "limit: the five minutes between two runs"),
    ]


def _ligne(nom: str, valeur: float, limite: float, note: str) -> Ligne:
    return Ligne(nom, f"{valeur:.0f} ms", f"{limite:.0f} ms", f"{valeur / limite:.2f}", note)


def _processeur(processus: psutil.Process) -> float:
    temps = processus.cpu_times()
    return temps.user + temps.system


def _visiter(navigateur: Navigateur, session: str) -> list[float]:
    """The durations in milliseconds, sorted."""
    adresses = (ADRESSES[rang % len(ADRESSES)] for rang in range(ECHAUFFEMENT + REQUETES))
    durees = [millisecondes(navigateur, adresse, session) for adresse in adresses]
    return sorted(durees[ECHAUFFEMENT:])


@contextmanager
def _province(personnes: int) -> Iterator[str]:
    """The database of a province, built here unless one is named."""
    if deja := os.environ.get("BENCH_PROVINCE"):
        yield deja
        return
    base_de_donnees.cloner(base_de_donnees.modele(), BASE)
    donner_au_proprietaire(BASE)
    try:
        subprocess.run(
            [sys.executable, "manage.py", "peupler", "--personnes", str(personnes)],
            cwd=base_de_donnees.RACINE,
            env=env_de(BASE),
            check=True,
            stdout=subprocess.DEVNULL,
        )
        yield BASE
    finally:
        base_de_donnees.supprimer(BASE)


def _dans_son_processus(base: str) -> tuple[str, dict[str, float]]:
    """An adviser's session, and the milliseconds of the work around the page; as the application's role."""
    fait = dans_la_base("tableau_capacite", base, "mesurer-la-base", role="DATABASE_URL")
    session, *nombres = fait.split()
    return session, dict(zip(("compter", "lire", "rafraichir", "remplir"), map(float, nombres), strict=True))


def mesurer_la_base() -> str:
    """The session, then the four durations."""
    import django

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    from guichet.acteurs import Acteur
    from guichet.cloison import portee
    from guichet.comptes.session import CLE_ADHESION, CLE_AMF
    from guichet.models import Adhesion
    from inscriptions.actions.prevision_demande import prevoir_demande
    from partenaires.actions.agregats import rafraichir_tableau
    from partenaires.actions.remplissage import prevoir_remplissages
    from partenaires.models import FraicheurCapacite, GroupePropose
    from partenaires.queries.sessions import sessions_a_declarer
    from partenaires.queries.tableau import Filtre, lire_tableau
    from tests.connexion import ouvrir

    def compter() -> None:
        with connection.cursor() as curseur:
            curseur.execute(COMPTER)
            curseur.fetchall()

    le = timezone.now()
    jour = timezone.localdate(le)
    with portee(Acteur.systeme()):
        # The limits made for web pages do not hold for a task.
        with connection.cursor() as curseur:
            curseur.execute("SET LOCAL statement_timeout = 0")
        filtre = Filtre(sessions_a_declarer(au=jour)[0])
        prevoir_demande(jour=jour, le=le)
        FraicheurCapacite.objects.update(journal=-1)
        rafraichir = _chronometrer(lambda: rafraichir_tableau(le=le), 1)
        GroupePropose.objects.update(remplissage_le=None)
        lire = _chronometrer(lambda: lire_tableau(filtre, au=jour), 20)
        durees = [_chronometrer(compter, 5), lire, rafraichir]
        conseil = Adhesion.objects.select_related("utilisateur").filter(role="conseiller", regions=[])[0]
        session = {CLE_ADHESION: str(conseil.pk), CLE_AMF: True}
        client: Any = ouvrir(Client(), conseil.utilisateur, session, conseil)
    durees.append(_chronometrer(lambda: prevoir_remplissages(le=le), 1))
    return " ".join([client.session.session_key, *(f"{duree:.2f}" for duree in durees)])


def _chronometrer(faire: Callable[[], Any], fois: int) -> float:
    """The median duration, in milliseconds."""
    durees = []
    for _fois in range(fois):
        debut = time.perf_counter()
        faire()
        durees.append((time.perf_counter() - debut) * 1000)
    return sorted(durees)[fois // 2]


if __name__ == "__main__":
    if sys.argv[1:] == ["mesurer-la-base"]:
        sys.stdout.write(mesurer_la_base())
    else:
        lignes = mesurer(*map(int, sys.argv[1:2]))
        sys.stdout.write("".join("  ".join(ligne) + "\n" for ligne in lignes))
