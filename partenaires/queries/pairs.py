"""Where an organisation stands among similar ones."""

from __future__ import annotations

from datetime import date
from typing import Any

from guichet.models import Organisation


def percentile(organisation: Organisation, code: str, *, du: date, au: date) -> Any:
    """The share of similar partners at or under this one's figure; None when too few are known."""
    return None
