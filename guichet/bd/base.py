"""Django's PostgreSQL engine with fewer exchanges: no check of a busy connection, no BEGIN sent alone."""

from __future__ import annotations

import select
import time
from collections.abc import Sequence
from datetime import UTC
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import register_tzloader
from psycopg.pq import TransactionStatus
from psycopg.types.datetime import TimestamptzLoader

# A connection that rested longer is asked; one used a moment ago is only looked at.
REPOS_S = 10
# A statement and its values.
Ordre = tuple[str, Sequence[Any] | None]
BEGIN: Ordre = ("BEGIN", None)
# Django's stubs do not say that these are psycopg's cursors.
CurseurDjango: Any = base.Cursor
CurseurNomme: Any = base.ServerSideCursor


class Curseur(CurseurDjango):
    """A cursor whose first statement in a transaction carries what opens it: one exchange instead of two or three."""

    ouvreur: DatabaseWrapper | None = None

    def execute(self, query: Any, params: Any = None, **options: Any) -> Curseur:
        """Execute the statement, after BEGIN and what was announced when nothing was said yet."""
        ouverture = self._ouverture_due()
        if not ouverture:
            return super().execute(query, params, **options)
        if options or not isinstance(query, str):
            self.ouvrir()
            return super().execute(query, params, **options)
        super().execute(";\n".join([*self._ecrits(ouverture), self._ecrit(query, params)]))
        for _ordre in ouverture:
            self.nextset()
        return self

    def executemany(self, *arguments: Any, **options: Any) -> None:
        """Execute for each group of values, in the transaction."""
        self.ouvrir()
        super().executemany(*arguments, **options)

    def copy(self, *arguments: Any, **options: Any) -> Any:
        """COPY, in the transaction."""
        self.ouvrir()
        return super().copy(*arguments, **options)

    def stream(self, *arguments: Any, **options: Any) -> Any:
        """Rows one by one, in the transaction."""
        self.ouvrir()
        return super().stream(*arguments, **options)

    def ouvrir(self) -> None:
        """Open the transaction now, if it is still to be opened."""
        ouverture = self._ouverture_due()
        if ouverture:
            super().execute(";\n".join(self._ecrits(ouverture)))

    def _ouverture_due(self) -> list[Ordre]:
        return self.ouvreur.ouverture_due() if self.ouvreur else []

    def _ecrits(self, ordres: list[Ordre]) -> list[str]:
        return [self._ecrit(*ordre) for ordre in ordres]

    def _ecrit(self, ordre: str, valeurs: Any) -> str:
        """The statement with its values written in, as this cursor would send it."""
        return ordre if valeurs is None else self.mogrify(ordre, valeurs)


class DatabaseWrapper(base.DatabaseWrapper):
    """The same engine. A server that went away has closed its end, which the socket shows without asking.

    The driver stays in autocommit: inside `atomic`, the first statement leaves with BEGIN and with what `annoncer` was
    given, in one message. PostgreSQL's own state decides: whatever is executed while no transaction is open opens it,
    so nothing is ever said before its scope.
    """

    _vue_a = 0.0
    _ouverture: list[Ordre] | None = None

    def get_connection_params(self) -> dict[str, Any]:
        """Django's parameters, with our cursor."""
        return super().get_connection_params() | {"cursor_factory": Curseur}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Django's connection; moments in UTC, the session's own zone, are read by the driver's compiled code."""
        connexion = super().get_new_connection(conn_params)
        if self.timezone is UTC:
            connexion.adapters.register_loader("timestamptz", TimestamptzLoader)
        return connexion

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor that knows how its transaction opens; a named one finds it open."""
        if not name:
            curseur = self.connection.cursor() if self.timezone is UTC else super().create_cursor()
            curseur.ouvreur = self
            return curseur
        if self._ouverture is None:
            return super().create_cursor(name)
        with self.create_cursor() as curseur:
            curseur.ouvrir()
        nomme = CurseurNomme(self.connection, name=name, scrollable=False, withhold=False)
        register_tzloader(self.timezone, nomme)
        return nomme

    def annoncer(self, ordre: str, valeurs: Sequence[Any]) -> bool:
        """Have the transaction open with this statement too; False when it is open already, or when there is none."""
        if not self.ouverture_due():
            return False
        self._ouverture = [*(self._ouverture or ()), (ordre, valeurs)]
        return True

    def ouverture_due(self) -> list[Ordre]:
        """What the next statement must be preceded by; nothing once the transaction is open."""
        if self._ouverture is None or self.connection.pgconn.transaction_status != TransactionStatus.IDLE:
            return []
        return self._ouverture

    def peut_clore(self) -> bool:
        """Whether the next statement may also end the transaction it opens: nothing was said in it, nothing waits for
        its end, nobody stands around it. A statement that comes later all the same opens it again, with its scope.
        """
        return len(self.atomic_blocks) == 1 and not self.run_on_commit and bool(self.ouverture_due())

    def _start_transaction_under_autocommit(self) -> None:
        """Django's hook for engines whose driver stays in autocommit."""
        self._ouverture = [BEGIN]

    def _set_autocommit(self, autocommit: bool) -> None:
        self._ouverture = None
        if self.connection.autocommit != autocommit:
            super()._set_autocommit(autocommit)

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
