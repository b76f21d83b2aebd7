"""From rows in the database to offers written and verified: 20,000 persons and 1,200 groups, beside the solver alone.

`python -m bench.chaine PERSONNES GROUPES` measures another size.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import psycopg

from bench import Ligne
from tests import base_de_donnees

PERSONNES, GROUPES = 20_000, 1_200
BASE = f"bench_chaine_{os.getpid()}"
ECRITES = ("inscriptions_offredeplace", "guichet_journal", "guichet_avis")


def mesurer(personnes: int = PERSONNES, groupes: int = GROUPES) -> list[Ligne]:
    """The rows of the table; the run has its own database and its own process."""
    base_de_donnees.cloner(base_de_donnees.modele(), BASE)
    try:
        from bench.monde_en_base import charger

        with _connexion() as base:
            charger(base, personnes, groupes)
            lue = _chronometrer(lambda: base.execute("COPY inscriptions_inscription TO '/dev/null'"))[0]
        fait = subprocess.run(
            [sys.executable, "-m", "bench.chaine", "essai"],
            cwd=base_de_donnees.RACINE,
            env=os.environ | {"DATABASE_URL": base_de_donnees.url_vers("DATABASE_URL", BASE)},
            check=True,
            stdout=subprocess.PIPE,
        )
        m = json.loads(fait.stdout)
        m |= {"copie": _copie_nue(), "copie_lue": lue}
    finally:
        base_de_donnees.supprimer(BASE)
    return _lignes(f"placement {personnes // 1000}k en base", m)


def _lignes(nom: str, m: dict[str, float]) -> list[Ligne]:
    calcul = m["instantane"] + m["resolution"] + m["verification"]
    return [
        _duree(f"{nom} : lire les lignes", m["lire"], m["copie_lue"], "limit: COPY of the same table to nowhere"),
        _duree(f"{nom} : lire, ordonner, garder", m["instantane"], m["flots"], "limit: the two flows alone"),
        _duree(f"{nom} : résoudre les parties", m["resolution"], m["flots"], "same limit"),
        _duree(f"{nom} : réunir, vérifier, garder", m["verification"], m["flots"], "same limit"),
        _duree(f"{nom} : résultat vérifié", calcul, m["flots"], "the three above; goal ≤ 2"),
        _duree(f"{nom} : écrire les offres", m["offres"], m["copie"], "limit: COPY of the same rows, keys and indexes"),
        _duree(f"{nom} : de la base aux offres", calcul + m["offres"], m["flots"], "limit: the two flows; goal ≤ 2"),
        _duree(f"{nom} : expliquer une personne", m["explication"], 1.0, "the slowest of twenty; goal: 1 s"),
    ]


def _duree(nom: str, valeur: float, limite: float, note: str) -> Ligne:
    return Ligne(nom, f"{valeur:.3f} s", f"{limite:.3f} s", f"{valeur / limite:.2f}", note)


def _connexion() -> psycopg.Connection:
    """As the server's administrator: the world is loaded with the guards off, the limit measured without them."""
    return psycopg.connect(base_de_donnees.pour_psycopg(base_de_donnees.url_vers("DATABASE_URL_ADMIN", BASE)))


def _copie_nue() -> float:
    """How long COPY takes to write the same offers, journal rows and messages in tables without guards."""
    with _connexion() as base:
        duree = 0.0
        for table in ECRITES:
            base.execute(f"CREATE TABLE nue_{table} (LIKE {table} INCLUDING ALL)")
            with base.cursor().copy(f"COPY {table} TO STDOUT") as copie:
                octets = b"".join(copie)
            debut = time.perf_counter()
            with base.cursor().copy(f"COPY nue_{table} FROM STDIN") as copie:
                copie.write(octets)
            base.commit()
            duree += time.perf_counter() - debut
    return duree


def essai() -> dict[str, float]:
    """One run, each stage timed, in a process that has the worker's own rights."""
    from django.utils import timezone

    from bench.monde_en_base import MAINTENANT, SESSION
    from guichet.acteurs import Acteur, Role
    from guichet.celery import app
    from guichet.cloison import portee
    from guichet.models import Region
    from inscriptions.actions import calcul, envoi
    from inscriptions.actions import execution as demandes
    from inscriptions.actions.explication import expliquer_attente
    from inscriptions.models import ExecutionPlacement, Inscription, SessionCours
    from inscriptions.placement.flot import placer_dans_l_ordre, repartir_au_moindre_cout
    from inscriptions.placement.reseau import construire
    from inscriptions.queries import placement

    # What follows a commit waits in the queue: here each step is taken, and timed, by hand.
    app.conf.task_always_eager = False
    m: dict[str, float] = {}
    conseiller = Acteur(role=Role.CONSEILLER)
    regions = list(Region.objects.values_list("code", flat=True))
    with portee(Acteur.systeme()):
        session = SessionCours.objects.get(code=SESSION)
        m["lire"], lue = _chronometrer(
            lambda: placement.instance_de(session=session, regions=regions, le=MAINTENANT, graine=1)
        )
    reseau = construire(lue.instance, lue.instance.ordre())
    m["flots"], _ = _chronometrer(lambda: repartir_au_moindre_cout(reseau, placer_dans_l_ordre(reseau)))
    with portee(conseiller):
        execution = demandes.demander_placement(session=session, regions=regions, acteur=conseiller, le=MAINTENANT)
    m["instantane"], parties = _chronometrer(lambda: calcul.preparer(execution_id=execution.pk, le=MAINTENANT))
    m["resolution"], _ = _chronometrer(
        lambda: [calcul.resoudre_partie(partie_id=partie, le=MAINTENANT) for partie in parties]
    )
    m["verification"], etat = _chronometrer(lambda: calcul.achever(execution_id=execution.pk, le=MAINTENANT))
    if etat != "proposee":
        raise RuntimeError(etat)
    with portee(conseiller):
        execution = ExecutionPlacement.objects.get(pk=execution.pk)
        demandes.confirmer_execution(execution=execution, acteur=conseiller, le=MAINTENANT)
    m["offres"], nombre = _chronometrer(lambda: envoi.envoyer_les_offres(execution_id=execution.pk, le=MAINTENANT))
    if nombre != execution.nb_placees:
        raise RuntimeError(f"{nombre} offers for {execution.nb_placees} persons placed")
    with portee(Acteur.systeme()):
        refusees = list(Inscription.objects.filter(non_placements__execution=execution).order_by("pk")[:20])
    durees = [_chronometrer(lambda i=i: expliquer_attente(inscription=i, le=timezone.now()))[0] for i in refusees]
    return m | {"explication": max(durees, default=0.0)}


def _chronometrer(fonction: Callable[[], Any]) -> tuple[float, Any]:
    debut = time.perf_counter()
    retour = fonction()
    return time.perf_counter() - debut, retour


if __name__ == "__main__":
    if sys.argv[1:] == ["essai"]:
        import django

        django.setup()
        sys.stdout.write(json.dumps(essai()))
    else:
        for ligne in mesurer(*map(int, sys.argv[1:])):
            sys.stdout.write("  ".join(ligne) + "\n")
