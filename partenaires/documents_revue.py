"""How the document of a mid-term review is made: its frozen content, set on pages, as tagged PDF."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from guichet.documents import polices, rendre_pdf
from partenaires.models import Revue
from partenaires.revue_lecture import lire


def rendre_revue(revue: Revue) -> bytes:
    """The PDF of a review: the same content gives the same bytes."""
    return rendre_pdf(html_de_revue(revue), identifiant=revue.pk.bytes)


def html_de_revue(revue: Revue) -> str:
    """The page that becomes the PDF."""
    return render_to_string("partenaires/documents/revue.html", contexte_de_revue(revue))


def contexte_de_revue(revue: Revue) -> dict[str, Any]:
    """Everything the document shows, from the frozen content."""
    return {
        "revue": revue,
        "entente": revue.entente,
        "organisation": revue.organisation,
        "lue": lire(revue.contenu),
        "polices": polices(),
    }
