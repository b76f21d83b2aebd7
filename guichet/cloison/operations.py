"""Migration operations that put a table behind row-level security."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

_PORTEE = "(SELECT current_setting('portail.portee', true))"
_PERSONNE = "(SELECT nullif(current_setting('portail.personne', true), '')::uuid)"
_ORGANISATION = "(SELECT nullif(current_setting('portail.organisation', true), '')::uuid)"
_CLE = "(SELECT current_setting('portail.cle', true))"
# The cast keeps the type of ANY's argument an array even when the setting is empty.
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
    """
    clauses = [f"{_PORTEE} = 'province'"]
    if personne:
        clauses.append(f"({_PORTEE} = 'personne' AND {personne} = {_PERSONNE})")
    if organisation:
        clauses.append(f"({_PORTEE} = 'organisation' AND {organisation} = {_ORGANISATION})")
    if region:
        clauses.append(f"({_PORTEE} = 'region' AND {region} = ANY({_REGIONS}))")
    for genre, predicat in autres:
        texte = predicat.format(personne=_PERSONNE, organisation=_ORGANISATION, regions=_REGIONS, cle=_CLE)
        clauses.append(f"({_PORTEE} = '{genre}' AND {texte})")
    return " OR ".join(clauses)


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
