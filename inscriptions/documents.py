"""How the attestation is made: its frozen content set as a tagged PDF."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from guichet.documents import ALPHABET_DU_TEXTE, code_qr, polices, rendre_pdf
from guichet.referentiels.echelle import Competence, stade_du_niveau
from inscriptions.models import Attestation


def rendre_attestation(attestation: Attestation) -> bytes:
    """The PDF of an attestation: the same content gives the same bytes."""
    html = render_to_string("inscriptions/documents/attestation.html", contexte_attestation(attestation))
    return rendre_pdf(html, identifiant=attestation.pk.bytes)


def adresse_verification(attestation: Attestation) -> str:
    """The public page that says whether this attestation holds."""
    return settings.PORTAIL_URL + reverse("verification_code", args=[attestation.code_lisible])


def contexte_attestation(attestation: Attestation) -> dict[str, Any]:
    """Everything the document shows, from the frozen content."""
    contenu, adresse = attestation.contenu, adresse_verification(attestation)
    cours = contenu["cours"]
    return {
        "attestation": attestation,
        "nom": contenu["nom"],
        "nom_etendu": not set(contenu["nom"]) <= ALPHABET_DU_TEXTE,
        "edition": contenu["edition"],
        "cours": cours
        | {
            "debut": date.fromisoformat(cours["debut"]),
            "fin": date.fromisoformat(cours["fin"]),
            "heures_par_semaine": Decimal(cours["heures_par_semaine"]),
        },
        "lignes": [_ligne(competence, contenu["niveaux"][competence.value]) for competence in Competence],
        "niveaux": range(1, 13),
        "adresse": adresse,
        "adresse_courte": adresse.split("://", 1)[-1],
        "qr": code_qr(adresse),
        "polices": polices(),
    }


def _ligne(competence: Competence, niveau: int) -> dict[str, Any]:
    return {
        "competence": competence.label,
        "niveau": niveau,
        "stade": stade_du_niveau(niveau).label if niveau else "",
    }
