"""A million facts taken out: CSV against COPY alone, XLSX against openpyxl, Parquet; the memory of each.

`python -m bench.exports LIGNES` prints the rows for another size. openpyxl's rate is that of performance.md (§5, rows
of ten columns) unless it is installed: it is then measured here on 20,000 rows, dates typed.
"""

import json
import os
import resource
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from wsgiref.simple_server import WSGIRequestHandler, make_server

from bench import Ligne
from bench._base import dans_la_base
from tests import base_de_donnees

LIGNES, MEMOIRE_PERMISE_MO, OPENPYXL_CONNU = 1_000_000, 100, 11_000
BASE = f"bench_exports_{os.getpid()}"
FORMATS = ("csv", "xlsx", "parquet")
_FAITS = """
INSERT INTO indicateurs_fait
  (jour, journal_id, evenement, region, niveau, formule, sexe, age, delai_jours, depuis, sens,
   statut, categorie, pays, langue, scolarite, arrivee, type_organisme, organisation)
SELECT '2026-03-01'::date + n %% 28, n, (ARRAY['demande','debut','offre','abandon'])[n %% 4 + 1],
       lpad((n %% 17 + 1)::text, 2, '0'), n %% 12 + 1, 'temps_partiel', (ARRAY['F','M'])[n %% 2 + 1], '25-34',
       n %% 200, '2026-01-05', 0,
       'residence_permanente', 'economique', 'DZA', 'ar', '9-11', '2025', 'centre', ''
FROM generate_series(1, %s) n
"""


def mesurer(lignes: int = LIGNES) -> list[Ligne]:
    """The rows of the table."""
    base_de_donnees.cloner(base_de_donnees.modele(), BASE)
    try:
        _remplir(lignes)
        faits = {quoi: _a_part(quoi, lignes) for quoi in ("copy", "openpyxl", *FORMATS)}
    finally:
        base_de_donnees.supprimer(BASE)
    nom, copy = f"export {lignes // 1000}k", lignes / faits["copy"]["ecrire"]
    csv, xlsx = (lignes / faits[f]["ecrire"] for f in ("csv", "xlsx"))
    bout = lignes / (faits["csv"]["ecrire"] + faits["csv"]["prendre"])
    pur = faits["openpyxl"]["debit"]
    note_openpyxl = "openpyxl, measured here" if faits["openpyxl"]["mesure"] else "openpyxl, performance.md §5"
    return [
        Ligne(
            f"{nom} : CSV écrit, lignes par seconde", f"{csv:.0f}", f"{copy:.0f}", f"{csv / copy:.2f}", "limit: COPY TO"
        ),
        Ligne(
            f"{nom} : CSV écrit puis pris par HTTP",
            f"{bout:.0f}",
            f"{copy:.0f}",
            f"{bout / copy:.2f}",
            "limit: COPY TO",
        ),
        Ligne(f"{nom} : XLSX, dates typées", f"{xlsx:.0f}", f"{pur:.0f}", f"{xlsx / pur:.1f}", note_openpyxl),
        Ligne(
            f"{nom} : Parquet",
            f"{lignes / faits['parquet']['ecrire']:.0f}",
            f"{copy:.0f}",
            "",
            "no library of the lock",
        ),
        *(
            Ligne(
                f"{nom} : mémoire de plus, {f}",
                f"{faits[f]['memoire']:.0f} Mo",
                f"{MEMOIRE_PERMISE_MO} Mo",
                f"{faits[f]['memoire'] / MEMOIRE_PERMISE_MO:.2f}",
                "above the process at rest",
            )
            for f in FORMATS
        ),
    ]


def _remplir(lignes: int) -> None:
    with base_de_donnees.connexion_admin(BASE) as admin:
        admin.execute("SELECT indicateurs_ouvrir_mois(ARRAY['2026-03-01'::date])")
        admin.execute(_FAITS, [lignes])
        admin.execute("ANALYZE indicateurs_fait")


def _a_part(quoi: str, lignes: int) -> dict[str, float]:
    """One measure in a process of its own: the peak of memory is its own."""
    fait = dans_la_base("exports", BASE, "dans-la-base", quoi, str(lignes))
    return json.loads(fait)


