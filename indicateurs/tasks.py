"""What the journal leaves for the indicators."""

from celery import shared_task

from guichet.acteurs import Acteur
from guichet.cloison import portee
from indicateurs.actions.incorporer import incorporer_journal


@shared_task(file="indicateurs", plusieurs_transactions=True)
def incorporer(**_) -> int:
    """Fold what the journal holds since the last time, batch by batch; a second run finds nothing new."""
    total = 0
    while True:
        with portee(Acteur.systeme()):
            lus = incorporer_journal()
        if not lus:
            return total
        total += lus
