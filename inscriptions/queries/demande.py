"""The request a person is asking about."""

from __future__ import annotations

from django.db.models import Case, IntegerField, QuerySet, Value, When

from inscriptions.models import Inscription
from inscriptions.states import EtatInscription as E

FINIES = (E.TERMINEE, E.RETIREE, E.NON_ADMISSIBLE, E.INACTIVE)


def ordonnees(demandes: QuerySet[Inscription]) -> QuerySet[Inscription]:
    """The request in progress first, then those that are over, the latest first."""
    finie = Case(When(etat__in=FINIES, then=Value(1)), default=Value(0), output_field=IntegerField())
    return demandes.order_by(finie, "-cree_le")


def courante(demandes: QuerySet[Inscription]) -> Inscription | None:
    """The request in progress, or the latest one when all are over."""
    return ordonnees(demandes).select_related("personne", "preuve").first()
