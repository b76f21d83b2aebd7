"""Sessions in the database, read with one plain statement at each request, and their account with them."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import connections, router
from django.utils import timezone

COMPTES_RETENUS = 10_000
# The account this process last saw behind a session: where to look. Who asks, the signed session alone says.
_comptes: dict[str, int] = {}


class SessionStore(db.SessionStore):
    """Django's database sessions: asking PostgreSQL for one row costs less than asking the shared cache."""

    # The account read beside the session, as `ComptesActifs` reads it; empty when this process knew of none.
    compte_lu: tuple[Any, ...] = ()

    @classmethod
    def get_model_class(cls) -> Any:
        """Django's own table."""
        from django.contrib.sessions.models import Session

        return Session

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing when it is unknown or over."""
        cle, maintenant = self.session_key, timezone.now()
        valeurs = {"cle": cle, "maintenant": maintenant, "jour": timezone.localdate(maintenant)}
        with connections[router.db_for_read(self.model)].cursor() as curseur:
            curseur.execute(_lire(), valeurs | {"compte": _comptes.get(cle or "")})
            ligne = curseur.fetchone()
        if ligne is None:
            self._session_key = None
            return {}
        self.compte_lu = ligne[1:]
        contenu = self.decode(ligne[0])
        _retenir(cle or "", contenu.get(SESSION_KEY))
        return contenu


def _retenir(cle: str, compte: str | None) -> None:
    """Look beside this session next time; a memory that is full starts again."""
    if compte is None or _comptes.get(cle) == int(compte):
        return
    if len(_comptes) >= COMPTES_RETENUS:
        _comptes.clear()
    _comptes[cle] = int(compte)


@cache
def _lire() -> str:
    from guichet.comptes.authentification import colonnes_du_compte
    from guichet.models import Utilisateur

    return (
        f"SELECT s.session_data, {colonnes_du_compte()} FROM django_session s "  # noqa: S608
        f"LEFT JOIN {Utilisateur._meta.db_table} u ON u.id = %(compte)s "
        f"WHERE s.session_key = %(cle)s AND s.expire_date > %(maintenant)s"
    )
