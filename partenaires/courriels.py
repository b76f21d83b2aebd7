"""The messages of a partner's path: plain French, no personal data, deposited in the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from guichet.acteurs import Role
from guichet.avis import deposer_avis
from guichet.models import Adhesion, Canal, Organisation
from partenaires.models import DeclarationCapacite, ExecutionFormation, GroupePropose, Ouverture


def annoncer_echeances(
    declaration: DeclarationCapacite, echus: Sequence[GroupePropose], *, jour: date, le: datetime
) -> None:
    """Tell the partner which provisional groups lapsed, and why: one message for all."""
    contexte = {
        "declaration": declaration,
        "non_retenus": [propose for propose in echus if not propose.retenu_le],
        "sans_reponse": [propose for propose in echus if propose.retenu_le],
        "lien": settings.PORTAIL_URL + reverse("declaration", args=[declaration.pk]),
    }
    corps = render_to_string("partenaires/courriels/groupes_echus.txt", contexte)
    for destinataire in adresses_de(declaration.organisation, au=jour):
        deposer_avis(
            cle=f"capacite-echue:{declaration.pk}:{jour.isoformat()}:{destinataire}",
            canal=Canal.COURRIEL,
            destinataire=destinataire,
            objet=_("Des groupes envisagés sont arrivés à leur date limite"),
            corps=corps,
            du_le=le,
            organisation=declaration.organisation,
        )


def annoncer_ouvertures(
    execution: ExecutionFormation, ouvertures: Sequence[Ouverture], *, jour: date, le: datetime
) -> None:
    """Ask the partner to open or refuse its groups of a confirmed run: one message for all."""
    organisation = ouvertures[0].organisation
    contexte = {
        "session": execution.session,
        "nombre": len(ouvertures),
        "avant": min(ouverture.repondre_avant for ouverture in ouvertures),
        "lien": settings.PORTAIL_URL + reverse("ouvertures"),
    }
    corps = render_to_string("partenaires/courriels/ouvertures.txt", contexte)
    for destinataire in adresses_de(organisation, au=jour):
        deposer_avis(
            cle=f"ouvertures:{execution.pk}:{organisation.pk}:{destinataire}",
            canal=Canal.COURRIEL,
            destinataire=destinataire,
            objet=_("Des groupes vous sont demandés"),
            corps=corps,
            du_le=le,
            organisation=organisation,
        )


def adresses_de(organisation: Organisation, *, au: date) -> list[str]:
    """Where to write to a partner: its own address, else its managers'."""
    if organisation.courriel:
        return [organisation.courriel]
    gestion = Adhesion.objects.en_vigueur(au=au).filter(organisation=organisation, role=Role.GESTIONNAIRE_PARTENAIRE)
    return sorted(set(gestion.values_list("utilisateur__email", flat=True)))
