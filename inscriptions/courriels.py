"""The messages of a person's path: plain French, no personal data in the subject, deposited in the outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from guichet.avis import deposer_avis
from guichet.models import Canal, Consentement, Personne


def prevenir(
    personne: Personne, *, cle: str, objet: str, gabarit: str, contexte: dict[str, Any], le: datetime, texto: str = ""
) -> None:
    """Write to the person by e-mail, and by text message when she chose it and agreed to it."""
    if personne.courriel:
        corps = render_to_string(f"inscriptions/courriels/{gabarit}.txt", contexte | {"personne": personne})
        deposer_avis(
            cle=cle,
            canal=Canal.COURRIEL,
            destinataire=personne.courriel,
            objet=objet,
            corps=corps,
            du_le=le,
            personne=personne,
        )
    if texto and veut_des_textos(personne):
        deposer_avis(
            cle=f"{cle}:sms",
            canal=Canal.SMS,
            destinataire=personne.telephone,
            objet="",
            corps=texto,
            du_le=le,
            personne=personne,
        )


def veut_des_textos(personne: Personne) -> bool:
    """Whether the person gave a telephone, chose text messages and agreed to receive them."""
    return bool(
        personne.telephone
        and personne.canal == Canal.SMS
        and Consentement.objects.filter(
            personne=personne, finalite="textos", accorde=True, retire_le__isnull=True
        ).exists()
    )


def lien(nom: str, *args: Any) -> str:
    """The absolute address of a page."""
    return settings.PORTAIL_URL + reverse(nom, args=args)
