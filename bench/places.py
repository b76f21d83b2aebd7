"""Claiming seats: our statement and our whole claim against psycopg's one statement and a plain insert.

A claim of the portal is an offer, a seat, a request that leaves the queue, three journal rows, their histories and a
message, all in one transaction; the limits are one row in one table.
"""

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any

import psycopg

from bench import Ligne
from tests import base_de_donnees

BASE = f"bench_places_{os.getpid()}"
PROCESSUS, DUREE_S, ECHAUFFEMENT = 4, 4.0, 5
GROUPES, DEMANDEURS = 1_000, 4

TABLE = "CREATE TABLE bench_place (id uuid PRIMARY KEY, groupe_id uuid NOT NULL REFERENCES bench_groupe, personne int)"
UNE_INSTRUCTION = """
WITH siege AS (UPDATE bench_groupe SET prises = prises + 1 WHERE id = %s AND prises < capacite RETURNING id)
INSERT INTO bench_place SELECT %s, id, %s FROM siege
"""
INSERTION = "INSERT INTO bench_place VALUES (%s, %s, %s)"


def mesurer() -> list[Ligne]:
    """The rows of the table, for 1,000 groups then for one."""
    return [*_lignes("1 000 groupes", GROUPES), *_lignes("un seul groupe", 1)]


def _lignes(nom: str, groupes: int) -> list[Ligne]:
    base_de_donnees.cloner(base_de_donnees.modele(), BASE)
    try:
        _python("preparer", str(groupes))
        debits = {quoi: _ensemble(quoi) for quoi in ("insertion", "psycopg", "instruction", "portail")}
    finally:
        base_de_donnees.supprimer(BASE)
    return [
        _ligne(f"place, {nom} : psycopg", debits["psycopg"], debits["insertion"], "limit: plain insert"),
        _ligne(f"place, {nom} : notre instruction", debits["instruction"], debits["psycopg"], "limit: psycopg"),
        _ligne(f"place, {nom} : demande entière", debits["portail"], debits["psycopg"], "limit: psycopg; goal ≥ 0.50"),
    ]


def _ligne(nom: str, valeur: float, limite: float, note: str) -> Ligne:
    return Ligne(nom, f"{valeur:.0f}/s", f"{limite:.0f}/s", f"{valeur / limite:.2f}", note)


def _ensemble(quoi: str) -> float:
    """Claims per second of four processes."""
    enfants = [_lancer(quoi, str(rang)) for rang in range(PROCESSUS)]
    return sum(json.loads(enfant.communicate()[0].splitlines()[-1]) for enfant in enfants)


def _python(*arguments: str) -> None:
    if _lancer(*arguments).wait():
        raise RuntimeError(f"bench.places {arguments} a échoué.")


def _lancer(*arguments: str) -> subprocess.Popen:
    env = os.environ | {
        "DATABASE_URL": base_de_donnees.url_vers("DATABASE_URL", BASE),
        "DJANGO_SETTINGS_MODULE": "tests.banc.reglages",
        "BENCH_BASE": BASE,
    }
    commande = [sys.executable, "-W", "ignore", "-m", "bench.places", *arguments]
    return subprocess.Popen(commande, cwd=base_de_donnees.RACINE, env=env, stdout=subprocess.PIPE, text=True)


