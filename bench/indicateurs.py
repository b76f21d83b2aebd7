"""Every indicator of events over a million facts (or ten): roll-ups beside the plain count of the same facts.

Synthetic facts, not a journal, are written by month; roll-ups are built from them with the statements of the fold.
Then each definition answers for random filters, beside the plain count and DuckDB on the same facts, whose values must
be the same; and the fold runs on a live journal to say how far behind it is. `python -m bench.indicateurs FAITS` prints
the rows for another size.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import threading
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlencode

from bench import Ligne
from bench._base import dans_la_base, dans_le_banc, millisecondes
from tests import base_de_donnees
from tests.banc.clients import Navigateur
from tests.banc.processus import Banc, banc

FAITS, MOIS, DU = 1_000_000, 36, date(2023, 12, 1)
PERMIS_MS, PAGE_MS, VISITES, RETARD_PERMIS_S, NUES = 50, 300, 100, 2, 1
BASE = f"bench_indicateurs_{os.getpid()}"
# Axis chosen, how often: as a dashboard is used, then any one axis, then two that no roll-up holds together.
CHOIX = {
    "tableau": (("region", 0.5), ("statut", 0.35), ("niveau", 0.25)),
    "un axe fin": (("region", 0.5), ("", 1.0)),
    "deux axes fins": (("sexe", 1.0), ("age", 1.0)),
}
TIRAGES = {"tableau": 24, "un axe fin": 24, "deux axes fins": 6}


def mesurer(faits: int = FAITS) -> list[Ligne]:
    """The rows of the table."""
    base_de_donnees.cloner(base_de_donnees.modele(), BASE)
    try:
        fait = dans_la_base("indicateurs", BASE, "dans-la-base", str(faits))
        with banc(BASE) as monte:
            page = visiter(monte, f"indicateurs {faits / 1e6:g}M")
    finally:
        base_de_donnees.supprimer(BASE)
    return [*(Ligne(*ligne) for ligne in json.loads(fait)), page]


def visiter(monte: Banc, nom: str) -> Ligne:
    """The dashboard over HTTP, another choice at each request."""
    session = dans_le_banc(monte, "indicateurs", "session")
    hasard, durees = random.Random(11), []
    with Navigateur(monte.web(fils=4, ouvriers=1)) as navigateur:
        for rang in range(VISITES + 5):
            filtre = _filtre(hasard, "tableau")
            choix = urlencode({"du": filtre.du, "au": filtre.au} | filtre.choisis())
            duree = millisecondes(navigateur, f"/tableau-de-bord/?{choix}", session)
            if rang >= 5:  # What a process reads once.
                durees.append(duree)
    p95 = _rang(durees, 0.95)
    note = f"over HTTP, another choice each time; median {_rang(durees, 0.5):.0f} ms"
    return Ligne(
        f"{nom} : page du tableau de bord, p95", f"{p95:.0f} ms", f"{PAGE_MS} ms", f"{p95 / PAGE_MS:.2f}", note
    )


def _session() -> str:
    """An analyst's session."""
    import django

    django.setup()
    from guichet.acteurs import Acteur
    from guichet.cloison import portee
    from tests.connexion import connecter

    with portee(Acteur.systeme()):
        return str(connecter("analyste").session.session_key)


def mesurer_la_base(faits: int) -> list[list[str]]:
    """Fill, build, ask, follow: one row for each thing measured."""
    import django

    django.setup()
    from bench._colonnes import Colonnes
    from guichet.acteurs import Acteur
    from guichet.cloison import portee

    nom = f"indicateurs {faits / 1e6:g}M"
    with portee(Acteur.systeme()):
        _ouvrir()
    ecrire = _chronometrer(lambda: _remplir(faits))
    plier = _chronometrer(_rouler)
    lignes = [[f"{nom} : faits roulés par seconde", f"{faits / plier:.0f}", f"{faits / ecrire:.0f}",
               f"{ecrire / plier:.2f}", "limit: the same facts written, indexes kept"]]  # fmt: skip
    with tempfile.TemporaryDirectory() as dossier, base_de_donnees.connexion_admin(os.environ["BENCH_BASE"]) as admin:
        colonnes = Colonnes(admin, Path(dossier))
        _rechauffer(admin)
        lignes += _interroger(nom, colonnes)
    lignes.append(_suivre(nom))
    return lignes


