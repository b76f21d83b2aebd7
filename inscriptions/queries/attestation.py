"""What a public verification may say of an attestation: name, levels, dates, and whether it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from guichet.referentiels.echelle import Competence
from inscriptions.models import Attestation


@dataclass(frozen=True)
class Verification:
    """The public face of an attestation; a revoked one shows nothing of its content."""

    code: str
    valide: bool
    emise_le: datetime
    revoquee_le: datetime | None
    nom: str
    niveaux: tuple[tuple[Any, int], ...]
    edition: str
    debut: date
    fin: date


def resultat_verification(attestations: QuerySet[Attestation]) -> Verification | None:
    """The verification of the only attestation in this set, None when there is none."""
    attestation = attestations.first()
    if attestation is None:
        return None
    contenu = attestation.contenu
    return Verification(
        code=attestation.code_lisible,
        valide=attestation.est_valide,
        emise_le=attestation.emise_le,
        revoquee_le=attestation.revoquee_le,
        nom=contenu["nom"],
        niveaux=tuple((c.label, contenu["niveaux"][c.value]) for c in Competence),
        edition=contenu["edition"],
        debut=date.fromisoformat(contenu["cours"]["debut"]),
        fin=date.fromisoformat(contenu["cours"]["fin"]),
    )
