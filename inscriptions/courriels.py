"""The messages of a person's path: plain French, no personal data in the subject, deposited in the outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from guichet.avis import deposer_avis
from guichet.models import Canal, Consentement, Personne
from inscriptions.models import Inscription
from inscriptions.queries.echeances import date_reponse, fin_pour_completer


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


def accuser_reception(inscription: Inscription, *, le: datetime) -> None:
    """Say that the request arrived: its number, what comes next, by when."""
    prevenir(
        inscription.personne,
        cle=f"inscription:accuse:{inscription.pk}:{le.isoformat()}",
        objet=_("Nous avons reçu votre demande"),
        gabarit="accuse_reception",
        contexte={"inscription": inscription, "reponse_le": date_reponse(le.date()), "lien": lien("suivi")},
        le=le,
        texto=_("Francisation : nous avons reçu votre demande %(numero)s. Suivez-la : %(lien)s")
        % {"numero": inscription.numero, "lien": lien("suivi")},
    )


def demander_complement(inscription: Inscription, *, motif: str, le: datetime) -> None:
    """Ask for what is missing, in the adviser's words."""
    prevenir(
        inscription.personne,
        cle=f"inscription:complement:{inscription.pk}:{le.isoformat()}",
        objet=_("Il manque une information à votre demande"),
        gabarit="complement",
        contexte={
            "inscription": inscription,
            "motif": motif,
            "avant_le": fin_pour_completer(le.date()),
            "lien": lien("inscription"),
        },
        le=le,
        texto=_("Francisation : il manque une information à votre demande. Complétez-la : %(lien)s")
        % {"lien": lien("inscription")},
    )


def confirmer_retrait(inscription: Inscription, *, le: datetime) -> None:
    """Confirm the withdrawal, and that coming back is possible."""
    prevenir(
        inscription.personne,
        cle=f"inscription:retrait:{inscription.pk}:{le.isoformat()}",
        objet=_("Votre demande est retirée"),
        gabarit="retrait",
        contexte={"inscription": inscription, "lien": lien("suivi")},
        le=le,
    )
