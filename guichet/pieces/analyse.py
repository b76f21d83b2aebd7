"""Check a file before anyone may open it: ClamAV when there is one, and always the structure."""

from __future__ import annotations

import socket
import struct
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.utils import timezone

from guichet.models import Piece, VerdictPiece

# The standard harmless test string of antivirus programs, split so that no scanner refuses this file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"
# Active content has no place in a proof of status.
ACTIF_PDF = (b"/JavaScript", b"/JS ", b"/Launch", b"/EmbeddedFile", b"/OpenAction")
MORCEAU = 64 * 1024


class AnalyseurIndisponible(Exception):
    """The scanner gave no verdict: the file stays in quarantine."""


def analyser_piece(piece_id: str) -> str:
    """Give the file its verdict once and return it; without a verdict it stays in quarantine."""
    return rendre_verdict(Piece.objects, piece_id)


def rendre_verdict(fichiers: Any, pk: str) -> str:
    """The same for any kept file: a row with `chemin`, `type_mime`, `verdict` and `verifiee_le`."""
    piece = fichiers.select_for_update().filter(pk=pk, verdict=VerdictPiece.EN_QUARANTAINE).first()
    if piece is None:
        return ""
    with storages["prive"].open(piece.chemin) as fichier:
        contenu = fichier.read()
    try:
        sain = structure_saine(contenu, piece.type_mime) and clamd_sain(contenu)
    except (AnalyseurIndisponible, OSError):
        return piece.verdict
    piece.verdict = VerdictPiece.SAINE if sain else VerdictPiece.REFUSEE
    piece.verifiee_le = timezone.now()
    piece.save(update_fields=["verdict", "verifiee_le"])
    return piece.verdict


def structure_saine(contenu: bytes, mime: str) -> bool:
    """False for the test virus and for a PDF with active content."""
    if EICAR in contenu:
        return False
    return not (mime == "application/pdf" and any(marque in contenu for marque in ACTIF_PDF))


def clamd_sain(contenu: bytes) -> bool:
    """Ask the daemon of `ANALYSEUR_CLAMD` (INSTREAM); True when none is configured."""
    adresse = settings.ANALYSEUR_CLAMD
    if not adresse:
        return True
    with _connexion(adresse) as prise:
        prise.sendall(b"zINSTREAM\0")
        for debut in range(0, len(contenu), MORCEAU):
            morceau = contenu[debut : debut + MORCEAU]
            prise.sendall(struct.pack("!L", len(morceau)) + morceau)
        prise.sendall(struct.pack("!L", 0))
        reponse = prise.recv(4096)
    if reponse.rstrip(b"\0").endswith(b"OK"):
        return True
    if b"FOUND" in reponse:
        return False
    raise AnalyseurIndisponible(reponse[:80])


def _connexion(adresse: str) -> socket.socket:
    if ":" in adresse and not adresse.startswith("/"):
        hote, port = adresse.rsplit(":", 1)
        return socket.create_connection((hote, int(port)), timeout=30)
    prise = socket.socket(socket.AF_UNIX)
    prise.settimeout(30)
    prise.connect(adresse)
    return prise
