"""The outbox: deposit a message in the transaction that decides it; a relay sends it after."""

from guichet.avis.deposer import deposer_avis, relayer_bientot

__all__ = ["deposer_avis", "relayer_bientot"]
