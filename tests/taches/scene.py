"""What a task is given, and the effects it must have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Scene:
    """The arguments of the task, and the effects it must have however often it runs."""

    effets: Callable[[], Any]
    attendus: Any
    arguments: dict[str, str] = field(default_factory=dict)
    # What another run must leave exactly as it is, when counting the effects would not show it.
    etat: Callable[[], Any] | None = None
