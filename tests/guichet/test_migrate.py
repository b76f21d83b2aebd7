"""Migrations of large tables: no statement's limit while they run, the limits of a request before and after."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection

REGLAGES = ("statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout")


def limites() -> list[str]:
    with connection.cursor() as curseur:
        lues = []
        for reglage in REGLAGES:
            curseur.execute(f"SHOW {reglage}")
            lues.append(curseur.fetchone()[0])
    return lues


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("panne", [False, True])
def test_une_migration_a_le_temps_qu_il_lui_faut_et_ne_l_attend_pas_d_un_verrou(monkeypatch, panne):
    pendant: list[list[str]] = []

    def handle(_self: object, *_args: object, **_options: object) -> None:
        pendant.append(limites())
        if panne:
            raise RuntimeError

    monkeypatch.setattr(migrate.Command, "handle", handle)
    if panne:
        with pytest.raises(RuntimeError):
            call_command("migrate", verbosity=0)
    else:
        call_command("migrate", verbosity=0)
    assert pendant == [["0", "0", "3s"]]
    assert limites() == ["10s", "30s", "3s"]