def _chronometrer(geste: Any) -> float:
    debut = time.perf_counter()
    geste()
    return time.perf_counter() - debut


def _mois() -> list[date]:
    return [date(DU.year + (DU.month - 1 + n) // 12, (DU.month - 1 + n) % 12 + 1, 1) for n in range(MOIS)]


def _ouvrir() -> None:
    from django.db import connection

    with connection.cursor() as curseur:
        curseur.execute("SELECT indicateurs_ouvrir_mois(%s::date[])", [_mois()])


_TIRER = """
INSERT INTO indicateurs_fait
SELECT m + (random() * (jours - 1))::int, g + %(numero)s, e.code, gen_random_uuid(),
       CASE WHEN e.sens <> 1 THEN least(400, floor(-ln(1 - random()) * 70))::int END, NULL, NULL, e.sens,
       CASE WHEN e.sens = 1 AND random() < 0.93 THEN m + 30 + (random() * 90)::int END,
       lpad((1 + floor(power(random(), 2) * 17))::text, 2, '0'), s.code,
       (ARRAY['economique', 'refugies', 'autres'])[ceil(random() * 3)],
       (ARRAY['f', 'm'])[ceil(random() * 2)], (ARRAY['16-24', '25-34', '35-44', '45-54', '55-64'])[ceil(random() * 5)],
       'P' || floor(power(random(), 2) * 80), 'L' || floor(power(random(), 2) * 50),
       (ARRAY['0-8', '9-11', '12-13', '14-16', '17+'])[ceil(random() * 5)], (2015 + floor(random() * 11))::text,
       (ARRAY['temps_complet', 'temps_partiel', 'en_ligne', 'en_entreprise'])[ceil(random() * 4)], ceil(random() * 8),
       (ARRAY['centre_services', 'cegep', 'universite', 'organisme'])[ceil(random() * 4)],
       md5(floor(random() * 300)::text)
FROM (SELECT %(mois)s::date AS m, %(jours)s AS jours) p, generate_series(1, %(nb)s) g
CROSS JOIN LATERAL (SELECT (%(codes)s::text[])[i] AS code, (%(sens)s::int[])[i] AS sens
                    FROM (SELECT 1 + floor(random() * %(nb_codes)s + g * 0)::int AS i) t) e
CROSS JOIN LATERAL (SELECT (%(statuts)s::text[])[1 + floor(power(random(), 2) * 8 + g * 0)::int] AS code) s
"""


def _remplir(faits: int) -> None:
    """So many facts, spread over the months."""
    from guichet.mesure.evenement import EVENEMENTS
    from guichet.models.referentiels.immigration import StatutImmigration

    codes = list(EVENEMENTS)
    par_mois = faits // MOIS
    valeurs = {
        "codes": codes,
        "sens": [EVENEMENTS[code].sens for code in codes],
        "nb_codes": len(codes),
        "nb": par_mois,
        "statuts": list(StatutImmigration.objects.values_list("code", flat=True)[:8]),
    }
    with base_de_donnees.connexion_admin(os.environ["BENCH_BASE"]) as admin:
        admin.execute("SELECT setseed(0.17)")
        for rang, mois in enumerate(_mois()):
            jours = ((mois.replace(day=28) + timedelta(days=4)).replace(day=1) - mois).days
            admin.execute(_TIRER, valeurs | {"mois": mois, "jours": jours, "numero": rang * par_mois})


def _rouler() -> None:
    """Roll-ups of every month, by the statements of the fold."""
    from guichet.mesure.evenement import EVENEMENTS
    from indicateurs.actions import incorporer_sql as sql

    delais = [code for code, e in EVENEMENTS.items() if e.delais]
    with base_de_donnees.connexion_admin(os.environ["BENCH_BASE"]) as admin:
        admin.execute("SET work_mem = '256MB'")
        for mois in _mois():
            with admin.transaction():
                admin.execute(
                    "CREATE TEMPORARY TABLE nouveaux ON COMMIT DROP AS SELECT f.*, f.evenement = ANY (%s) AS delais"
                    " FROM indicateurs_fait f WHERE f.jour >= %s AND f.jour < %s::date + interval '1 month'",
                    [delais, mois, mois],
                )
                for ordre in sql.AGREGATS[:-1]:
                    admin.execute(ordre)
        admin.execute(
            "INSERT INTO indicateurs_agregatattente (evenement, depuis, region, statut, niveau, formule, nb)"
            " SELECT evenement, jour, region, statut, niveau, formule, count(*) FROM indicateurs_fait"
            " WHERE sens = 1 AND fini_le IS NULL GROUP BY 1, 2, 3, 4, 5, 6"
        )
        for table in ("fait", "agregataxe", "agregataxeniveau", "agregatdelai", "agregatmois", "agregatattente"):
            admin.execute(f"VACUUM ANALYZE indicateurs_{table}")


def _filtre(hasard: random.Random, choix: str) -> Any:
    """A period to the day of one to thirty-six months, and values along the axes of this way of asking."""
    from indicateurs.filtre import Filtre

    valeurs = {
        "region": f"{1 + int(hasard.random() ** 2 * 17):02d}",
        "statut": "resident_permanent",
        "niveau": hasard.randrange(1, 9),
        "sexe": "f",
        "age": "25-34",
        "pays": f"P{int(hasard.random() ** 2 * 80)}",
        "langue": f"L{int(hasard.random() ** 2 * 50)}",
        "scolarite": "0-8",
        "arrivee": "2022",
        "formule": "temps_partiel",
        "categorie": "economique",
        "type_organisme": "cegep",
    }
    fin = DU + timedelta(days=30 * MOIS - hasard.randrange(60))
    du = fin - timedelta(days=hasard.randrange(30, 30 * MOIS - 70))
    pris = [axe or hasard.choice([*valeurs][3:]) for axe, part in CHOIX[choix] if hasard.random() < part]
    return Filtre(du, fin, **{axe: valeurs[axe] for axe in pris})


def _interroger(nom: str, colonnes: Any) -> list[list[str]]:
    """Each definition with random filters: the slowest definition's p95, beside DuckDB and the plain count."""
    from guichet.mesure.definition import MESURES
    from indicateurs.queries import comptage, valeurs

    connues = [m for m in MESURES.values() if m.calcul == "survie" or valeurs.est_connue(m)]
    lignes = []
    for choix in CHOIX:
        hasard, durees, nues, pairs = random.Random(7), {m.code: [] for m in connues}, [], []
        for mesure in connues:
            for tirage in range(TIRAGES[choix]):
                filtre = _filtre(hasard, choix)
                lue, duree = _valeur(mesure, filtre)
                durees[mesure.code].append(duree)
                with colonnes.a_la_place():
                    paire, duree = _valeur(mesure, filtre)
                pairs.append(duree)
                assert lue == paire, (mesure.code, filtre, lue, paire)
                if tirage < NUES:
                    with mock.patch.object(comptage, "_requete", _sans_agregat):
                        nue, duree = _valeur(mesure, filtre)
                    nues.append(duree)
                    assert lue == nue, (mesure.code, filtre, lue, nue)
        pire = max(durees, key=lambda code: _rang(durees[code], 0.95))
        tous = [duree for siennes in durees.values() for duree in siennes]
        p95, du_pair = _rang(tous, 0.95), _rang(pairs, 0.95)
        lignes += [
            [f"{nom} : {choix}, p95 du plus lent", f"{_rang(durees[pire], 0.95):.1f} ms", f"{PERMIS_MS} ms",
             f"{_rang(durees[pire], 0.95) / PERMIS_MS:.2f}",
             f"{pire}; plain count: p50 {_rang(nues, 0.5):.0f}, p95 {_rang(nues, 0.95):.0f} ms"],
            [f"{nom} : {choix}, p95 de tous", f"{p95:.1f} ms", f"{du_pair:.1f} ms", f"{p95 / du_pair:.2f}",
             f"{len(connues)} indicators, every value equal; p50 {_rang(tous, 0.5):.1f} and {_rang(pairs, 0.5):.1f} ms;"
             " limit: DuckDB on the same facts; goal ≤ 2"],
        ]  # fmt: skip
    return lignes


def _rechauffer(admin: Any) -> None:
    """Bring tables and indexes into the system's cache, as on a server that has run for a day: some machines let go of
    what was written minutes ago, and what is measured then is their disk."""
    fichiers = admin.execute(
        "SELECT current_setting('data_directory') || '/' || pg_relation_filepath(oid) FROM pg_class"
        " WHERE relname ~ '^(indicateurs|fait|agregat)' AND pg_relation_filepath(oid) IS NOT NULL"
    )
    for (chemin,) in fichiers.fetchall():
        for morceau in sorted(Path(chemin).parent.glob(f"{Path(chemin).name}*")):
            with morceau.open("rb") as lu:
                while lu.read(1 << 24):
                    pass


def _sans_agregat(codes: Any, filtre: Any, par: str, delais: bool) -> Any:
    from indicateurs.queries import comptage

    return comptage._faits(codes, filtre.choisis(), par, delais, [(filtre.du, filtre.au, 1)])


def _valeur(mesure: Any, filtre: Any) -> tuple[Any, float]:
    from indicateurs.queries import valeurs

    debut = time.perf_counter()
    lue = valeurs.valeur(mesure, filtre)
    return lue, (time.perf_counter() - debut) * 1000


def _rang(durees: list[float], part: float) -> float:
    tries = sorted(durees)
    return tries[min(len(tries) - 1, int(part * len(tries)))]


def _suivre(nom: str) -> list[str]:
    """Steps written one by one while the fold runs at its pace: seconds from the commit to the roll-up."""
    from django.db import connection, connections

    from guichet.acteurs import Acteur
    from guichet.cloison import portee
    from indicateurs.actions.incorporer import incorporer_journal
    from indicateurs.routines import CADENCE_S
    from tests.factories.inscriptions import InscriptionFactory

    fini = threading.Event()

    def plier() -> None:
        while not fini.wait(CADENCE_S):
            with portee(Acteur.systeme()):
                incorporer_journal()
        connections.close_all()

    def vus() -> int:
        with connection.cursor() as curseur:
            curseur.execute(
                "SELECT coalesce(sum(nb), 0) FROM indicateurs_agregataxe"
                " WHERE evenement = 'entree_attente' AND axe = '' AND region = '*' AND mois >= current_date - 60"
            )
            return int(curseur.fetchone()[0])

    fil = threading.Thread(target=plier)
    fil.start()
    retards, depart = [], vus()
    for rang in range(30):
        with portee(Acteur.systeme()):
            InscriptionFactory()
        ecrit = time.perf_counter()
        while vus() <= depart + rang:
            time.sleep(0.02)
        retards.append(time.perf_counter() - ecrit)
    fini.set()
    fil.join()
    pire = _rang(retards, 0.95)
    note = f"the fold looks every {CADENCE_S:g} s; p50 {_rang(retards, 0.5):.2f} s"
    return [f"{nom} : de l’événement à l’agrégat, p95", f"{pire:.2f} s", f"{RETARD_PERMIS_S} s",
            f"{pire / RETARD_PERMIS_S:.2f}", note]  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1] == "session":
        sys.stdout.write(_session() + "\n")
    elif sys.argv[1] == "dans-la-base":
        sys.stdout.write(json.dumps(mesurer_la_base(int(sys.argv[2]))) + "\n")
    else:
        from bench.__main__ import tableau

        sys.stdout.write("\n".join(tableau(mesurer(int(sys.argv[1])))) + "\n")
