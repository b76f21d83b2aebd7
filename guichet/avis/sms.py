"""Text messages: the interface a provider implements, and the local ones."""

from __future__ import annotations

from typing import Protocol

import structlog
from django.conf import settings
from django.utils.module_loading import import_string

journal = structlog.get_logger("portail.sms")


class FournisseurSms(Protocol):
    """What a provider must do: deliver, or raise; `cle` lets it recognise a repeat."""

    def envoyer(self, *, destinataire: str, corps: str, cle: str) -> None:
        """Hand one message over."""


class SmsConsole:
    """Says that a message left, never its content."""

    def envoyer(self, *, destinataire: str, corps: str, cle: str) -> None:
        journal.info("sms", nb=len(corps))


class SmsFichier:
    """Keeps each message as a file, for the demonstration's mailbox."""

    def envoyer(self, *, destinataire: str, corps: str, cle: str) -> None:
        dossier = settings.PORTAIL_VAR / "textos"
        dossier.mkdir(parents=True, exist_ok=True)
        (dossier / f"{cle.replace('/', '_').replace(':', '_')}.txt").write_text(f"{destinataire}\n{corps}\n", "utf-8")


class SmsMemoire:
    """Keeps messages in a list, for tests."""

    envoyes: list[tuple[str, str]] = []

    def envoyer(self, *, destinataire: str, corps: str, cle: str) -> None:
        self.envoyes.append((destinataire, corps))


def fournisseur_sms() -> FournisseurSms:
    """The provider of `FOURNISSEUR_SMS`."""
    return import_string(settings.FOURNISSEUR_SMS)()
