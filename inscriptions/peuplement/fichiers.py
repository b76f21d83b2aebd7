"""The files of the synthetic province: one-page specimens that say what they are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.core.files.storage import storages

CHEMIN_ATTESTATION = "attestations/specimen.pdf"


def specimen(titre: str, de: str = "personne fictive") -> bytes:
    """A PDF of one page with this title and the word « spécimen »."""
    texte = f"BT /F1 20 Tf 72 700 Td ({titre}) Tj 0 -32 Td (Sp\\351cimen : {de}) Tj ET".encode("latin-1")
    objets = (
        b"<< /Type /Catalog /Pages 2 0 R /Lang (fr-CA) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(texte), texte),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    corps, positions = b"%PDF-1.4\n", []
    for numero, objet in enumerate(objets, 1):
        positions.append(len(corps))
        corps += b"%d 0 obj\n%s\nendobj\n" % (numero, objet)
    table = b"".join(b"%010d 00000 n \n" % position for position in positions)
    pied = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objets) + 1, len(corps))
    return corps + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objets) + 1) + table + pied


PREUVE = specimen("Preuve de statut")
ATTESTATION = specimen("Attestation")
SHA256_PREUVE = hashlib.sha256(PREUVE).hexdigest()
SHA256_ATTESTATION = hashlib.sha256(ATTESTATION).hexdigest()


def deposer(chemins: Iterable[str], contenu: bytes = PREUVE) -> None:
    """Store the specimens that rows point to."""
    stockage = storages["prive"]
    for chemin in chemins:
        if not stockage.exists(chemin):
            stockage.save(chemin, ContentFile(ATTESTATION if chemin == CHEMIN_ATTESTATION else contenu))
