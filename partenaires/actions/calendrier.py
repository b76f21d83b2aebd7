"""Subscriptions to the calendar of concertation: a secret address, shown once, ended by whoever asked for it."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant
from guichet.models import Adhesion
from partenaires.actions.jetons import empreinte_de
from partenaires.models import AbonnementCalendrier
from partenaires.states_concertation import LECTURE_CONCERTATION


def adhesion_de(acteur: Acteur, *, le: datetime) -> Adhesion | None:
    """The membership under which this actor acts, whose eyes the calendar will have."""
    tenues = Adhesion.objects.en_vigueur(au=timezone.localdate(le)).filter(
        utilisateur_id=acteur.utilisateur_id, role=acteur.role, organisation_id=acteur.organisation_id
    )
    return tenues.filter(regions=list(acteur.regions)).order_by("valide_du", "id").first()


def abonnement_actif(acteur: Acteur, *, le: datetime) -> AbonnementCalendrier | None:
    """The subscription that holds, None without one."""
    with portee(Acteur.systeme()):
        return AbonnementCalendrier.objects.filter(adhesion=adhesion_de(acteur, le=le), revoque_le=None).first()


def creer_abonnement(*, acteur: Acteur, le: datetime) -> str:
    """A new secret, kept nowhere; the former address stops working."""
    adhesion = adhesion_de(acteur, le=le)
    if acteur.role not in LECTURE_CONCERTATION or adhesion is None:
        raise RoleInsuffisant(_("Votre rôle n’a pas de calendrier de concertation."))
    secret = secrets.token_urlsafe(32)
    revoquer_abonnement(acteur=acteur, le=le)
    with portee(Acteur.systeme()):
        AbonnementCalendrier.objects.create(adhesion=adhesion, empreinte=empreinte_de(secret), cree_le=le)
    return secret


def revoquer_abonnement(*, acteur: Acteur, le: datetime) -> int:
    """End the address in use; return how many ended."""
    with portee(Acteur.systeme()):
        actifs = AbonnementCalendrier.objects.filter(adhesion=adhesion_de(acteur, le=le), revoque_le=None)
        return actifs.update(revoque_le=le, revoque_par_id=acteur.utilisateur_id)


def lecteur_du_calendrier(secret: str, *, le: datetime) -> Acteur | None:
    """With whose eyes this address reads; None when it is unknown, revoked, or the membership is over."""
    with portee(Acteur.systeme()):
        abonnement = AbonnementCalendrier.objects.filter(
            empreinte=empreinte_de(secret),
            revoque_le=None,
            adhesion__in=Adhesion.objects.en_vigueur(au=timezone.localdate(le)),
            adhesion__utilisateur__is_active=True,
        )
        adhesion = Adhesion.objects.filter(pk__in=abonnement.values("adhesion")).first()
    if adhesion is None:
        return None
    return Acteur(
        role=Role(adhesion.role),
        utilisateur_id=adhesion.utilisateur_id,
        organisation_id=adhesion.organisation_id,
        regions=tuple(adhesion.regions),
        libelle=_("Calendrier"),
    )
