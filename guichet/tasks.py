"""What an action leaves for later: send messages, check files."""

from celery import shared_task
from django.utils import timezone

from guichet.avis import relais
from guichet.pieces.analyse import analyser_piece


@shared_task(plusieurs_transactions=True, file="courriels")
def relayer_avis(**_) -> int:
    """Send every due message; return how many were handled. A second run finds them claimed."""
    traites = 0
    while lot := relais.reclamer(au=timezone.now(), lot=1):
        for avis_id in lot:
            relais.envoyer(avis_id)
            traites += 1
    return traites


@shared_task(file="documents")
def verifier_piece(*, piece_id: str, **_) -> str:
    """Check a deposited file and give its verdict; a second run finds the verdict given."""
    return analyser_piece(piece_id)
