"""Migration operation: a function of the database whose text is written from the life-cycle tables."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.migrations.operations.base import Operation
from django.utils.module_loading import import_string


def empreinte(texte: str) -> str:
    """The short name of one version of a text."""
    return hashlib.sha256(texte.encode()).hexdigest()[:16]


class InstallerFonction(Operation):
    """Create or replace a function; `source` is the dotted path of its text.

    `version` is the digest of the text this migration was written for: when a table changes, the text does too, and a
    test asks for a new migration (`tests/test_fonctions.py`).
    """

    reversible = True

    def __init__(self, nom: str, source: str, version: str) -> None:
        self.nom, self.source, self.version = nom, source, version

    @property
    def texte(self) -> str:
        """The text as the tables give it now."""
        return import_string(self.source)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Functions are no part of Django's state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        schema_editor.execute(self.texte, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {self.nom}")

    def describe(self) -> str:
        return f"Install the function {self.nom}"
