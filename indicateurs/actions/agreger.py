"""Bring the figures no event gives up to date: every source read again, only what differs is written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from guichet.mesure.definition import MESURES, Genre
from indicateurs.filtre import AXES
from indicateurs.models import Repere
from indicateurs.sources import cours, demandes, ententes, parcours
from indicateurs.sources.formes import DIMENSIONS, LECTURES, SOURCES, Forme, Ligne, requete

# Reading a module of sources declares what it holds.
DECLAREES = (cours, demandes, ententes, parcours)
NOM = "mesures"
_CLES = ("code", "jour", *AXES, "valeur")
_CLES_AXE = ("code", "axe", "cle", "jour", "valeur")
_CLE, _CLE_AXE = ", ".join(_CLES), ", ".join(_CLES_AXE)
_COLONNES = f"{_CLE}, haut, bas"
TABLES = (("indicateurs_agregatmesure", "cellules", _CLES), ("indicateurs_agregatmesureaxe", "cases", _CLES_AXE))

_CREER = "CREATE TEMPORARY TABLE {temporaire} ON COMMIT DROP AS SELECT {colonnes}, haut, bas FROM {table} LIMIT 0"
_LIGNES = f"""
INSERT INTO cellules ({_COLONNES})
SELECT l.code, l.jour, {{colonnes}}, CASE WHEN l.delai THEN l.haut ELSE 0 END,
       CASE WHEN l.delai THEN 0 ELSE l.haut END, l.bas
FROM unnest(%(code)s::text[], %(jour)s::date[], %(organisation)s::uuid[], %(delai)s::boolean[],
            %(haut)s::numeric[], %(bas)s::numeric[]) AS l (code, jour, organisation_id, delai, haut, bas)
LEFT JOIN guichet_organisation o ON o.id = l.organisation_id
"""
# Each axis alone, then the whole.
_CASES = f"""
INSERT INTO cases ({_CLE_AXE}, haut, bas)
SELECT code, '{{axe}}', {{cle}}, jour, valeur, sum(haut), sum(bas) FROM cellules GROUP BY 1, 2, 3, 4, 5
"""
_ECRIRE = """
INSERT INTO {table} AS a ({cle}, haut, bas)
SELECT {cle}, round(sum(haut), 6), round(sum(bas), 6) FROM {temporaire} GROUP BY {cle} ORDER BY {cle}
ON CONFLICT ({cle}) DO UPDATE SET haut = excluded.haut, bas = excluded.bas
WHERE (a.haut, a.bas) IS DISTINCT FROM (excluded.haut, excluded.bas)
"""
# A cell that emptied stays at zero: nothing is deleted.
_VIDER = """
UPDATE {table} a SET haut = 0, bas = 0
WHERE (a.haut <> 0 OR a.bas <> 0)
  AND NOT EXISTS (SELECT 1 FROM {temporaire} t WHERE {memes})
"""


def agreger(*, le: datetime) -> int:
    """Sum every figure up to that day; return how many cells changed. One transaction: all of it, or nothing."""
    au = timezone.localdate(le)
    with transaction.atomic(), connection.cursor() as curseur:
        # Whole tables are read, behind policies whose share PostgreSQL guesses too small: row by row would never end.
        curseur.execute(
            "SET LOCAL statement_timeout = '600s'; SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB'"
        )
        Repere.objects.bulk_create([Repere(nom=NOM, xid="0")], ignore_conflicts=True)
        Repere.objects.select_for_update().get(nom=NOM)
        for table, temporaire, cles in TABLES:
            curseur.execute(_CREER.format(table=table, temporaire=temporaire, colonnes=", ".join(cles)))
        for source in SOURCES:
            curseur.execute(f"INSERT INTO cellules ({_COLONNES}) {requete(source)}", {"au": au})
        _lire(ligne for lecture in LECTURES for ligne in lecture(au))
        for axe, cle in (("", "''"), *((axe, f"{axe}::text") for axe in AXES)):
            curseur.execute(_CASES.format(axe=axe, cle=cle))
        changees = sum(_ecrire(curseur, *table) for table in TABLES)
        Repere.objects.filter(nom=NOM).update(lu_le=le)
    return changees


def _ecrire(curseur: Any, table: str, temporaire: str, cles: tuple[str, ...]) -> int:
    """Bring one roll-up to what was summed; return how many of its rows changed."""
    mots = {"table": table, "temporaire": temporaire, "cle": ", ".join(cles)}
    curseur.execute(f"ANALYZE {temporaire}")
    curseur.execute(_ECRIRE.format(**mots))
    changees = curseur.rowcount
    curseur.execute(_VIDER.format(**mots, memes=" AND ".join(f"t.{cle} = a.{cle}" for cle in cles)))
    changees += curseur.rowcount
    curseur.execute(f"DROP TABLE {temporaire}")
    return changees


def _lire(lignes: Iterable[Ligne]) -> None:
    """Rows counted in Python, with the axes of their organisation."""
    lignes = list(lignes)
    axes = {"region": "coalesce(o.region_id, '')", "type_organisme": "coalesce(o.genre, '')"}
    axes["organisation"] = "coalesce(o.id::text, '')"
    colonnes = ", ".join(axes.get(axe, "0" if axe == "niveau" else "''") for axe in AXES)
    with connection.cursor() as curseur:
        curseur.execute(
            _LIGNES.format(colonnes=colonnes),
            {
                "code": [ligne.code for ligne in lignes],
                "jour": [ligne.jour for ligne in lignes],
                "organisation": [ligne.organisation_id for ligne in lignes],
                "delai": [MESURES[ligne.code].genre is Genre.DELAI for ligne in lignes],
                "haut": [ligne.haut for ligne in lignes],
                "bas": [ligne.bas for ligne in lignes],
            },
        )


def dimensions_possibles(code: str) -> tuple[str, ...]:
    """The axes that every source of a figure knows."""
    formes = {source.forme for source in SOURCES if source.code == code} or {Forme.ORGANISATION}
    communes = set.intersection(*(set(DIMENSIONS[forme]) for forme in formes))
    return tuple(axe for axe in AXES if axe in communes)


def dernier_calcul() -> date | None:
    """The day the figures were last summed; None before the first time."""
    lu_le = Repere.objects.filter(nom=NOM).values_list("lu_le", flat=True).first()
    return timezone.localdate(lu_le) if lu_le else None
