"""Migration operations that put a table behind row-level security."""

from __future__ import annotations

from typing import Any

from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

_PORTEE = "current_setting('portail.portee', true)"
_PERSONNE = "nullif(current_setting('portail.personne', true), '')::uuid"
_ORGANISATION = "nullif(current_setting('portail.organisation', true), '')::uuid"
_CLE = "current_setting('portail.cle', true)"
# Read once per statement: splitting the list for each row would cost as much as reading the row. The cast keeps the
# type of ANY's argument an array even when the setting is empty.
_REGIONS = "((SELECT string_to_array(current_setting('portail.regions', true), ','))::text[])"


def condition(
    *,
    personne: str | None = None,
    organisation: str | None = None,
    region: str | None = None,
    autres: tuple[tuple[str, str], ...] = (),
) -> str:
    """The SQL predicate that says which scopes see a row, from the columns that carry its belonging.

    `autres` adds pairs (scope kind, SQL predicate) for what no single column says; `{personne}`,
    `{organisation}`, `{regions}` and `{cle}` in it stand for the values of the scope.

    A sub-select for each setting would be read once per statement, but PostgreSQL opens and closes every one of them
    in each statement: for those that read few rows, a quarter of the work. A CASE looks at one setting, then at one
    column. What no scope but the whole province sees keeps a sub-select: those tables are read by the million.
    """
    predicats: dict[str, list[str]] = {}
    if personne:
        predicats["personne"] = [f"{personne} = {_PERSONNE}"]
    if organisation:
        predicats["organisation"] = [f"{organisation} = {_ORGANISATION}"]
    if region:
        predicats["region"] = [f"{region} = ANY({_REGIONS})"]
    for genre, predicat in autres:
        texte = predicat.format(personne=_PERSONNE, organisation=_ORGANISATION, regions=_REGIONS, cle=_CLE)
        predicats.setdefault(genre, []).append(texte)
    if not predicats:
        return f"(SELECT {_PORTEE}) = 'province'"
    cas = (f"WHEN '{genre}' THEN {' OR '.join(textes)}" for genre, textes in predicats.items())
    return f"CASE {_PORTEE} WHEN 'province' THEN true {' '.join(cas)} ELSE false END"


class Cloisonner(Operation):
    """Enable and force row-level security on a table, with one policy for reading and writing.

    Columns are named in SQL (`personne_id`), `lecture` and `ecriture` replace the predicate of one side.
    """

    reversible = True

    def __init__(
        self,
        table: str,
        *,
        personne: str | None = None,
        organisation: str | None = None,
        region: str | None = None,
        autres: tuple[tuple[str, str], ...] = (),
        ecriture: str | None = None,
    ) -> None:
        self.table = table
        self.personne, self.organisation, self.region = personne, organisation, region
        self.autres, self.ecriture = autres, ecriture

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Row-level security is no part of Django's state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        lecture = condition(
            personne=self.personne, organisation=self.organisation, region=self.region, autres=self.autres
        )
        ecriture = self.ecriture or lecture
        for ordre in (
            f"ALTER TABLE {self.table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {self.table} FORCE ROW LEVEL SECURITY",
            f"DROP POLICY IF EXISTS cloison ON {self.table}",
            f"CREATE POLICY cloison ON {self.table} USING ({lecture}) WITH CHECK ({ecriture})",
        ):
            schema_editor.execute(ordre, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        schema_editor.execute(f"DROP POLICY IF EXISTS cloison ON {self.table}")
        schema_editor.execute(f"ALTER TABLE {self.table} NO FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {self.table} DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        return f"Row-level security on {self.table}"


class RelireCloisons(Operation):
    """Write again the policies that read the kind of scope more than once, from the operations that made them.

    `migration` is the one this stands in: the operations looked at are those of its ancestors.
    """

    reversible = True
    _A_RELIRE = "SELECT tablename FROM pg_policies WHERE policyname = 'cloison' AND qual ~ 'portee.*portee'"

    def __init__(self, *migration: str) -> None:
        self.migration = migration

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Row-level security is no part of Django's state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        with schema_editor.connection.cursor() as curseur:
            curseur.execute(self._A_RELIRE)
            tables = {table for (table,) in curseur.fetchall()}
        if not tables:
            return
        graphe = MigrationLoader(None).graph
        operations = (op for cle in graphe.forwards_plan(self.migration) for op in graphe.nodes[cle].operations)
        cloisons = {op.table: op for op in operations if isinstance(op, Cloisonner)}
        for table in sorted(tables & cloisons.keys()):
            cloisons[table].database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Both forms show the same rows."""

    def describe(self) -> str:
        return "Policies that read the scope once"


class ClesComposites(Operation):
    """Add foreign keys on several columns, so that a row can only point inside its own tenant.

    Each key is (table, columns, target table, target columns); a change of the target's columns follows.
    """

    reversible = True

    def __init__(self, *cles: tuple[str, tuple[str, ...], str, tuple[str, ...]]) -> None:
        self.cles = cles

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Composite keys are no part of Django's state."""

    @staticmethod
    def _nom(table: str, cible: str) -> str:
        return f"{table}_dans_{cible.rsplit('_', 1)[-1]}"

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for table, colonnes, cible, visees in self.cles:
            schema_editor.execute(
                f"ALTER TABLE {table} ADD CONSTRAINT {self._nom(table, cible)} FOREIGN KEY ({', '.join(colonnes)}) "
                f"REFERENCES {cible} ({', '.join(visees)}) ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED"
            )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for table, _colonnes, cible, _visees in self.cles:
            schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {self._nom(table, cible)}")

    def describe(self) -> str:
        return "Keys that carry the tenant"
