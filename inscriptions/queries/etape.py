"""What a step holds now, and its fingerprint: two people editing at once are told, never overwritten."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.crypto import salted_hmac

from guichet.models import Consentement, Personne
from inscriptions.etapes import Etape
from inscriptions.models import Evaluation, GenreEvaluation, Inscription

COMPETENCES = ("co", "po", "ce", "pe")


def consentements_actifs(personne: Personne) -> dict[str, bool]:
    """The person's standing answer to each purpose."""
    return dict(
        Consentement.objects.filter(personne=personne, retire_le__isnull=True).values_list("finalite", "accorde")
    )


def autoevaluation(inscription: Inscription) -> Evaluation | None:
    """The person's own estimate of her level, if she gave one."""
    return inscription.evaluations.filter(genre=GenreEvaluation.AUTOEVALUATION).first()


def valeurs_de(etape: Etape, inscription: Inscription, personne: Personne) -> dict[str, Any]:
    """What is stored for this step, by column or answer."""
    valeurs: dict[str, Any] = {nom: getattr(personne, nom) for nom in etape.personne}
    valeurs |= {nom: getattr(inscription, nom) for nom in etape.demande}
    if etape.autoevaluation:
        estime = autoevaluation(inscription)
        valeurs |= {nom: getattr(estime, nom, None) for nom in etape.autoevaluation}
    if etape.consentements:
        valeurs |= consentements_actifs(personne)
    return valeurs


def empreinte(valeurs: Mapping[str, Any]) -> str:
    """A short keyed fingerprint of stored values; the form sends it back."""
    texte = json.dumps(valeurs, cls=DjangoJSONEncoder, sort_keys=True)
    return salted_hmac("inscriptions.etape", texte, algorithm="sha256").hexdigest()[:24]
