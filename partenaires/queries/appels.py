"""Calls for projects: the list of who asks, and what was asked and given for each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Count, DecimalField, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from guichet.models import Organisation
from partenaires.models import AppelProjets
from partenaires.models.entente import DECIDEES
from partenaires.states_ententes import EtatEntente

RETIREES = (EtatEntente.EBAUCHE, EtatEntente.RETIREE)
ZERO = Value(Decimal(0), output_field=DecimalField(max_digits=14, decimal_places=2))


def avec_totaux(appels: QuerySet[AppelProjets]) -> QuerySet[AppelProjets]:
    """The calls with requests received (`nb_demandes`), dollars asked (`demande`) and given (`accorde`)."""
    recues = ~Q(ententes__etat__in=RETIREES)
    return appels.select_related("version__programme", "volet").annotate(
        nb_demandes=Count("ententes", filter=recues),
        demande=Coalesce(Sum("ententes__montant_demande", filter=recues), ZERO),
        accorde=Coalesce(Sum("ententes__montant_convenu", filter=Q(ententes__etat__in=DECIDEES)), ZERO),
    )


def s_adressant_a(appels: QuerySet[AppelProjets], organisation: Organisation) -> QuerySet[AppelProjets]:
    """The calls of its region, or of every region, whose volet admits its kind."""
    de_la_region = Q(regions=[]) | Q(regions__contains=[organisation.region_id])
    return appels.filter(de_la_region, volet__organisations__contains=[organisation.genre])


def obstacle_a_la_demande(appel: AppelProjets, organisation: Organisation, *, au: date) -> str:
    """Why this organisation may not answer today: `date`, `region`, `genre`; empty when it may."""
    if not appel.accepte_des_demandes(au=au):
        return "date"
    if appel.regions and organisation.region_id not in appel.regions:
        return "region"
    return "" if organisation.genre in appel.volet.organisations else "genre"
