"""The request a person is asking about."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Case, IntegerField, QuerySet, Value, When

from inscriptions.models import Inscription
from inscriptions.states import EtatInscription as E

FINIES = (E.TERMINEE, E.RETIREE, E.NON_ADMISSIBLE, E.INACTIVE)


def courante(demandes: QuerySet[Inscription]) -> Inscription | None:
    """The request in progress, or the latest one when all are over."""
    finie = Case(When(etat__in=FINIES, then=Value(1)), default=Value(0), output_field=IntegerField())
    return demandes.select_related("personne", "preuve").order_by(finie, "-cree_le").first()


def anciennes(demandes: QuerySet[Inscription], sauf: Inscription) -> Sequence[Inscription]:
    """The person's other requests, the latest first."""
    return list(demandes.exclude(pk=sauf.pk).order_by("-cree_le"))
