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
# Subjects asked for their words again at each attempt, since their reason may vanish while they wait.
A_CHAQUE_ENVOI: set[str] = set()


class RedacteurInconnu(LookupError):
    """No one writes the message of this key."""


class SansObjet(Exception):
    """The reason of a message has vanished: it is not sent."""


def redige(sujet: str, *, a_chaque_envoi: bool = False) -> Callable[[Redacteur], Redacteur]:
    """Register who writes the messages of a subject (`offre:acceptee`), from an identifier and a channel.

    With `a_chaque_envoi` it is asked at each attempt, and may answer `SansObjet`: the message is dropped.
    """

    def inscrire(redacteur: Redacteur) -> Redacteur:
        REDACTEURS[sujet] = redacteur
        if a_chaque_envoi:
            A_CHAQUE_ENVOI.add(sujet)
        return redacteur

    return inscrire


def est_a_rediger(avis: Avis) -> bool:
    """Whether the relay must ask for the words of this message before sending it."""
    return not avis.corps or ":".join(avis.cle.split(":")[:2]) in A_CHAQUE_ENVOI


def rediger(avis: Avis) -> Texte:
    """The text of a message that was deposited without one; `SansObjet` when there is nothing left to say."""
    objet, quoi, identifiant = avis.cle.split(":")[:3]
    redacteur = REDACTEURS.get(f"{objet}:{quoi}")
    if redacteur is None:
        raise RedacteurInconnu(avis.cle)
    return redacteur(identifiant, avis.canal)
