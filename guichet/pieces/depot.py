"""Receive a private file: refuse what is not what it says, keep the rest in quarantine until it is checked."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from guichet.models import Personne, Piece
from guichet.referentiels.queries import parametre

# First bytes that prove the type; the name and the browser's word prove nothing.
SIGNATURES = {
    "application/pdf": (b"%PDF-", ".pdf"),
    "image/jpeg": (b"\xff\xd8\xff", ".jpg"),
    "image/png": (b"\x89PNG\r\n\x1a\n", ".png"),
}


def type_reconnu(debut: bytes) -> str | None:
    """The allowed media type these first bytes prove, or None."""
    return next((mime for mime, (signature, _ext) in SIGNATURES.items() if debut.startswith(signature)), None)


def valider_fichier(fichier: UploadedFile, *, le: datetime) -> str:
    """Return the proven media type, or raise a French `ValidationError` that says what to send instead."""
    limite_mo = int(parametre("taille_maximale_piece_mo", au=le.date()))
    if not fichier.size:
        raise ValidationError(_("Le fichier est vide. Choisissez un autre fichier."))
    if fichier.size > limite_mo * 1024 * 1024:
        raise ValidationError(
            _("Le fichier dépasse %(limite)d Mo. Envoyez une photo plus petite ou un PDF.") % {"limite": limite_mo}
        )
    fichier.seek(0)
    mime = type_reconnu(fichier.read(16))
    fichier.seek(0)
    if mime is None:
        raise ValidationError(_("Ce type de fichier n’est pas accepté. Envoyez un PDF, une photo JPG ou PNG."))
    return mime


def ranger(fichier: UploadedFile, *, dossier: str, le: datetime) -> dict[str, Any]:
    """Keep a valid file under a random name of this folder; return the columns that describe it.

    Raise `ValidationError` when it is refused.
    """
    mime = valider_fichier(fichier, le=le)
    contenu = fichier.read()
    identifiant = uuid.uuid4()
    return {
        "id": identifiant,
        "nom_origine": (fichier.name or "")[-160:],
        "type_mime": mime,
        "taille": len(contenu),
        "sha256": hashlib.sha256(contenu).hexdigest(),
        "chemin": storages["prive"].save(f"{dossier}/{identifiant.hex}{SIGNATURES[mime][1]}", fichier),
    }


def deposer_piece(*, personne: Personne, genre: str, fichier: UploadedFile, le: datetime) -> Piece:
    """Store the file under a random name and ask for its check; raise `ValidationError` when it is refused."""
    from guichet.tasks import verifier_piece

    colonnes = ranger(fichier, dossier="pieces", le=le)
    piece = Piece.objects.create(
        personne=personne, region_id=personne.region_id, genre=genre, deposee_le=le, **colonnes
    )
    transaction.on_commit(lambda: verifier_piece.delay(piece_id=str(piece.pk)), robust=True)
    return piece
