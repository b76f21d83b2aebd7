"""Figures no event gives, read from their roll-ups: two years, every figure, two hundred organisations.

`python -m bench.agregats JOURS` prints the rows for another length.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

from bench import Ligne
from bench._base import dans_la_base
from tests import base_de_donnees

JOURS, TOURS, PERMIS_MS = 730, 40, 50
BASE = f"bench_agregats_{os.getpid()}"
AU = date(2026, 11, 20)
# Codes along each axis that the rows are spread over.
CLES = {"": 1, "region": 17, "formule": 2, "niveau": 12, "organisation": 200}
_REMPLIR = """
INSERT INTO indicateurs_agregatmesureaxe (code, axe, cle, jour, valeur, haut, bas)
SELECT code, %(axe)s, CASE WHEN %(axe)s = '' THEN '' ELSE n::text END, %(au)s::date - j, 0, n + j %% 7, n + 10
FROM unnest(%(codes)s::text[]) code, generate_series(1, %(cles)s) n, generate_series(0, %(jours)s) j
"""


def mesurer(jours: int = JOURS) -> list[Ligne]:
    """The rows of the table."""
    base_de_donnees.cloner(base_de_donnees.modele(), BASE)
    try:
        fait = dans_la_base("agregats", BASE, "dans-la-base", str(jours))
    finally:
        base_de_donnees.supprimer(BASE)
    mesures = json.loads(fait)
    note = f"p95 over every figure, {mesures.pop('lignes'):,} rows of roll-ups; limit: a figure's 50 ms".replace(
        ",", " "
    )
    return [
        Ligne(f"agrégats : {nom}", f"{ms:.1f} ms", f"{PERMIS_MS} ms", f"{ms / PERMIS_MS:.2f}", note)
        for nom, ms in mesures.items()
    ]


def _dans_la_base(jours: int) -> dict[str, float]:
    import django

    django.setup()
    from django.db import connection

    from guichet.mesure.definition import MESURES
    from indicateurs.filtre import Filtre
    from indicateurs.queries.valeurs import par_axe, par_mois, valeur

    mesures = [m for m in MESURES.values() if m.calcul == "agregats"]
    with connection.cursor() as curseur:
        # Filling is not what is measured.
        curseur.execute("SET statement_timeout = 0")
        for axe, cles in CLES.items():
            codes = {"axe": axe, "cles": cles, "codes": [m.code for m in mesures], "jours": jours, "au": AU}
            curseur.execute(_REMPLIR, codes)
        # As the server's own vacuum leaves it.
        with base_de_donnees.connexion_admin(os.environ["BENCH_BASE"]) as admin:
            admin.execute("VACUUM ANALYZE indicateurs_agregatmesureaxe")
        curseur.execute("SELECT count(*) FROM indicateurs_agregatmesureaxe")
        lignes = curseur.fetchone()[0]
        curseur.execute("RESET statement_timeout")
    periode = Filtre(AU - timedelta(days=364), AU)
    questions: dict[str, Callable[..., object]] = {
        "valeur d’un an": lambda m: valeur(m, periode),
        "douze mois": lambda m: par_mois(m, periode),
        "par région": lambda m: par_axe(m, periode, "region"),
        "par organisme": lambda m: par_axe(m, periode, "organisation"),
    }
    resultats: dict[str, float] = {"lignes": lignes}
    for nom, question in questions.items():
        durees = []
        for tour in range(TOURS):
            debut = time.perf_counter()
            question(mesures[tour % len(mesures)])
            durees.append(1000 * (time.perf_counter() - debut))
        resultats[nom] = sorted(durees)[int(0.95 * len(durees))]
    return resultats


if __name__ == "__main__":
    if sys.argv[1] == "dans-la-base":
        sys.stdout.write(json.dumps(_dans_la_base(int(sys.argv[2]))) + "\n")
    else:
        from bench.__main__ import tableau

        sys.stdout.write("\n".join(tableau(mesurer(int(sys.argv[1])))) + "\n")
