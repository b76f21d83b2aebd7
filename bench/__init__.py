"""The product measured against its limits, both in the same run."""

from typing import NamedTuple


class Ligne(NamedTuple):
    """One row of the table: a measure, the limit found in the same run, and their ratio."""

    name: str
    value: str
    limit: str
    ratio: str
    note: str = ""
