"""Messages deposited without their text: the relay writes it from the key, once the transaction that decided is over.

A key reads `object:what:identifier`, with `:sms` after it for a text message; its first two words name who writes it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from guichet.models import Avis


@dataclass(frozen=True, slots=True)
class Texte:
    """What a message says; a text message has no subject."""

    objet: str
    corps: str


Redacteur = Callable[[str, str], Texte]
REDACTEURS: dict[str, Redacteur] = {}


class RedacteurInconnu(LookupError):
    """No one writes the message of this key."""


def redige(sujet: str) -> Callable[[Redacteur], Redacteur]:
    """Register who writes the messages of a subject (`offre:acceptee`), from an identifier and a channel."""

    def inscrire(redacteur: Redacteur) -> Redacteur:
        REDACTEURS[sujet] = redacteur
        return redacteur

    return inscrire


def rediger(avis: Avis) -> Texte:
    """The text of a message that was deposited without one."""
    objet, quoi, identifiant = avis.cle.split(":")[:3]
    redacteur = REDACTEURS.get(f"{objet}:{quoi}")
    if redacteur is None:
        raise RedacteurInconnu(avis.cle)
    return redacteur(identifiant, avis.canal)
