"""Two thousand ententes over three years: built, read by a manager over HTTP, reviewed at mid-term by two workers.

`python -m bench.ententes ENTENTES REVUES` prints the rows for other numbers.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from bench import Ligne
from bench._base import dans_le_banc, donner_au_proprietaire, env_de, millisecondes
from tests import base_de_donnees
from tests.banc.clients import Navigateur
from tests.banc.processus import Banc, attendre, banc

PERSONNES, ENTENTES, REVUES, OUVRIERS, PERMIS_MS = 2_000, 2_000, 500, 2, 300
ECHAUFFEMENT, REQUETES = 12, 200
BASE = f"bench_ententes_{os.getpid()}"
PAGES = ("/portefeuille/", "/ententes/", "/ententes/?page=3", "/ponctualite/", "/revues/")


def mesurer(ententes: int = ENTENTES, revues: int = REVUES) -> list[Ligne]:
    """The rows of the table."""
    with _province(ententes) as duree, banc(BASE) as monte:
        prepare = json.loads(dans_le_banc(monte, "ententes", "preparer", str(revues)))
        pages = _visiter(monte.web(fils=4, ouvriers=1), prepare["session"])
        faites, temps = _produire(monte, prepare, revues)
        nu = json.loads(dans_le_banc(monte, "ententes", "nu", str(min(faites, 60))))
        partage = json.loads(dans_le_banc(monte, "ententes", "nu_partage", str(min(faites, 60))))
    nom = f"ententes {ententes}"
    debit = faites / temps
    return [
        Ligne(f"{nom} : province construite", f"{duree:.0f} s", "300 s", f"{duree / 300:.2f}", f"{PERSONNES} persons"),
        *(_page(f"{nom} : {page}", durees) for page, durees in pages.items()),
        Ligne(
            f"revues : {faites} documents par {OUVRIERS} ouvriers",
            f"{debit:.2f}/s",
            f"{nu['debit']:.2f}/s",
            f"{debit / nu['debit']:.2f}",
            f"{nu['pages']:.1f} pages each, {prepare['nouvelles']} of them from the clock, "
            f"with figures and messages; limit: WeasyPrint alone in {OUVRIERS} "
            "processes on the same pages, tagged too; goal ≥ 0.90",
        ),
        Ligne(
            "revues : les mêmes, moteur qui partage polices et feuilles",
            f"{debit:.2f}/s",
            f"{partage['debit']:.2f}/s",
            f"{debit / partage['debit']:.2f}",
            "the engine alone, fonts and sheets read once a process as the portal does",
        ),
    ]


def _page(nom: str, durees: list[float]) -> Ligne:
    p95, mediane = durees[int(len(durees) * 0.95)], durees[len(durees) // 2]
    return Ligne(
        f"{nom}, p95", f"{p95:.0f} ms", f"{PERMIS_MS} ms", f"{p95 / PERMIS_MS:.2f}", f"median {mediane:.0f} ms"
    )


def _visiter(port: int, session: str) -> dict[str, list[float]]:
    """The durations of each page in milliseconds, sorted."""
    durees: dict[str, list[float]] = {page: [] for page in PAGES}
    with Navigateur(port) as navigateur:
        for rang in range(ECHAUFFEMENT + REQUETES):
            for page in PAGES:
                duree = millisecondes(navigateur, page, session)
                if rang >= ECHAUFFEMENT:
                    durees[page].append(duree)
    return {page: sorted(valeurs) for page, valeurs in durees.items()}


def _produire(monte: Banc, prepare: dict[str, Any], revues: int) -> tuple[int, float]:
    """How many documents two workers made, and the seconds it took: from the first one of the clock's call, then again.

    A province has fewer reviews than asked for: the documents of the first ones are made again.
    """
    monte.ouvrier()
    attendre(lambda: _faites() > prepare["deja"], "une première revue")
    debut, premieres = time.monotonic(), _faites()
    but = prepare["deja"] + prepare["revues"]
    attendre(lambda: _faites() >= but, "les revues", delai=3600)
    faites, temps = but - premieres, time.monotonic() - debut
    while faites < revues:
        debut = time.monotonic()
        encore = json.loads(dans_le_banc(monte, "ententes", "refaire", str(revues - faites)))["revues"]
        attendre(lambda: _faites() >= but, "les revues refaites", delai=3600)
        faites, temps = faites + encore, temps + time.monotonic() - debut
    return faites, temps


def _faites() -> int:
    """Reviews that have their document."""
    with base_de_donnees.connexion_admin(BASE) as admin:
        ligne = admin.execute("SELECT count(*) FROM partenaires_revue WHERE chemin <> ''").fetchone()
    return ligne[0] if ligne else 0


@contextmanager
def _province(ententes: int) -> Iterator[float]:
    """The seconds taken to build the database, which is there until the end."""
    base_de_donnees.cloner(base_de_donnees.modele(), BASE)
    donner_au_proprietaire(BASE)
    try:
        debut = time.monotonic()
        for commande in (
            ["charger_programmes"],
            ["peupler", "--personnes", str(PERSONNES), "--ententes", str(ententes)],
        ):
            subprocess.run(
                [sys.executable, "manage.py", *commande],
                cwd=base_de_donnees.RACINE,
                env=env_de(BASE),
                check=True,
                stdout=subprocess.DEVNULL,
            )
        yield time.monotonic() - debut
    finally:
        base_de_donnees.supprimer(BASE)


def preparer(revues: int) -> dict[str, Any]:
    """A manager's session; the day of review of active ententes brought to today, and their reviews asked for.

    When there are fewer than asked, documents of earlier reviews are made again: the same work without the figures.
    """
    from django.test import Client
    from django.utils import timezone

    from guichet.acteurs import Acteur
    from guichet.cloison import portee
    from guichet.comptes.session import CLE_ADHESION, CLE_AMF
    from guichet.models import Adhesion
    from partenaires.models import Entente, Revue
    from partenaires.routines_ententes import generer_revues, reprendre_revues
    from partenaires.states_ententes import EtatEntente
    from tests.connexion import ouvrir

    with portee(Acteur.systeme()):
        actives = Entente.objects.filter(etat=EtatEntente.ACTIVE, revues__isnull=True).values_list("pk", flat=True)
        choisies = list(actives[:revues])
        Entente.objects.filter(pk__in=choisies).update(revue_prevue_le=timezone.localdate())
        ecrites = Revue.objects.exclude(contenu={})
        attendues = len(choisies) + ecrites.filter(chemin="").count()
        if (manquent := revues - attendues) > 0:
            anciennes = list(ecrites.exclude(chemin="").order_by("-prevue_le").values_list("pk", flat=True)[:manquent])
            attendues += Revue.objects.filter(pk__in=anciennes).update(chemin="")
        deja = Revue.objects.exclude(chemin="").count()
        gestion = Adhesion.objects.select_related("utilisateur").filter(role="gestionnaire_ententes")[0]
        cles = {CLE_ADHESION: str(gestion.pk), CLE_AMF: True}
        client: Any = ouvrir(Client(), gestion.utilisateur, cles, gestion)
    generer_revues.delay()
    reprendre_revues.delay()
    return {
        "session": client.session.session_key,
        "revues": attendues,
        "nouvelles": len(choisies),
        "deja": deja,
    }


def refaire(combien: int) -> dict[str, int]:
    """Documents taken away and asked for again."""
    from guichet.acteurs import Acteur
    from guichet.cloison import portee
    from partenaires.models import Revue
    from partenaires.routines_ententes import reprendre_revues

    with portee(Acteur.systeme()):
        faites = Revue.objects.exclude(chemin="").exclude(contenu={}).order_by("empreinte")
        choisies = list(faites.values_list("pk", flat=True)[:combien])
        Revue.objects.filter(pk__in=choisies).update(chemin="")
    reprendre_revues.delay()
    return {"revues": len(choisies)}


def _rendre(html: str) -> int:
    from weasyprint import HTML

    from guichet.documents import SCHEME, recuperateur

    document = HTML(string=html, base_url=f"{SCHEME}:", url_fetcher=recuperateur()).render(pdf_variant="pdf/ua-1")
    document.write_pdf(pdf_variant="pdf/ua-1")
    return len(document.pages)


def _rendre_comme_le_portail(html: str) -> int:
    from guichet.documents import rendre_pdf

    return len(rendre_pdf(html))


def nu(combien: int, rendre: Callable[[str], int] = _rendre) -> dict[str, float]:
    """Documents a second of the engine alone, two processes, and what `rendre` says of each, on pages made before."""
    from guichet.acteurs import Acteur
    from guichet.cloison import portee
    from partenaires.documents_revue import html_de_revue
    from partenaires.models import Revue

    with portee(Acteur.systeme()):
        # As the digests fall: new and old reviews in the same parts as what the workers made.
        faites = Revue.objects.filter(chemin__startswith="revues/", chemin__contains="-").order_by("empreinte")
        pages = [html_de_revue(revue) for revue in faites.select_related("entente", "organisation")[:combien]]
    with ProcessPoolExecutor(OUVRIERS, mp_context=get_context("fork")) as processus:
        list(processus.map(rendre, pages[: OUVRIERS * 2], chunksize=2))
        debut = time.perf_counter()
        nombres = list(processus.map(rendre, pages))
        duree = time.perf_counter() - debut
    return {"debit": len(pages) / duree, "pages": sum(nombres) / len(nombres)}


def nu_partage(combien: int) -> dict[str, float]:
    """The same, fonts and sheets shared as the portal does."""
    return nu(combien, _rendre_comme_le_portail)


if __name__ == "__main__":
    if sys.argv[1] in ("preparer", "refaire", "nu", "nu_partage"):
        import django

        django.setup()
        sys.stdout.write(json.dumps(globals()[sys.argv[1]](int(sys.argv[2]))) + "\n")
    else:
        from bench.__main__ import tableau

        sys.stdout.write("\n".join(tableau(mesurer(*map(int, sys.argv[1:3])))) + "\n")
