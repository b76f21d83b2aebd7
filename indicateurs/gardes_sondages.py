"""What the database refuses about surveys: a frozen version keeps its questions as they were asked."""

from __future__ import annotations

FIGER_QUESTION = """
CREATE OR REPLACE FUNCTION indicateurs_figer_question()
RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $fonction$
BEGIN
  IF EXISTS (SELECT 1 FROM indicateurs_versionsondage v
             WHERE v.id IN (NEW.version_id, CASE WHEN TG_OP = 'UPDATE' THEN OLD.version_id END)
               AND v.etat <> 'brouillon') THEN
    RAISE EXCEPTION 'une version figée garde ses questions' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $fonction$;
"""
