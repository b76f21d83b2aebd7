"""Migration operation: the database refuses a state that the journal does not explain."""

from __future__ import annotations

from django.db.migrations.operations.base import Operation

FONCTION = """
CREATE OR REPLACE FUNCTION portail_garder_etat() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF NEW.etat IS NOT DISTINCT FROM OLD.etat THEN RETURN NEW; END IF;
    IF EXISTS (SELECT 1 FROM guichet_journal j
               WHERE j.objet_type = TG_ARGV[0] AND j.objet_id = NEW.id
                 AND j.de = OLD.etat AND j.vers = NEW.etat AND j.xid = pg_current_xact_id()) THEN
      RETURN NEW;
    END IF;
  ELSE
    IF NEW.etat = ANY(string_to_array(TG_ARGV[1], ',')) THEN RETURN NEW; END IF;
    IF EXISTS (SELECT 1 FROM guichet_journal j
               WHERE j.objet_type = TG_ARGV[0] AND j.objet_id = NEW.id
                 AND j.vers = NEW.etat AND j.xid = pg_current_xact_id()) THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'etat de % sans ligne de journal (% -> %)', TG_ARGV[0],
    CASE WHEN TG_OP = 'UPDATE' THEN OLD.etat ELSE '' END, NEW.etat USING ERRCODE = 'check_violation';
END $$;
"""


class GarderEtat(Operation):
    """Attach the guard to a table: a change of `etat` needs its journal row in the same transaction.

    A row may be inserted in one of the life cycle's first states, or in a later one whose last step is journaled
    (imports and synthetic data).
    """

    reversible = True

    def __init__(self, table: str, objet: str, initiaux: tuple[str, ...]) -> None:
        self.table, self.objet, self.initiaux = table, objet, initiaux

    def state_forwards(self, app_label, state) -> None:
        """Triggers are no part of Django's state."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state) -> None:
        schema_editor.execute(FONCTION, params=None)
        schema_editor.execute(
            f"CREATE TRIGGER garder_etat BEFORE INSERT OR UPDATE OF etat ON {self.table} FOR EACH ROW "
            f"EXECUTE FUNCTION portail_garder_etat('{self.objet}', '{','.join(self.initiaux)}')"
        )

    def database_backwards(self, app_label, schema_editor, from_state, to_state) -> None:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS garder_etat ON {self.table}")

    def describe(self) -> str:
        return f"Guard the state of {self.table}"
