"""Claiming seats: the portal's claims beside a plain insert, psycopg's one statement and the same rows written bare.

A claim of the portal writes an offer, a seat, a request that leaves the queue, four journal rows, a former version
and a message; the limits « insert » and « psycopg » write one row, the limit « mêmes lignes » all of these. Value and
limit are processor time, of the client and of its session of the database: it holds on a machine others use too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass

import psycopg

from bench import Ligne
from bench._places import PROCESSUS, executer
from tests import base_de_donnees

BASE = f"bench_places_{os.getpid()}"
GROUPES, DEMANDEURS = 1_000, 4_000
TABLES = """
CREATE TABLE bench_groupe (id uuid PRIMARY KEY, prises int, capacite int CHECK (prises <= capacite));
CREATE TABLE bench_place (id uuid PRIMARY KEY, groupe_id uuid NOT NULL REFERENCES bench_groupe, personne int);
CREATE TABLE bench_demandeur (rang int, inscription uuid, groupe uuid);
GRANT ALL ON bench_groupe, bench_place, bench_demandeur TO portail_app;
"""


def mesurer() -> list[Ligne]:
    """The rows of the table, for 1,000 groups then for one."""
    return [*_mille_groupes(), *_un_groupe()]


def _mille_groupes() -> list[Ligne]:
    nom = "1 000 groupes"
    with _Monde(GROUPES):
        insertion, une = _debit("insertion"), _debit("psycopg")
        memes, notre, action, vue = (
            _debit(quoi, part=part) for part, quoi in enumerate(("memes_lignes", "instruction", "action", "vue"))
        )
    return [
        _ligne(f"place, {nom} : psycopg", une, insertion, "limit: plain insert"),
        _ligne(f"place, {nom} : mêmes lignes, psycopg", memes, insertion, "limit: plain insert; the fair limit below"),
        _ligne(f"place, {nom} : notre instruction", notre, insertion, "limit: plain insert; goal ≥ 0.80"),
        _ligne(f"place, {nom} : notre instruction", notre, memes, "limit: the same rows"),
        _ligne(f"place, {nom} : action Django", action, une, "limit: psycopg; goal ≥ 0.50"),
        _ligne(f"place, {nom} : vue Django", vue, une, "limit: psycopg; goal ≥ 0.50"),
        _ligne(f"place, {nom} : vue Django", vue, memes, "limit: the same rows"),
    ]


def _un_groupe() -> list[Ligne]:
    nom = "un seul groupe"
    with _Monde(1):
        insertion, une = _debit("insertion"), _debit("psycopg")
        notre = _debit("instruction", part=0)
        lots = _debit("memes_lignes_par_lot", part=1)
        demande = _debit("demande", part=2)
        reponses = _debit("reponses", part=2, processus=1)
        bout_en_bout = _bout_en_bout(part=3)
    return [
        _ligne(f"place, {nom} : psycopg", une, insertion, "limit: plain insert"),
        _ligne(f"place, {nom} : notre instruction, directe", notre, insertion, "limit: plain insert"),
        _ligne(f"place, {nom} : demande notée, vue Django", demande, insertion, "limit: plain insert"),
        _ligne(f"place, {nom} : réponses seules", reponses, insertion, "limit: plain insert; goal ≥ 3"),
        _ligne(f"place, {nom} : réponses seules", reponses, lots, "limit: the same rows, by batch of 100"),
        _ligne(f"place, {nom} : de la demande au siège", bout_en_bout, insertion, "limit: plain insert; goal ≥ 0.70"),
        _ligne(f"place, {nom} : de la demande au siège", bout_en_bout, notre, "limit: our direct claim; goal ≥ 5"),
        _ligne(f"place, {nom} : de la demande au siège", bout_en_bout, lots, "limit: the same rows, by batch of 100"),
    ]


def _ligne(nom: str, valeur: Debit, limite: Debit, note: str) -> Ligne:
    """The ratio is that of processor time; the rates of the clock follow, for a quiet machine."""
    horloge = f"clock {valeur.par_seconde:.0f}/s of {limite.par_seconde:.0f}/s"
    ratio = limite.processeur / valeur.processeur
    return Ligne(
        nom,
        f"{valeur.processeur * 1e6:.0f} µs",
        f"{limite.processeur * 1e6:.0f} µs",
        f"{ratio:.2f}",
        f"{note}; {horloge}",
    )


@dataclass(frozen=True, slots=True)
class Debit:
    """Claims per second of the clock, and seconds of processor each took, in this process and in the database."""

    par_seconde: float
    processeur: float


class _Monde:
    """A database with groups, persons who wait and the bare tables of the limits; dropped afterwards."""

    def __init__(self, groupes: int) -> None:
        self.groupes = groupes

    def __enter__(self) -> None:
        base_de_donnees.cloner(base_de_donnees.modele(), BASE)
        if _lancer("preparer", str(self.groupes)).wait():
            raise RuntimeError("bench.places : le monde ne se prépare pas.")

    def __exit__(self, *erreur: object) -> None:
        base_de_donnees.supprimer(BASE)


def _debit(quoi: str, part: int = 0, parts: int = 4, processus: int = PROCESSUS) -> Debit:
    """What so many processes did."""
    resultats = _resultats([_lancer(quoi, str(rang), str(part), str(parts)) for rang in range(processus)])
    par_seconde = sum(r["prises"] / max(r["fin"] - r["debut"], 1e-6) for r in resultats)
    return Debit(par_seconde, sum(r["processeur"] for r in resultats) / max(1, sum(r["prises"] for r in resultats)))


def _bout_en_bout(part: int, parts: int = 4) -> Debit:
    """From the first request to the last answer, requests and answers side by side."""
    reponses = _lancer("reponses", "0", str(part), str(parts))
    demandes = _resultats([_lancer("demande", str(rang), str(part), str(parts)) for rang in range(PROCESSUS)])
    (repondues,) = _resultats([reponses])
    sieges = repondues["prises"]
    processeur = repondues["processeur"] + sum(d["processeur"] for d in demandes)
    return Debit(sieges / (repondues["fin"] - min(d["debut"] for d in demandes)), processeur / max(1, sieges))


def _resultats(enfants: list[subprocess.Popen]) -> list[dict[str, float]]:
    return [json.loads(enfant.communicate()[0].splitlines()[-1]) for enfant in enfants]


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
    import django

    django.setup()
    from tests.banc.monde import places_et_demandeurs

    demandeurs = places_et_demandeurs(
        groupes=groupes, places=min(30_000, 100_000 // groupes), demandeurs=DEMANDEURS // groupes
    )
    administrateur = base_de_donnees.url_vers("DATABASE_URL_ADMIN", os.environ["BENCH_BASE"])
    with psycopg.connect(base_de_donnees.pour_psycopg(administrateur), autocommit=True) as base:
        base.execute(TABLES)
        with base.cursor() as curseur, curseur.copy("COPY bench_demandeur FROM STDIN") as copie:
            for rang, demandeur in enumerate(demandeurs):
                copie.write_row((rang, demandeur.inscription_id, demandeur.groupe_id))
        base.execute("INSERT INTO bench_groupe SELECT DISTINCT groupe, 0, 1000000 FROM bench_demandeur")
        base.execute("ANALYZE")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["preparer", groupes]:
            preparer(int(groupes))
        case [quoi, rang, part, parts]:
            sys.stdout.write(json.dumps(executer(quoi, int(rang), int(part), int(parts))) + "\n")
        case _:
            sys.stdout.write("".join("  ".join(ligne) + "\n" for ligne in mesurer()))
