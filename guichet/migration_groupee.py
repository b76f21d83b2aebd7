"""Migrations whose changes of models are made together: Django draws all models again after each one otherwise.

With two hundred tables linked to one another, that drawing was nine tenths of the time of `migrate`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from django.db import migrations
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import IndexOperation
from pgtrigger.migrations import TriggerOperationMixin

_DES_MODELES = (migrations.CreateModel, FieldOperation, IndexOperation, TriggerOperationMixin)


class Ensemble(Operation):
    """Operations on models made as one: a table is created as the last of them leaves it."""

    reversible = True

    def __init__(self, operations: Iterable[Any]) -> None:
        self.operations = list(operations)

    def state_forwards(self, app_label: str, state: Any) -> None:
        # What was drawn is put aside, so that no operation draws it again; the last state is drawn when asked for.
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for operation in self._en_base():
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for operation in reversed(self._en_base()):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def _en_base(self) -> list[Any]:
        """Without what a new table already holds: its columns, its constraints and its indexes."""
        nouveaux = {o.name_lower for o in self.operations if isinstance(o, migrations.CreateModel)}
        return [o for o in self.operations if not (_dans_la_table(o) and o.model_name_lower in nouveaux)]

    def describe(self) -> str:
        return f"{len(self.operations)} operations on models"


def _dans_la_table(operation: Any) -> bool:
    return isinstance(operation, FieldOperation | IndexOperation) and not isinstance(operation, TriggerOperationMixin)


class Migration(migrations.Migration):
    """Groups what follows one another; operations of SQL keep their place between the groups."""

    def __init__(self, name: str, app_label: str) -> None:
        super().__init__(name, app_label)
        self.operations = list(_grouper(self.operations))


def _grouper(operations: Iterable[Any]) -> Iterator[Any]:
    for des_modeles, suite in groupby(operations, key=lambda operation: isinstance(operation, _DES_MODELES)):
        ensemble = list(suite)
        if des_modeles and len(ensemble) > 1:
            yield Ensemble(ensemble)
        else:
            yield from ensemble
