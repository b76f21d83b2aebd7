"""Cells a spreadsheet would run as a formula: what begins so is preceded by an apostrophe (OWASP, CSV injection)."""

from __future__ import annotations

from typing import Any

DANGEREUX = ("=", "+", "-", "@", "\t", "\r", "\n")
# The same rule for PostgreSQL: `{0}` is an expression of type text.
EN_SQL = "CASE WHEN left({0}, 1) IN ('=', '+', '-', '@', E'\\t', E'\\r', E'\\n') THEN '''' || {0} ELSE {0} END"


def neutraliser(cellule: Any) -> Any:
    """The cell as it may be written; only text changes."""
    return f"'{cellule}" if isinstance(cellule, str) and cellule.startswith(DANGEREUX) else cellule
