"""Who calls: the holder of a key, sent in the Authorization header; never a browser's session."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from guichet.acteurs import Acteur


@dataclass(frozen=True, slots=True)
class Appelant:
    """A key that is good now: its row, the actor it stands for, the name its calls are counted under."""

    jeton: Any
    acteur: Acteur
    compte: str

    @property
    def is_authenticated(self) -> bool:
        """What REST framework and the portal's middleware ask of a user."""
        return True


class ParCle(BaseAuthentication, ABC):
    """One kind of key. `nom` and `description` are its words in the schema."""

    nom: str
    description: str

    @abstractmethod
    def appelant(self, secret: str, *, le: datetime) -> Appelant | None:
        """Who this secret opens to; None for an unknown, expired or revoked one."""

    def authenticate(self, request: Request) -> tuple[Appelant, Any] | None:
        """Nobody without a key; a refusal for one that opens nothing."""
        genre, _espace, secret = request.headers.get("Authorization", "").partition(" ")
        if genre.lower() != "bearer" or not secret.strip():
            return None
        trouve = self.appelant(secret.strip(), le=timezone.now())
        if trouve is None:
            raise AuthenticationFailed
        return trouve, trouve.jeton

    def authenticate_header(self, request: Request) -> str:
        """What makes a missing key a 401."""
        return 'Bearer realm="api"'
