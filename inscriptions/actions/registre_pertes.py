"""The exits of the ledger kept as the journal tells them: told again for whoever took a step, exactly once a step."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from inscriptions.models import RepereRegistre
from inscriptions.queries.pertes import VALEURS
from inscriptions.queries.pertes_sql import TENIR

# The whole life of each person.
TOUJOURS = {
    "du": timezone.make_aware(datetime.combine(date(1900, 1, 1), datetime.min.time())),
    "au": timezone.make_aware(datetime.combine(date(9999, 1, 1), datetime.min.time())),
}


def tenir_registre(*, le: datetime) -> int | None:
    """Tell the exits of whoever took a step since the last time; return how many rows changed.

    None when another worker is at it. One transaction: rows and mark move together.
    """
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute("SET LOCAL statement_timeout = '300s'")
        repere = RepereRegistre.objects.select_for_update(skip_locked=True).first()
        if repere is None:
            return None
        curseur.execute(TENIR, {**VALEURS, **TOUJOURS, "repere": repere.xid, "maintenant": le})
        return curseur.fetchone()[0]


def retenir_tout(*, le: datetime) -> int | None:
    """Forget how far the journal was read and tell every exit again; return how many rows changed."""
    with transaction.atomic():
        RepereRegistre.objects.update(xid="0")
        return tenir_registre(le=le)
