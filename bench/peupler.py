"""Building a synthetic province of 20,000 persons, against COPY alone of the same rows into bare copies of the tables.

`python -m bench.peupler PERSONNES` prints the rows for another size.
"""

import json
import os
import resource
import subprocess
import sys
import time
from datetime import date

from bench import Ligne
from bench._base import donner_au_proprietaire, env_de
from tests import base_de_donnees

PERSONNES, JOUR = 20_000, date(2026, 11, 23)
MEMOIRE_PERMISE_MO = 1024
BASE = f"bench_peupler_{os.getpid()}"


def mesurer(personnes: int = PERSONNES) -> list[Ligne]:
    """The rows of the table; building and bare COPY have a process each, so that their memory is their own."""
    base_de_donnees.cloner(base_de_donnees.modele(), BASE)
    donner_au_proprietaire(BASE)
    try:
        fait, nu = _dans_son_processus("construire", personnes), _dans_son_processus("copier", personnes)
    finally:
        base_de_donnees.supprimer(BASE)
    nom, rapport = f"peupler {personnes // 1000}k", fait["duree"] / nu["duree"]
    debits = (fait["lignes"] / fait["duree"], nu["lignes"] / nu["duree"])
    return [
        Ligne(
            f"{nom} : durée",
            f"{fait['duree']:.1f} s",
            f"{nu['duree']:.1f} s",
            f"{rapport:.2f}",
            "limit: COPY of the same rows, indexes and checks kept, no keys, no row security, no state guard",
        ),
        Ligne(f"{nom} : lignes par seconde", f"{debits[0]:.0f}", f"{debits[1]:.0f}", f"{debits[0] / debits[1]:.2f}"),
        Ligne(
            f"{nom} : mémoire de pointe",
            f"{fait['memoire']:.0f} Mo",
            f"{MEMOIRE_PERMISE_MO} Mo",
            f"{fait['memoire'] / MEMOIRE_PERMISE_MO:.2f}",
            "limit: what issue 2 allows for 100,000 persons",
        ),
    ]


def _dans_son_processus(quoi: str, personnes: int) -> dict[str, float]:
    fait = subprocess.run(
        [sys.executable, "-m", "bench.peupler", quoi, str(personnes)],
        cwd=base_de_donnees.RACINE,
        env=env_de(BASE),
        check=True,
        stdout=subprocess.PIPE,
    )
    return json.loads(fait.stdout)


def construire(personnes: int) -> dict[str, float]:
    """Build the province as the command does."""
    from inscriptions.peuplement import chargement
    from inscriptions.peuplement.province import Province

    debut = time.perf_counter()
    with chargement.tout_ou_rien() as charge:
        for lot in Province(personnes=personnes, graine=1, jour=JOUR).en_avance():
            charge.ecrire(lot)
    duree = time.perf_counter() - debut
    memoire = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"duree": duree, "lignes": charge.lignes, "memoire": memoire}


def copier(personnes: int) -> dict[str, float]:
    """COPY the same rows, made beforehand, into tables that have only their columns, checks and indexes."""
    from django.db import connection, transaction

    from inscriptions.peuplement.lignes import table
    from inscriptions.peuplement.province import Province

    duree, lignes = 0.0, 0
    with connection.cursor() as curseur:
        for lot in Province(personnes=personnes, graine=1, jour=JOUR).lots():
            blocs = {table(modele): "\n".join(textes) + "\n" for modele, textes in lot.lignes.items()}
            lignes += len(lot)
            for cible in blocs:
                curseur.execute(f"CREATE TABLE IF NOT EXISTS nu_{cible.nom} (LIKE {cible.nom} INCLUDING ALL)")
            debut = time.perf_counter()
            with transaction.atomic():
                for cible, texte in blocs.items():
                    colonnes = ", ".join(cible.colonnes)
                    with curseur.copy(f"COPY nu_{cible.nom} ({colonnes}) FROM STDIN") as copie:
                        copie.write(texte)
            duree += time.perf_counter() - debut
    return {"duree": duree, "lignes": lignes}


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in ("construire", "copier"):
        import django

        django.setup()
        sys.stdout.write(json.dumps(globals()[sys.argv[1]](int(sys.argv[2]))))
    else:
        for ligne in mesurer(*map(int, sys.argv[1:2])):
            sys.stdout.write("  ".join(ligne) + "\n")
