"""The refusals of the API, each with its words and its status."""

from __future__ import annotations

from typing import Any

from rest_framework import status
from rest_framework.exceptions import APIException


class Refus(APIException):
    """A refusal with its own words."""

    def __init__(self, message: str, erreurs: list[dict[str, Any]] | None = None) -> None:
        super().__init__(message)
        self.erreurs = erreurs


class RequeteRefusee(Refus):
    """The call cannot be read, or asks for what does not exist."""

    status_code = status.HTTP_400_BAD_REQUEST


class PasLeDroit(Refus):
    """The key is good and does not open this."""

    status_code = status.HTTP_403_FORBIDDEN


class DejaServie(Refus):
    """The idempotency key came with another content."""

    status_code = status.HTTP_409_CONFLICT


class LignesRefusees(Refus):
    """Some lines are at fault: nothing was written."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
