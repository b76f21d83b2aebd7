"""Journeys told from the facts, and the function that counts them without giving a row (docs/parcours.md).

A step is its rank in the declared list, from 1, the request; a move from one step to the next is one number: 5 bits for
the step left, 5 for the next, 16 for the days between them.
"""

from __future__ import annotations

# Journeys of some persons, from their facts in order: each request, and what follows it until the path ends or another
# request comes. `{etapes}` is the array of steps, `{issues}` the ranks of those that end a path, `{gens}` says whose
# facts, `{depuis}` since when; what came before the first request read belongs to none.
RACONTES = """lus AS (
      SELECT g.personne_id, g.jour, g.journal_id, e.num::integer AS num
      FROM indicateurs_fait g JOIN unnest({etapes}) WITH ORDINALITY AS e (code, num) ON e.code = g.evenement
      WHERE {gens}{depuis}
    ), ranges AS (
      SELECT l.*, row_number() OVER p AS rang FROM lus l
      WINDOW p AS (PARTITION BY l.personne_id ORDER BY l.jour, l.journal_id, l.num)
    ), situes AS (
      SELECT r.*, lead(r.num) OVER p AS vers, lead(r.jour) OVER p AS quand,
             max(CASE WHEN r.num = 1 THEN r.rang END) OVER p AS debut,
             max(CASE WHEN r.num = ANY ({issues}) THEN r.rang END)
               OVER (PARTITION BY r.personne_id ORDER BY r.jour, r.journal_id, r.num
                     ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS fini
      FROM ranges r WINDOW p AS (PARTITION BY r.personne_id ORDER BY r.jour, r.journal_id, r.num)
    ), racontes AS (
      SELECT s.personne_id, min(s.journal_id) FILTER (WHERE s.rang = s.debut) AS origine_id, max(s.jour) AS depuis,
             array_agg(s.num::smallint ORDER BY s.rang) AS chemin,
             coalesce(array_agg((s.num << 21) | (s.vers << 16) | least(s.quand - s.jour, 65535) ORDER BY s.rang)
                        FILTER (WHERE s.num <> ALL ({issues}) AND s.vers <> 1), '{{}}') AS pas
      FROM situes s WHERE s.debut IS NOT NULL AND coalesce(s.fini, 0) < s.debut GROUP BY s.personne_id, s.debut
    )"""

# Few persons are looked up one by one; the facts are gone through once for many. A guess from statistics would not do:
# between two of them, all journeys may have been marked, or none.
PEU = 500
TOUTES = "g.personne_id IN (SELECT t.personne_id FROM indicateurs_parcourstenu t WHERE t.a_refaire)"
_RACONTES_DEPUIS = RACONTES.format(
    etapes="%4$L::text[]", issues="%5$L::integer[]", gens="%8$s", depuis=" AND g.jour >= %1$L"
)
# How many requests followed each path, and how many days each step took, « » for those who are still there. Those kept
# are read as they are, those a fact touched since are told again. No event read here is counted by cohort: the day of a
# fact is the day of its step.
PARCOURS = f"""
CREATE OR REPLACE FUNCTION indicateurs_parcours(
  etapes text[], issues text[], du date, au date, choix jsonb, vu_au date, longueur integer)
RETURNS TABLE (sorte text, chemin text[], jours integer, nb bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET work_mem = '32MB' AS $fonction$
DECLARE
  c record := indicateurs_conditions(choix, '');
  gens uuid[] := ARRAY(SELECT DISTINCT t.personne_id FROM indicateurs_parcourstenu t WHERE t.a_refaire
                       ORDER BY t.personne_id LIMIT {PEU + 1});
  fins integer[] := ARRAY(SELECT array_position(etapes, i) FROM unnest(issues) AS i);
BEGIN
  RETURN QUERY EXECUTE format($requete$
    WITH {_RACONTES_DEPUIS}, suivis AS MATERIALIZED (
      SELECT f.chemin, f.pas, f.depuis FROM indicateurs_parcourstenu f
      WHERE NOT f.a_refaire AND f.jour BETWEEN %1$L AND %2$L%3$s
      UNION ALL
      SELECT r.chemin, r.pas, r.depuis FROM racontes r JOIN indicateurs_parcourstenu f ON f.origine_id = r.origine_id
      WHERE f.jour BETWEEN %1$L AND %2$L%3$s
    ), chemins AS (
      SELECT s.chemin[1:%7$s] AS chemin, count(*) AS nb FROM suivis s GROUP BY 1
    ), pas AS (
      SELECT p.un, count(*) AS nb FROM suivis s CROSS JOIN LATERAL unnest(s.pas) AS p (un) GROUP BY 1
    ), encore AS (
      SELECT s.chemin[cardinality(s.chemin)] AS num, greatest(%6$L::date - s.depuis, 0) AS jours, count(*) AS nb
      FROM suivis s WHERE s.chemin[cardinality(s.chemin)] <> ALL (%5$L::integer[]) GROUP BY 1, 2
    )
    SELECT 'chemin', ARRAY(SELECT (%4$L::text[])[u.num] FROM unnest(k.chemin) WITH ORDINALITY AS u (num, rang)
                           ORDER BY u.rang), NULL::integer, k.nb FROM chemins k
    UNION ALL
    SELECT 'pas', ARRAY[(%4$L::text[])[p.un >> 21], (%4$L::text[])[(p.un >> 16) & 31]], p.un & 65535, p.nb FROM pas p
    UNION ALL
    SELECT 'pas', ARRAY[(%4$L::text[])[e.num], ''], e.jours, e.nb FROM encore e
    $requete$, du, au, c.filtre, etapes, fins, vu_au, longueur,
    CASE WHEN cardinality(gens) = 0 THEN 'false'
         WHEN cardinality(gens) <= {PEU} THEN format('g.personne_id = ANY (%L::uuid[])', gens)
         ELSE '{TOUTES}' END);
END $fonction$;
REVOKE ALL ON FUNCTION indicateurs_parcours(text[], text[], date, date, jsonb, date, integer) FROM PUBLIC;
"""  # noqa: S608
