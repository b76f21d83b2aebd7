"""Money of ententes by fiscal year: what is expected, what was received."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Min, Q, QuerySet, Sum

from partenaires.models import Versement
from partenaires.states_ententes import EtatVersement as P

ZERO = Decimal(0)


def debut_exercice(jour: date) -> date:
    """The first of April of the fiscal year that holds this day (Loi sur l'administration financière)."""
    return date(jour.year - (jour.month < 4), 4, 1)


@dataclass(frozen=True, slots=True)
class Argent:
    """Dollars of one fiscal year: issued, due (conditions met, not issued), planned until its end, and the next day."""

    recu: Decimal
    exigible: Decimal
    prevu: Decimal
    prochain_le: date | None


def argent(versements: QuerySet[Versement], *, au: date) -> Argent:
    """Where the money of these instalments stands in the fiscal year of that day."""
    debut = debut_exercice(au)
    fin = date(debut.year + 1, 3, 31)
    du = Q(etat__in=(P.EXIGIBLE, P.AUTORISE))
    a_venir = Q(etat__in=(P.PLANIFIE, P.RETENU), prevu_le__lte=fin)
    sommes = versements.aggregate(
        recu=Sum("montant", filter=Q(etat=P.EMIS, emis_le__date__gte=debut)),
        exigible=Sum("montant", filter=du),
        prevu=Sum("montant", filter=a_venir),
        prochain_le=Min("prevu_le", filter=du | Q(etat=P.PLANIFIE)),
    )
    return Argent(sommes["recu"] or ZERO, sommes["exigible"] or ZERO, sommes["prevu"] or ZERO, sommes["prochain_le"])
