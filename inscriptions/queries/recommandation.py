"""Whom does a referral name, and may anyone still enter the group?"""

from __future__ import annotations

from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from inscriptions.models import Groupe, Inscription, Recommandation
from inscriptions.queries.candidats import GROUPES_ACCESSIBLES, limite_entree
from inscriptions.states import EtatInscription
from inscriptions.states_suites import EtatRecommandation


def est_rejoignable(groupe: Groupe, *, le: datetime) -> bool:
    """True while a new person may enter the group, full or not."""
    return groupe.etat in GROUPES_ACCESSIBLES and groupe.debut >= limite_entree(timezone.localdate(le))


def demande_de(numero: str, naissance: date | None) -> Inscription | None:
    """The request of this number, when the birth date is that of its person. The caller has the province's scope."""
    if not numero or naissance is None:
        return None
    demandes = Inscription.objects.filter(numero=numero, personne__date_naissance=naissance, region__isnull=False)
    return demandes.exclude(etat=EtatInscription.BROUILLON).select_related("personne").first()


def demande_du_courriel(courriel: str) -> Inscription | None:
    """The present request of whoever proved that this address is hers. The caller has the province's scope."""
    if not courriel:
        return None
    comptes = EmailAddress.objects.filter(email__iexact=courriel, verified=True).values("user")
    demandes = Inscription.objects.actives().filter(personne__utilisateur__in=comptes, region__isnull=False)
    return demandes.exclude(etat=EtatInscription.BROUILLON).select_related("personne").first()


def recommandations_a_suivre(*, le: datetime) -> QuerySet[Recommandation]:
    """Those the clock may move: past their delay, group over, agreed to by someone without a request, noted."""
    jour = timezone.localdate(le)
    fermes = ~Q(groupe__etat__in=GROUPES_ACCESSIBLES) | Q(groupe__debut__lt=limite_entree(jour))
    echues = Q(etat=EtatRecommandation.DEMANDEE, expire_le__lte=le)
    inconnues = Q(etat=EtatRecommandation.CONSENTIE, inscription__isnull=True)
    possibles = Q(etat=EtatRecommandation.PREFERENCE, groupe__places_prises__lt=F("groupe__capacite"))
    return Recommandation.objects.ouvertes().filter(fermes | echues | inconnues | possibles).order_by("demandee_le")


def ouvertes_de(personne_id: object) -> list[Recommandation]:
    """The referrals this person may answer, or take her consent back from."""
    siennes = Recommandation.objects.ouvertes().filter(personne=personne_id)
    return list(siennes.select_related("groupe__organisation").order_by("demandee_le"))
