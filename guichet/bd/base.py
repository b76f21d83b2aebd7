"""Django's PostgreSQL engine, whose check before each request costs no exchange while the connection is busy."""

from __future__ import annotations

import select
import time

from django.db.backends.postgresql import base

# A connection that rested longer is asked; one used a moment ago is only looked at.
REPOS_S = 10


class DatabaseWrapper(base.DatabaseWrapper):
    """The same engine: a server that went away has closed its end, which the socket shows without asking."""

    _vue_a = 0.0

    def is_usable(self) -> bool:
        """Whether the connection still works: looked at when it served lately, else asked."""
        avant, self._vue_a = self._vue_a, time.monotonic()
        if self.connection is None or self.connection.closed:
            return False
        recente = self._vue_a - avant < REPOS_S and not self.errors_occurred
        if recente and not self._a_quelque_chose_a_dire():
            return True
        return super().is_usable()

    def _a_quelque_chose_a_dire(self) -> bool:
        """True when the server sent something unasked: a farewell, most often."""
        guetteur = select.poll()
        guetteur.register(self.connection.pgconn.socket, select.POLLIN | select.POLLERR | select.POLLHUP)
        return bool(guetteur.poll(0))
