"""Surveys: a campaign of 100,000 persons queued, answers sealed, ballots counted, the page of results read.

`./portail bench` runs `mesurer`; in a process of the worker's login, `python -m bench.sondages QUOI` does one part.
"""

from __future__ import annotations

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench import Ligne
from bench._base import dans_la_base
from tests import base_de_donnees

BASE = f"bench_sondages_{os.getpid()}"
# `PERSONNES=4000 ./portail bench sondages` measures a smaller province.
PERSONNES = int(os.environ.get("PERSONNES", "100000"))
REPONSES, PAGES, PROCESSUS = min(4_000, PERSONNES // 2), 60, 2
# Two cores, 200 answers a second.
BUDGET_MS = 10
PEUPLER = """
INSERT INTO guichet_personne (id, prenom, nom, sexe, autres_langues, courriel, telephone, canal, adresse, municipalite,
                              code_postal, region_id, iuc, iuc_index, cree_le, modifiee_le)
SELECT gen_random_uuid(), 'P' || n, 'N', '', '{}', 'p' || n || '@exemple.test', '', 'courriel', '', '', '',
       lpad((1 + n %% 17)::text, 2, '0'), '', '', now(), now() FROM generate_series(1, %(n)s) n;
INSERT INTO guichet_consentement (id, personne_id, region_id, finalite, version, accorde, le)
SELECT gen_random_uuid(), id, region_id, 'sondages', '1', true, now() FROM guichet_personne;
"""


def mesurer() -> list[Ligne]:
    """The rows of the table; limits are the goals of the issue."""
    base_de_donnees.cloner(base_de_donnees.modele(), BASE)
    try:
        _lire("preparer")
        file = _lire("file")
        debits = _repondre_ensemble()
        comptes = _lire("depouiller")
        page = _lire("page", role="DATABASE_URL")
    finally:
        base_de_donnees.supprimer(BASE)
    debit = sum(d["par_seconde"] for d in debits)
    return [
        Ligne(
            f"sondage : file de {PERSONNES} personnes",
            f"{file['s']:.1f} s",
            "60 s",
            f"{60 / file['s']:.2f}",
            "draw and messages",
        ),
        Ligne(
            "sondage : réponses", f"{debit:.0f}/s", "200/s", f"{debit / 200:.2f}", f"{PROCESSUS} processes, whole pages"
        ),
        *(
            Ligne(
                f"sondage : {nom}, processeur",
                f"{d[cle]:.1f} ms",
                f"{BUDGET_MS} ms",
                f"{BUDGET_MS / d[cle]:.2f}",
                "the web process alone, client included",
            )
            for d in debits[:1]
            for nom, cle in (("une réponse", "reponse_ms"), ("la page des questions", "page_ms"))
        ),
        Ligne(
            "sondage : dépouillement",
            f"{comptes['par_seconde']:.0f}/s",
            "200/s",
            f"{comptes['par_seconde'] / 200:.2f}",
            "limit: rate of answers",
        ),
        Ligne(
            "sondage : page de résultats, p95",
            f"{page['p95']:.0f} ms",
            "300 ms",
            f"{300 / page['p95']:.2f}",
            f"{PERSONNES} answers counted",
        ),
    ]


def _lire(quoi: str, *arguments: str, role: str = "DATABASE_URL_OUVRIER") -> dict[str, Any]:
    return json.loads(dans_la_base("sondages", BASE, quoi, *arguments, role=role))


def _repondre_ensemble() -> list[dict[str, Any]]:
    """Several processes at once, each with its share."""
    with ThreadPoolExecutor(PROCESSUS) as fils:
        rangs = [str(rang) for rang in range(PROCESSUS)]
        return list(fils.map(lambda rang: _lire("repondre", rang, role="DATABASE_URL"), rangs))


def preparer() -> dict[str, Any]:
    """Persons who agreed, one request each, a survey and its campaign."""
    from django.db import connection

    from guichet.models import Personne
    from inscriptions.models import Inscription
    from tests.factories.sondages import CampagneSondageFactory

    with connection.cursor() as curseur:
        curseur.execute(PEUPLER, {"n": PERSONNES})
    depuis = _maintenant()
    Inscription.objects.bulk_create(
        (
            Inscription(numero=f"B{rang:07d}", personne_id=pk, region_id=region, etat_depuis=depuis)
            for rang, (pk, region) in enumerate(Personne.objects.values_list("pk", "region_id"))
        ),
        batch_size=2000,
    )
    CampagneSondageFactory(code="banc")
    return {}


def file() -> dict[str, Any]:
    """Open the wave: audience counted, drawn, invited, queued."""
    from guichet.models import Avis
    from indicateurs.actions.vague import ouvrir_vague
    from indicateurs.models import CampagneSondage

    debut = time.perf_counter()
    ouvrir_vague(campagne_id=CampagneSondage.objects.get(code="banc").pk, le=_maintenant())
    duree = time.perf_counter() - debut
    assert Avis.objects.filter(cle__startswith="sondage:").count() == PERSONNES
    return {"s": duree}


def repondre(rang: str) -> dict[str, Any]:
    """Answers sent as a browser does, through the whole site; each process its own invitations."""
    from django.test import Client

    from guichet.acteurs import Acteur
    from guichet.cloison import portee
    from indicateurs.models import Invitation

    moitie = REPONSES // PROCESSUS
    with portee(Acteur.systeme()):
        codes = list(Invitation.objects.order_by("code").values_list("code", flat=True)[int(rang) * moitie :][:moitie])
    assert len(codes) == moitie
    client, lus = Client(), codes[:500]
    client.get(f"/sondage/{codes[0]}/")  # What a process reads once.
    debut = time.process_time()
    for code in lus:
        assert client.get(f"/sondage/{code}/").status_code == 200
    page_ms = (time.process_time() - debut) * 1000 / len(lus)
    depart, debut = time.process_time(), time.perf_counter()
    for n, code in enumerate(codes):
        envoi = {"page": "9", "langue": "fr", "q_satisfaction": str(n % 11), "q_aide": "oui", "q_mots": "Plus de soirs"}
        assert client.post(f"/sondage/{code}/", envoi).status_code == 200
    return {
        "par_seconde": len(codes) / (time.perf_counter() - debut),
        "reponse_ms": (time.process_time() - depart) * 1000 / len(codes),
        "page_ms": page_ms,
    }


def depouiller() -> dict[str, Any]:
    """The ballots of every invitation left, sealed beforehand, then counted in one go."""
    from indicateurs.actions import depouillement
    from indicateurs.models import Invitation, Urne, VagueSondage

    vague = VagueSondage.objects.get()
    Urne.objects.bulk_create(
        (
            Urne(
                vague=vague,
                strate=strate,
                source="invitation",
                scelle=depouillement.sceller(
                    {"valeurs": {"satisfaction": rang % 11, "aide": "oui" if rang % 3 else "non"}}
                ),
            )
            for rang, strate in enumerate(Invitation.objects.filter(repondue=False).values_list("strate", flat=True))
        ),
        batch_size=2000,
    )
    debut = time.perf_counter()
    nombre = depouillement.depouiller(vague=vague, le=_maintenant(), derniere=True)
    return {"par_seconde": nombre / (time.perf_counter() - debut)}


def page() -> dict[str, Any]:
    """The page of results, as an analyst opens it."""
    from indicateurs.models import VagueSondage
    from tests.connexion import connecter

    client, url = connecter("analyste"), f"/sondages/vagues/{VagueSondage.objects.get().pk}/"
    durees = []
    for _fois in range(PAGES):
        debut = time.perf_counter()
        assert client.get(url).status_code == 200
        durees.append((time.perf_counter() - debut) * 1000)
    return {"p95": sorted(durees)[int(PAGES * 0.95)]}


def _maintenant() -> Any:
    from django.utils import timezone

    return timezone.now()


def _executer(quoi: str, *arguments: str) -> None:
    import django

    django.setup()
    from django.conf import settings

    from guichet.acteurs import Acteur
    from guichet.cloison import portee

    settings.ALLOWED_HOSTS = ["*"]
    if quoi in ("repondre", "page"):  # Requests open their own transactions and scopes.
        fait = globals()[quoi](*arguments)
    else:
        with portee(Acteur.systeme()):
            fait = globals()[quoi](*arguments)
    sys.stdout.write(json.dumps(fait) + "\n")


if __name__ == "__main__":
    _executer(*sys.argv[1:])
