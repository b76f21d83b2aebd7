"""Identifiers of many rows written by one statement: one draw of chance, then a digest for each row.

`gen_random_uuid()` asks the system for chance at each row, which costs more than judging the row.
"""

from __future__ import annotations

import uuid


def graine() -> str:
    """What `identifiant` starts from: 122 bits of chance, for one statement only."""
    return uuid.uuid4().hex


def identifiant(rang: str) -> str:
    """The SQL expression of the identifier of a row, from its rank in the statement and the parameter `graine`."""
    return f"md5(%(graine)s || {rang})::uuid"