def preparer(groupes: int) -> None:
    """Groups with enough seats, persons who wait, and the bare tables of the limits."""
    from tests.banc.monde import places_et_demandeurs

    demandeurs = places_et_demandeurs(
        groupes=groupes, places=min(30_000, 100_000 // groupes), demandeurs=GROUPES * DEMANDEURS // groupes
    )
    administrateur = base_de_donnees.url_vers("DATABASE_URL_ADMIN", os.environ["BENCH_BASE"])
    with psycopg.connect(base_de_donnees.pour_psycopg(administrateur), autocommit=True) as base:
        base.execute(
            "CREATE TABLE bench_groupe (id uuid PRIMARY KEY, prises int, capacite int CHECK (prises <= capacite))"
        )
        base.execute(TABLE)
        base.execute("CREATE TABLE bench_demandeur (rang int, inscription uuid, groupe uuid)")
        base.execute("GRANT ALL ON bench_groupe, bench_place, bench_demandeur TO portail_app")
        with base.cursor() as curseur, curseur.copy("COPY bench_demandeur FROM STDIN") as copie:
            for rang, demandeur in enumerate(demandeurs):
                copie.write_row((rang, demandeur.inscription_id, demandeur.groupe_id))
        base.execute("INSERT INTO bench_groupe SELECT DISTINCT groupe, 0, 1000000 FROM bench_demandeur")
        base.execute("ANALYZE")


def _demandeurs(rang: int, part: int, parts: int) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """This process's persons, in one half of them: each measure takes its own."""
    with psycopg.connect(base_de_donnees.pour_psycopg(os.environ["DATABASE_URL"])) as base:
        requete = "SELECT inscription, groupe FROM bench_demandeur WHERE rang %% %s = %s AND rang / 4 %% %s = %s"
        return base.execute(requete, [PROCESSUS, rang, parts, part]).fetchall()


def _mesurer(faire: Callable[[int], bool], combien: int | None = None) -> float:
    """Claims that took a seat, per second, for a while or until nobody is left; the first ones load the code."""
    for fois in range(ECHAUFFEMENT):
        faire(fois)
    debut, fois, prises = time.perf_counter(), ECHAUFFEMENT, 0
    while (combien is None or fois < combien) and time.perf_counter() - debut < DUREE_S:
        prises += faire(fois)
        fois += 1
    return prises / (time.perf_counter() - debut)


def _en_psycopg(rang: int, inserer: bool) -> float:
    groupes = [groupe for _inscription, groupe in _demandeurs(rang, 0, 1)]
    with psycopg.connect(base_de_donnees.pour_psycopg(os.environ["DATABASE_URL"]), autocommit=True) as base:

        def prendre(fois: int) -> bool:
            groupe, place = groupes[fois % len(groupes)], uuid.uuid4()
            if inserer:
                base.execute(INSERTION, [place, groupe, fois], prepare=True)
            else:
                base.execute(UNE_INSTRUCTION, [groupe, place, fois], prepare=True)
            return True

        return _mesurer(prendre)


def _au_portail(rang: int, entiere: bool) -> float:
    from django.contrib.messages.storage.cookie import CookieStorage
    from django.db import OperationalError
    from django.test import RequestFactory
    from django.utils import timezone

    from guichet.acteurs import Acteur, Role
    from guichet.cloison import portee
    from inscriptions.actions.sieges import delais_de_reponse, tenir_siege
    from inscriptions.models import Groupe, Inscription
    from inscriptions.views.places_libres import place_prendre

    demandeurs = _demandeurs(rang, int(entiere), 2)
    with portee(Acteur.systeme()):
        personnes = dict(Inscription.objects.values_list("pk", "personne_id"))
        delais = delais_de_reponse(Groupe.objects.earliest("debut"), timezone.now())
    requete: Any = RequestFactory().post("/")
    requete._messages = CookieStorage(requete)

    def vue(fois: int) -> bool:
        inscription, groupe = demandeurs[fois]
        requete.acteur = Acteur(role=Role.PERSONNE, personne_id=personnes[inscription])
        try:
            with portee(requete.acteur):
                return place_prendre(requete, groupe_id=groupe).url.startswith("/offres/")
        except OperationalError:  # Too long in line behind others for the same group: « come back later ».
            return False

    def instruction(fois: int) -> bool:
        inscription, groupe = demandeurs[fois]
        systeme = Acteur.systeme()
        offre = tenir_siege(
            inscription_id=inscription,
            groupe_id=groupe,
            acteur=systeme,
            le=timezone.now(),
            delais=delais,
            origine="directe",
        )
        return offre is not None

    return _mesurer(vue if entiere else instruction, len(demandeurs))


def _executer(quoi: str, argument: int) -> float | None:
    import django

    django.setup()
    match quoi:
        case "preparer":
            return preparer(argument)
        case "insertion" | "psycopg":
            return _en_psycopg(argument, inserer=quoi == "insertion")
        case _:
            return _au_portail(argument, entiere=quoi == "portail")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        sys.stdout.write(json.dumps(_executer(sys.argv[1], int(sys.argv[2]))) + "\n")
    else:
        sys.stdout.write("".join("  ".join(ligne) + "\n" for ligne in mesurer()))
