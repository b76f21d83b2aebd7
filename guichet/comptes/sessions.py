"""Sessions in the database, read with one plain statement at each request."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connections, router
from django.utils import timezone

_LIRE = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Django's database sessions: asking PostgreSQL for one row costs less than asking the shared cache."""

    @classmethod
    def get_model_class(cls) -> Any:
        """Django's own table."""
        from django.contrib.sessions.models import Session

        return Session

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing when it is unknown or over."""
        with connections[router.db_for_read(self.model)].cursor() as curseur:
            curseur.execute(_LIRE, [self.session_key, timezone.now()])
            ligne = curseur.fetchone()
        if ligne is None:
            self._session_key = None
            return {}
        return self.decode(ligne[0])
