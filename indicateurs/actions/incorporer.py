"""Fold the journal into facts and roll-ups: incremental, exactly once, seconds behind."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils import timezone

from guichet.mesure.evenement import EVENEMENTS

NOM = "journal"

# Rows are read in (transaction, row) order below the oldest transaction still running: a late commit cannot be
# missed, because no transaction below that mark is unfinished (performance.md §3).
_LOT = """
CREATE TEMPORARY TABLE lot ON COMMIT DROP AS
SELECT j.id, j.xid, j.objet_type, j.objet_id, j.pas, j.de, j.vers, j.le, j.region_id, j.niveau, j.formule, j.personne_id
FROM guichet_journal j, indicateurs_repere r
WHERE r.nom = %(nom)s AND j.xid < pg_snapshot_xmin(pg_current_snapshot())
  AND (j.xid, j.id) > (r.xid, r.journal_id)
ORDER BY j.xid, j.id LIMIT %(taille)s
"""

_FAITS = """
WITH nouveaux AS (
  INSERT INTO indicateurs_fait
    (journal_id, evenement, jour, region_id, niveau, formule, personne_id, delai_jours, depuis)
  SELECT l.id, e.code, (l.le AT TIME ZONE %(fuseau)s)::date, coalesce(l.region_id, ''), coalesce(l.niveau, 0),
         l.formule, l.personne_id,
         greatest(0, (l.le AT TIME ZONE %(fuseau)s)::date - (origine.le AT TIME ZONE %(fuseau)s)::date),
         CASE WHEN e.code = 'entree_attente' THEN (l.le AT TIME ZONE %(fuseau)s)::date
              WHEN e.code = 'sortie_attente' THEN (origine.le AT TIME ZONE %(fuseau)s)::date END
  FROM lot l
  JOIN unnest(%(code)s::text[], %(objet)s::text[], %(pas)s::text[], %(de)s::text[], %(vers)s::text[],
              %(delai_depuis)s::text[]) AS e (code, objet, pas, de, vers, delai_depuis)
    ON e.objet = l.objet_type AND coalesce(e.pas, l.pas) = l.pas
   AND coalesce(e.de, l.de) = l.de AND coalesce(e.vers, l.vers) = l.vers
  LEFT JOIN LATERAL (
    SELECT o.le FROM guichet_journal o
    WHERE e.delai_depuis IS NULL AND o.objet_id = l.objet_id AND o.vers = l.de AND o.id < l.id
    ORDER BY o.id DESC LIMIT 1
  ) precedent ON true
  LEFT JOIN LATERAL (
    SELECT o.le FROM guichet_journal o
    WHERE e.delai_depuis IS NOT NULL AND o.personne_id = l.personne_id AND o.objet_type = 'inscription'
      AND o.pas = e.delai_depuis AND o.le <= l.le
    ORDER BY o.le DESC LIMIT 1
  ) repere ON true
  CROSS JOIN LATERAL (SELECT coalesce(repere.le, precedent.le) AS le) origine
  ON CONFLICT DO NOTHING
  RETURNING *
), jours AS (
  INSERT INTO indicateurs_agregatjour AS a (jour, evenement, region_id, niveau, formule, delai_jours, nb)
  SELECT jour, evenement, region_id, niveau, formule, coalesce(delai_jours, -1), count(*)
  FROM nouveaux GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 2, 1, 3, 4, 5, 6
  ON CONFLICT (evenement, jour, region_id, niveau, formule, delai_jours) DO UPDATE SET nb = a.nb + excluded.nb
), attente AS (
  INSERT INTO indicateurs_agregatattente AS a (depuis, region_id, niveau, formule, nb)
  SELECT depuis, region_id, niveau, formule, sum(CASE evenement WHEN 'entree_attente' THEN 1 ELSE -1 END)
  FROM nouveaux WHERE depuis IS NOT NULL GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (depuis, region_id, niveau, formule) DO UPDATE SET nb = a.nb + excluded.nb
)
SELECT count(*) FROM nouveaux
"""

_AVANCER = """
UPDATE indicateurs_repere r SET xid = d.xid, journal_id = d.id, lu_le = %(maintenant)s
FROM (SELECT xid, id FROM lot ORDER BY xid DESC, id DESC LIMIT 1) d WHERE r.nom = %(nom)s
"""


def incorporer_journal(*, taille: int = 20_000) -> int | None:
    """Fold the next journal rows, at most `taille`; return how many were read, None when another worker is at it.

    One transaction: facts, roll-ups and mark move together, so a kill at any point is as if nothing had run.
    """
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute("SET LOCAL statement_timeout = '120s'")
        curseur.execute("SELECT 1 FROM indicateurs_repere WHERE nom = %s FOR UPDATE SKIP LOCKED", [NOM])
        if curseur.fetchone() is None:
            return None
        curseur.execute(_LOT, {"nom": NOM, "taille": taille})
        lus = curseur.rowcount
        if lus > 0:
            curseur.execute("ANALYZE lot")
            curseur.execute(_FAITS, _evenements() | {"fuseau": "America/Toronto"})
            curseur.execute(_AVANCER, {"nom": NOM, "maintenant": timezone.now()})
        curseur.execute("DROP TABLE lot")
    return max(lus, 0)


def _evenements() -> dict[str, list[str | None]]:
    """The declared events, one list per column, as the query joins them."""
    colonnes = ("code", "objet", "pas", "de", "vers", "delai_depuis")
    return {colonne: [getattr(evenement, colonne) for evenement in EVENEMENTS.values()] for colonne in colonnes}


def reconstruire() -> int:
    """Forget every fact and fold the whole journal again, as the owner; return how many rows were read."""
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute(
            "TRUNCATE indicateurs_fait, indicateurs_agregatjour, indicateurs_agregatattente RESTART IDENTITY"
        )
        curseur.execute("UPDATE indicateurs_repere SET xid = '0', journal_id = 0 WHERE nom = %s", [NOM])
    total = 0
    while lus := incorporer_journal():
        total += lus
    return total
