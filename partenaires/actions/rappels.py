"""Deposit a reminder, once, to each who may act."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from guichet.acteurs import Role
from guichet.avis import deposer_avis
from guichet.models import Adhesion, Canal, Organisation
from partenaires.attentes import Partie
from partenaires.courriels import adresses_de
from partenaires.models import EngagementConcertation, Entente, Signataire
from partenaires.queries.concertation import adresses_du_responsable
from partenaires.queries.signature import adresses_du_signataire
from partenaires.rappels import GENRE_ENGAGEMENT, Attendu, Rappel

ROLES = {
    Partie.GESTION: Role.GESTIONNAIRE_ENTENTES,
    Partie.APPROBATION: Role.APPROBATEUR,
    Partie.PAIEMENT: Role.PAYEUR,
}


def rappeler(rappel: Rappel, *, le: datetime) -> int:
    """Deposit the reminder without words (they are written when it leaves, if its reason still holds).

    Return how many messages are new; none when it was deposited before.
    """
    jour = timezone.localdate(le)
    if rappel.attendu.genre == GENRE_ENGAGEMENT:
        organisation, adresses = _de_l_engagement(rappel.attendu, jour=jour)
    else:
        entente = Entente.objects.select_related("organisation", "gestionnaire").get(pk=rappel.attendu.entente_id)
        organisation, adresses = entente.organisation, destinataires(rappel.attendu, entente, jour=jour)
    faits = 0
    for adresse in adresses:
        faits += bool(
            deposer_avis(
                cle=rappel.cle(adresse),
                canal=Canal.COURRIEL,
                destinataire=adresse,
                du_le=le,
                organisation=organisation,
            )
        )
    return faits


def _de_l_engagement(attendu: Attendu, *, jour: date) -> tuple[Organisation | None, list[str]]:
    """The organisation that answers for a commitment and its addresses; else those who hold the ministry's role."""
    engagement = EngagementConcertation.objects.select_related("organisation").get(pk=attendu.objet_id)
    if engagement.organisation:
        return engagement.organisation, adresses_de(engagement.organisation, au=jour)
    return None, adresses_du_responsable(engagement, au=jour)


def destinataires(attendu: Attendu, entente: Entente, *, jour: date) -> list[str]:
    """Where to write: who signs next; the organisation; the entente's own manager; else those who hold the role."""
    if attendu.genre == "signature":
        return adresses_du_signataire(Signataire.objects.get(pk=attendu.objet_id), au=jour)
    if attendu.partie is Partie.PARTENAIRE:
        return adresses_de(entente.organisation, au=jour)
    if attendu.partie is Partie.GESTION and entente.gestionnaire and entente.gestionnaire.is_active:
        return [entente.gestionnaire.email]
    roles = Adhesion.objects.en_vigueur(au=jour).filter(role=ROLES[attendu.partie], utilisateur__is_active=True)
    return sorted(set(roles.values_list("utilisateur__email", flat=True)))
