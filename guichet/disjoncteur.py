"""A neighbour that stops answering is left alone for a while, so that requests do not wait for it one after another."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Ouvert(ConnectionError):
    """The neighbour failed a moment ago: it was not called."""


class Disjoncteur:
    """Opens when a call fails in one of these ways, closes after `repos` seconds."""

    def __init__(self, *pannes: type[Exception], repos: float) -> None:
        self.pannes, self.repos = pannes, repos
        self._ouvert_jusqu_a = 0.0

    @contextmanager
    def appel(self) -> Iterator[None]:
        """Call the neighbour inside this block: `Ouvert` at once while it rests; its failure starts a rest."""
        if time.monotonic() < self._ouvert_jusqu_a:
            raise Ouvert("Le service ne répondait pas il y a un instant.")
        try:
            yield
        except self.pannes:
            self._ouvert_jusqu_a = time.monotonic() + self.repos
            raise

    def fermer(self) -> None:
        """Call the neighbour again from now on."""
        self._ouvert_jusqu_a = 0.0
