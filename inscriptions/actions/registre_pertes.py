"""The exits of the ledger kept as the journal tells them: told again for whoever took a step, exactly once a step."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from inscriptions.models import RepereRegistre
from inscriptions.queries.pertes import VALEURS, VERSION, repere_du_registre
from inscriptions.queries.pertes_sql import TENIR

# The whole life of each person.
TOUJOURS = {
    "du": timezone.make_aware(datetime.combine(date(1900, 1, 1), datetime.min.time())),
    "au": timezone.make_aware(datetime.combine(date(9999, 1, 1), datetime.min.time())),
}


def tenir_registre(*, le: datetime) -> int | None:
    """Tell the exits of whoever took a step since the last time, all of them when the rules changed; return how many.

    None when another worker is at it. One transaction: rows and mark move together.
    """
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute("SET LOCAL statement_timeout = '300s'")
        if not RepereRegistre.objects.select_for_update(skip_locked=True):
            return None
        valeurs: dict[str, Any] = {"repere": repere_du_registre(), "maintenant": le, "version": VERSION}
        curseur.execute(TENIR, {**VALEURS, **TOUJOURS, **valeurs})
        return curseur.fetchone()[0]


def retenir_tout(*, le: datetime) -> int | None:
    """Tell every exit again, as after a change of the rules; return how many rows changed."""
    with transaction.atomic():
        RepereRegistre.objects.update(version="")
        return tenir_registre(le=le)
