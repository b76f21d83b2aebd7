"""The outbox: deposit a message in the transaction that decides it; a relay sends it after."""

from guichet.avis.deposer import deposer_avis

__all__ = ["deposer_avis"]
