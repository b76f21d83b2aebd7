"""What the clock starts: always "due and not done", so that a missed night or a double run is harmless."""

from celery import shared_task
from django.db.models import F
from django.utils import timezone

from guichet.avis import relais
from guichet.celery import app
from guichet.models import Piece, VerdictPiece
from guichet.tasks import relayer_avis, verifier_piece


@shared_task(plusieurs_transactions=True, file="courriels")
def reprendre_avis(**_) -> int:
    """Report claims whose relay died, then send what is due."""
    relais.signaler_perdus(au=timezone.now())
    return relayer_avis()


@shared_task(file="documents")
def reprendre_pieces(**_) -> int:
    """Ask again for the check of files still in quarantine."""
    en_attente = Piece.objects.filter(verdict=VerdictPiece.EN_QUARANTAINE).order_by(F("deposee_le"))[:100]
    for piece in en_attente:
        verifier_piece.delay(piece_id=str(piece.pk))
    return len(en_attente)


app.conf.beat_schedule = {
    **app.conf.beat_schedule,
    "avis": {"task": "guichet.routines.reprendre_avis", "schedule": 10.0},
    "pieces": {"task": "guichet.routines.reprendre_pieces", "schedule": 60.0},
}
