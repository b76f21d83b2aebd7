"""Many browsers at once: each keeps its connection and its session, and remembers how long answers took."""

from __future__ import annotations

import contextlib
import http.client
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

JETON = "b" * 32


@dataclass(frozen=True)
class Reponse:
    """What a browser saw."""

    statut: int
    vers: str
    duree: float
    corps: bytes = b""


class Navigateur:
    """One keep-alive connection; a session is the cookie of an account."""

    def __init__(self, port: int, delai: float = 60) -> None:
        self.connexion = http.client.HTTPConnection("127.0.0.1", port, timeout=delai)

    def __enter__(self) -> Navigateur:
        return self

    def __exit__(self, *erreur: Any) -> None:
        self.connexion.close()

    def demander(self, methode: str, chemin: str, session: str = "", corps: str = "") -> Reponse:
        """One request; a cut connection answers status 0."""
        entetes = {"Host": "localhost", "Cookie": f"csrftoken={JETON}; sessionid={session}", "X-CSRFToken": JETON}
        if methode == "POST":
            entetes["Content-Type"] = "application/x-www-form-urlencoded"
        debut = time.perf_counter()
        try:
            self.connexion.request(methode, chemin, body=corps, headers=entetes)
            reponse = self.connexion.getresponse()
            contenu = reponse.read()
        except (OSError, http.client.HTTPException):
            self.connexion.close()
            return Reponse(0, "", time.perf_counter() - debut)
        return Reponse(reponse.status, reponse.headers.get("Location", ""), time.perf_counter() - debut, contenu)


def en_vol(travaux: Iterable[Any], faire: Callable[[Navigateur, Any], Any], *, port: int, combien: int) -> list[Any]:
    """Do every job, `combien` at any moment; return their results in the order they ended."""
    file: SimpleQueue[Any] = SimpleQueue()
    for travail in travaux:
        file.put(travail)
    resultats: list[Any] = []

    def boucle() -> None:
        with Navigateur(port) as navigateur, contextlib.suppress(Empty):
            while True:
                resultats.append(faire(navigateur, file.get_nowait()))

    fils = [threading.Thread(target=boucle) for _ in range(combien)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return resultats
