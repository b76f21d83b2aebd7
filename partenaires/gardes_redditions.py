"""What the database refuses about accounts given and services rendered: the functions of its triggers."""

from __future__ import annotations

from partenaires.gardes import fonction

# What was submitted keeps its figures; the ministry alone adds, before it accepts, what it admits of each expense.
GARDER_COMPTE = fonction(
    "partenaires_garder_compte",
    """
DECLARE
  avant_la_suite text;
BEGIN
  SELECT r.etat INTO avant_la_suite FROM partenaires_reddition r WHERE r.id = NEW.reddition_id;
  IF avant_la_suite IN ('soumise', 'acceptee') AND (avant_la_suite = 'acceptee'
     OR to_jsonb(NEW) - 'admissible' IS DISTINCT FROM to_jsonb(OLD) - 'admissible') THEN
    RAISE EXCEPTION 'reddition % déposée : ses chiffres ne changent plus', NEW.reddition_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reddition_deposee_figee';
  END IF;
  RETURN NEW;
END
""",
)

# A line of service is ended and replaced, never rewritten.
GARDER_SERVICE = fonction(
    "partenaires_garder_service",
    """
DECLARE
BEGIN
  IF to_jsonb(NEW) - '{fini_le,fini_par_id,fini_lot_id,fini_motif}'::text[]
     IS DISTINCT FROM to_jsonb(OLD) - '{fini_le,fini_par_id,fini_lot_id,fini_motif}'::text[] THEN
    RAISE EXCEPTION 'service % : une ligne se retire et se remplace, elle ne se récrit pas', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'service_fige';
  END IF;
  RETURN NEW;
END
""",
)
