"""Arrivals on the waiting list and persons waiting, by region, level, formula and slot, in one statement each."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import connection
from django.utils import timezone

from inscriptions.prevision.demande import Cle

# `horaires.creneau` in SQL: the share of each slot that is ticked, evenings first on a tie.
CRENEAU_SQL = """
    CASE WHEN cellules.soir * 2 >= cellules.jour AND cellules.soir * 6 >= cellules.week_end * 5 THEN 'soir'
         WHEN cellules.jour * 6 >= cellules.week_end * 10 THEN 'jour'
         ELSE 'fin_de_semaine' END"""
CELLULES_SQL = """
    CROSS JOIN LATERAL (
        SELECT count(DISTINCT c) FILTER (WHERE left(c, 3) IN ('sam', 'dim')) AS week_end,
               count(DISTINCT c) FILTER (WHERE left(c, 3) NOT IN ('sam', 'dim') AND c LIKE '%%_soir') AS soir,
               count(DISTINCT c) FILTER (WHERE left(c, 3) NOT IN ('sam', 'dim') AND c NOT LIKE '%%_soir') AS jour
          FROM unnest(i.disponibilites) AS c
    ) cellules"""
ARRIVEES_SQL = f"""
    SELECT i.region_id, i.niveau, i.formules[1], {CRENEAU_SQL},
           %(semaines)s - 1 - (%(jour)s::date - 1 - (j.le AT TIME ZONE %(fuseau)s)::date) / 7 AS semaine, count(*)
      FROM guichet_journal j
      JOIN inscriptions_inscription i ON i.id = j.objet_id
      {CELLULES_SQL}
     WHERE j.objet_type = 'inscription' AND j.vers = 'en_attente' AND j.de <> 'en_attente'
       AND j.le >= %(du)s AND j.le < %(au)s
       AND i.region_id IS NOT NULL AND i.niveau IS NOT NULL AND cardinality(i.formules) > 0
  GROUP BY 1, 2, 3, 4, 5"""  # noqa: S608 - the pieces are constants
ATTENTE_SQL = f"""
    SELECT i.region_id, i.niveau, i.formules[1], {CRENEAU_SQL}, count(*)
      FROM inscriptions_inscription i
      {CELLULES_SQL}
     WHERE i.etat = 'en_attente' AND i.region_id IS NOT NULL AND cardinality(i.formules) > 0
  GROUP BY 1, 2, 3, 4"""  # noqa: S608 - the pieces are constants


def arrivees_par_semaine(*, au: date, semaines: int) -> dict[Cle, list[int]]:
    """Entries on the waiting list by whole weeks ending the eve of that day, oldest first, from the first one seen."""
    du = au - timedelta(weeks=semaines)
    parametres: dict[str, date | datetime | str | int] = {
        "jour": au,
        "semaines": semaines,
        "fuseau": timezone.get_current_timezone_name(),
        "du": _minuit(du),
        "au": _minuit(au),
    }
    with connection.cursor() as curseur:
        curseur.execute(ARRIVEES_SQL, parametres)
        lignes = curseur.fetchall()
    if not lignes:
        return {}
    premiere = min(ligne[4] for ligne in lignes)
    histoire: dict[Cle, list[int]] = {}
    for region, niveau, formule, creneau, semaine, nombre in lignes:
        suite = histoire.setdefault((region, niveau, formule, creneau), [0] * (semaines - premiere))
        suite[semaine - premiere] += nombre
    return histoire


def en_attente_par_cellule() -> dict[Cle, int]:
    """Persons waiting now."""
    with connection.cursor() as curseur:
        curseur.execute(ATTENTE_SQL)
        return {(region, niveau, formule, creneau): n for region, niveau, formule, creneau, n in curseur.fetchall()}


def _minuit(jour: date) -> datetime:
    return timezone.make_aware(datetime.combine(jour, time()))
