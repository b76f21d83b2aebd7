"""How an account is loaded for a request: with its session; one statement more for whoever holds memberships."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connections, router
from django.utils import timezone

from guichet.models import Adhesion, Organisation, Utilisateur

_EN_VIGUEUR = "a.valide_du <= %(jour)s AND (a.valide_au IS NULL OR a.valide_au >= %(jour)s)"

# The session that is telling who asks, while it does.
_session: ContextVar[Any] = ContextVar("session", default=None)


@contextmanager
def session_en_main(session: Any) -> Iterator[None]:
    """In this block, the account is the one that was read with this session, if it is the one the session names."""
    jeton = _session.set(session)
    try:
        yield
    finally:
        _session.reset(jeton)


class ComptesActifs(AuthenticationBackend):
    """allauth's e-mail sign-in; an account made inactive is signed out at its next request."""

    def get_user(self, user_id: int) -> Utilisateur | None:
        base, jour = router.db_for_read(Utilisateur), timezone.localdate()
        lue = _lue_avec_la_session(user_id)
        lignes = [lue] if lue else _lire(base, _compte(), compte=user_id, jour=jour)
        if not lignes:
            return None
        *valeurs, a_adhesions = lignes[0]
        utilisateur = Utilisateur.from_db(base, _champs(Utilisateur), valeurs)
        utilisateur.adhesions_du_jour = _adhesions(base, utilisateur, jour) if a_adhesions else ()
        return utilisateur if utilisateur.is_active else None


def _lue_avec_la_session(compte: int) -> tuple[Any, ...]:
    """What `SessionStore` read of this account; nothing when it read none, or another."""
    ligne = getattr(_session.get(), "compte_lu", ())
    return ligne if ligne and ligne[_champs(Utilisateur).index("id")] == compte else ()


def _adhesions(base: str, utilisateur: Utilisateur, jour: date) -> tuple[Adhesion, ...]:
    """The memberships in force in their stable order, each with its organisation."""
    fin = len(_champs(Adhesion))
    trouvees = []
    for ligne in _lire(base, _adhesions_du_compte(), compte=utilisateur.pk, jour=jour):
        adhesion = Adhesion.from_db(base, _champs(Adhesion), ligne[:fin])
        adhesion.utilisateur = utilisateur
        if adhesion.organisation_id:
            adhesion.organisation = Organisation.from_db(base, _champs(Organisation), ligne[fin:])
        trouvees.append(adhesion)
    return tuple(trouvees)


def _lire(base: str, ordre: str, **valeurs: Any) -> list[tuple[Any, ...]]:
    with connections[base].cursor() as curseur:
        curseur.execute(ordre, valeurs)
        return curseur.fetchall()


@cache
def _champs(modele: type[Any]) -> tuple[str, ...]:
    return tuple(champ.attname for champ in modele._meta.concrete_fields)


def _colonnes(alias: str, modele: type[Any]) -> str:
    """Every column of a model, by the names the model gives them."""
    return ", ".join(f'{alias}."{champ.column}"' for champ in modele._meta.concrete_fields)


@cache
def colonnes_du_compte() -> str:
    """What is read of an account `u`: its fields, then whether it holds memberships on `jour`."""
    return (
        f"{_colonnes('u', Utilisateur)}, EXISTS (SELECT 1 FROM {Adhesion._meta.db_table} a "  # noqa: S608
        f"WHERE a.utilisateur_id = u.id AND {_EN_VIGUEUR})"
    )


@cache
def _compte() -> str:
    return f"SELECT {colonnes_du_compte()} FROM {Utilisateur._meta.db_table} u WHERE u.id = %(compte)s"  # noqa: S608


@cache
def _adhesions_du_compte() -> str:
    return (
        f"SELECT {_colonnes('a', Adhesion)}, {_colonnes('o', Organisation)} "  # noqa: S608
        f"FROM {Adhesion._meta.db_table} a LEFT JOIN {Organisation._meta.db_table} o ON o.id = a.organisation_id "
        f"WHERE a.utilisateur_id = %(compte)s AND {_EN_VIGUEUR} ORDER BY a.valide_du, a.id"
    )
