"""How the dashboard becomes a document: the same figures, set on pages, as tagged PDF."""

from __future__ import annotations

from datetime import datetime

from django.template.loader import render_to_string

from guichet.documents import polices, rendre_pdf
from indicateurs.bord import composer
from indicateurs.formulaires_bord import FiltreBord


def rendre_tableau(formulaire: FiltreBord, *, le: datetime) -> bytes:
    """The PDF of one choice, made at that moment: its filter and its date head every page."""
    return rendre_pdf(html_du_tableau(formulaire, le=le))


def html_du_tableau(formulaire: FiltreBord, *, le: datetime) -> str:
    """The page that becomes the PDF."""
    contexte = composer(formulaire) | {"polices": polices(), "titre": formulaire.titre(), "le": le}
    return render_to_string("indicateurs/documents/tableau.html", contexte)