def mesurer_la_base(quoi: str, lignes: int) -> dict[str, float]:
    """Seconds and megabytes of one way of writing."""
    import django

    django.setup()
    from guichet.acteurs import Acteur
    from guichet.cloison import portee

    with portee(Acteur.systeme()):
        return {"copy": _copy, "openpyxl": _openpyxl}.get(quoi, lambda n: _format(quoi, n))(lignes)


def _requete() -> tuple[object, object]:
    from datetime import date

    from indicateurs.exports import NATURES
    from indicateurs.filtre import Filtre

    nature = NATURES["faits"]
    return nature.colonnes, nature.suite(Filtre(date(2026, 1, 1), date(2026, 12, 31)))


def _copy(lignes: int) -> dict[str, float]:
    """COPY of the same columns in the same order, read and thrown away."""
    from django.db import connection

    from indicateurs.exports.ecriture import requete_ecrite

    colonnes, suite = _requete()
    requete = requete_ecrite(", ".join(c.sql for c in colonnes), suite)

    def lire() -> None:
        with connection.cursor() as curseur, curseur.copy(f"COPY ({requete}) TO STDOUT (FORMAT csv)") as copie:
            for _bloc in copie:
                pass

    return {"ecrire": min(_secondes(lire) for _tour in range(2))}


def _format(quoi: str, lignes: int) -> dict[str, float]:
    from indicateurs.actions.export import ECRIVAINS
    from indicateurs.exports.ecriture import Empreinte

    colonnes, suite = _requete()
    repos = _memoire()
    with tempfile.NamedTemporaryFile() as fichier:

        def ecrire() -> None:
            fichier.seek(0)
            fichier.truncate()
            faites = ECRIVAINS[quoi](Empreinte(fichier), colonnes, suite, "Banc", lambda _n: None)
            fichier.flush()
            assert faites == lignes

        duree = min(_secondes(ecrire) for _tour in range(2))
        return {"ecrire": duree, "memoire": _memoire() - repos, "prendre": _prendre(fichier.name)}


class _Muet(WSGIRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def _prendre(nom: str) -> float:
    """Seconds to take that file by HTTP through Django's file response."""
    from django.http import FileResponse

    def application(environ: object, start_response: Callable[..., object]) -> object:
        reponse = FileResponse(open(nom, "rb"))  # noqa: SIM115 - the response closes it
        start_response("200 OK", list(reponse.items()))
        return reponse

    serveur = make_server("127.0.0.1", 0, application, handler_class=_Muet)
    threading.Thread(target=serveur.serve_forever, daemon=True).start()

    def lire() -> None:
        with urllib.request.urlopen(f"http://127.0.0.1:{serveur.server_port}/") as reponse:
            while reponse.read(1 << 20):
                pass

    try:
        return min(_secondes(lire) for _tour in range(2))
    finally:
        serveur.shutdown()


def _openpyxl(lignes: int) -> dict[str, float]:
    """Rows a second of openpyxl's write-only mode, dates typed; the known rate when it is not installed."""
    try:
        import openpyxl
    except ImportError:
        return {"debit": OPENPYXL_CONNU, "mesure": 0}
    from django.db import connection

    from indicateurs.exports.ecriture import requete_ecrite

    colonnes, suite = _requete()
    nombre = min(lignes, 20_000)
    with connection.cursor() as curseur:
        curseur.execute(requete_ecrite(", ".join(c.sql for c in colonnes), suite) + f" LIMIT {nombre}")
        rangees = curseur.fetchall()

    def ecrire() -> None:
        classeur = openpyxl.Workbook(write_only=True)
        feuille = classeur.create_sheet()
        for rangee in rangees:
            feuille.append(rangee)
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as fichier:
            classeur.save(fichier.name)

    return {"debit": nombre / min(_secondes(ecrire) for _tour in range(2)), "mesure": 1}


def _secondes(geste: Callable[[], object]) -> float:
    debut = time.perf_counter()
    geste()
    return time.perf_counter() - debut


def _memoire() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if sys.argv[1] == "dans-la-base":
        sys.stdout.write(json.dumps(mesurer_la_base(sys.argv[2], int(sys.argv[3]))) + "\n")
    else:
        from bench.__main__ import tableau

        sys.stdout.write("\n".join(tableau(mesurer(int(sys.argv[1])))) + "\n")
