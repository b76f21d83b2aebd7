"""How the entente and its amendments become documents: a frozen context in words, then a tagged PDF."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.template.loader import get_template, render_to_string
from django.urls import reverse

from guichet.documents import code_qr, polices, rendre_pdf

GENRES = ("entente", "avenant")
DOSSIER = "partenaires/documents"
PARTAGES = tuple(f"{DOSSIER}/{nom}" for nom in ("document.css", "_tete.html", "_parties.html", "_bas.html"))


def rendre_document(contexte: dict[str, Any], *, identifiant: bytes) -> bytes:
    """The PDF of a frozen context: the same context gives the same bytes."""
    code = contexte["code"]
    complet = contexte | {
        "adresse_courte": adresse_de(code).split("://", 1)[-1],
        "qr": code_qr(adresse_de(code)),
        "polices": polices(),
    }
    return rendre_pdf(render_to_string(gabarit_de(contexte["genre"]), complet), identifiant=identifiant)


def gabarit_de(genre: str) -> str:
    """The template of this kind of document."""
    if genre not in GENRES:
        raise ValueError(genre)
    return f"{DOSSIER}/{genre}.html"


def empreinte_du_gabarit(genre: str) -> str:
    """The digest of the words and looks of this kind of document, whatever it is filled with."""
    sources = [get_template(nom).template.source for nom in (gabarit_de(genre), *PARTAGES)]  # type: ignore[attr-defined]
    return hashlib.sha256("\0".join(sources).encode()).hexdigest()


def adresse_de(code: str) -> str:
    """The public page that says whether a document stands."""
    return settings.PORTAIL_URL + reverse("document_verification", args=[code])
