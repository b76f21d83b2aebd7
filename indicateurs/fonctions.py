"""Functions of the database that the facts need: business days, months opened on demand, counts without a row.

Those that run as their owner are `SECURITY DEFINER` with a fixed search path: one adds an empty month, the others give
numbers only, so the analyst's login counts along any axes without a right on any row about a person.
"""

from __future__ import annotations

from indicateurs.filtre import AXES

JOURS_OUVRABLES = """
CREATE OR REPLACE FUNCTION indicateurs_jours_ouvrables(debut date, fin date, suspensions datemultirange)
RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE AS $fonction$
  -- Days after the first up to and including the last, suspensions out: weekdays counted from a Monday, holidays off.
  SELECT coalesce(sum(
           (upper(r) - DATE '1900-01-01') / 7 * 5 + least((upper(r) - DATE '1900-01-01') % 7, 5)
         - (lower(r) - DATE '1900-01-01') / 7 * 5 - least((lower(r) - DATE '1900-01-01') % 7, 5)
         - (SELECT count(*) FROM guichet_jourferie f WHERE f.date <@ r AND extract(isodow FROM f.date) < 6)), 0)::int
  FROM unnest(datemultirange(daterange(debut, greatest(fin, debut), '(]')) - coalesce(suspensions, '{}')) AS r
$fonction$;
"""

OUVRIR_MOIS = """
CREATE OR REPLACE FUNCTION indicateurs_ouvrir_mois(mois date[])
RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $fonction$
DECLARE
  debut date;
  partie text;
  ouverts integer := 0;
BEGIN
  FOR debut IN SELECT DISTINCT date_trunc('month', m)::date FROM unnest(mois) AS m ORDER BY 1 LOOP
    partie := format('indicateurs_fait_%s', to_char(debut, 'YYYY_MM'));
    CONTINUE WHEN to_regclass(partie) IS NOT NULL;
    -- Made apart then attached: those who read the other months do not wait.
    EXECUTE format('CREATE TABLE %I (LIKE indicateurs_fait INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partie);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', partie);
    EXECUTE format('CREATE POLICY cloison ON %1$I USING (%2$s) WITH CHECK (%2$s)', partie,
                   $$(SELECT current_setting('portail.portee', true)) = 'province'$$);
    EXECUTE format('ALTER TABLE indicateurs_fait ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                   partie, debut, debut + interval '1 month');
    ouverts := ouverts + 1;
  END LOOP;
  RETURN ouverts;
END $fonction$;
REVOKE ALL ON FUNCTION indicateurs_ouvrir_mois(date[]) FROM PUBLIC;
"""

# What follows is text put in a statement: axes are checked against the list, values are quoted.
CONDITIONS = f"""
CREATE OR REPLACE FUNCTION indicateurs_conditions(choix jsonb, par text, OUT filtre text, OUT cle text)
LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp AS $fonction$
DECLARE
  axes CONSTANT text[] := '{{{",".join(AXES)}}}';
  axe text;
  valeur text;
BEGIN
  filtre := '';
  FOR axe, valeur IN SELECT * FROM jsonb_each_text(choix) LOOP
    IF axe <> ALL (axes) THEN RAISE EXCEPTION 'axe inconnu : %', axe; END IF;
    -- Several values are separated by commas, which no code holds.
    filtre := filtre || CASE WHEN position(',' IN valeur) = 0 THEN format(' AND f.%I = %L', axe, valeur)
                             ELSE format(' AND f.%I::text = ANY (string_to_array(%L, $$,$$))', axe, valeur) END;
  END LOOP;
  IF par NOT IN ('', 'mois') AND par <> ALL (axes) THEN RAISE EXCEPTION 'axe inconnu : %', par; END IF;
  cle := CASE par WHEN '' THEN $$''$$ WHEN 'mois' THEN $$date_trunc('month', f.jour)::date::text$$
              ELSE format('f.%I::text', par) END;
END $fonction$;
"""  # noqa: S608

# `choix` is values by axis; `par` an axis, « mois » or nothing.
COMPTER = """
CREATE OR REPLACE FUNCTION indicateurs_compter(
  evenements text[], du date, au date, choix jsonb, par text, avec_delais boolean)
RETURNS TABLE (evenement text, cle text, delai integer, nb bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $fonction$
DECLARE
  c record := indicateurs_conditions(choix, par);
BEGIN
  RETURN QUERY EXECUTE format(
    'SELECT f.evenement::text, %s, %s, count(*) FROM indicateurs_fait f
     WHERE f.evenement = ANY (%L) AND f.jour >= %L AND f.jour <= %L%s GROUP BY 1, 2, 3',
    c.cle, CASE WHEN avec_delais THEN 'coalesce(f.delai_jours, -1)' ELSE '-1' END, evenements, du, au, c.filtre);
END $fonction$;
REVOKE ALL ON FUNCTION indicateurs_compter(text[], date, date, jsonb, text, boolean) FROM PUBLIC;
"""

# Entries of a queue that are not over now, or were not on a day.
EN_COURS = """
CREATE OR REPLACE FUNCTION indicateurs_en_cours(entree text, au date, choix jsonb, par text, maintenant boolean)
RETURNS TABLE (depuis date, cle text, nb bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $fonction$
DECLARE
  c record := indicateurs_conditions(choix, par);
BEGIN
  RETURN QUERY EXECUTE format(
    'SELECT f.jour, %s, count(*) FROM indicateurs_fait f
     WHERE f.evenement = %L AND f.sens = 1 AND f.jour <= %L AND (%s)%s GROUP BY 1, 2',
    c.cle, entree, au,
    CASE WHEN maintenant THEN 'f.fini_le IS NULL' ELSE format('f.fini_le IS NULL OR f.fini_le > %L', au) END, c.filtre);
END $fonction$;
REVOKE ALL ON FUNCTION indicateurs_en_cours(text, date, jsonb, text, boolean) FROM PUBLIC;
"""
