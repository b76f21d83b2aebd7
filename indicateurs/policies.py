"""Who may read the indicators: every role of the ministry, exact on screen; scenarios: analysts and management."""

from __future__ import annotations

from django.db.models import QuerySet

from guichet.acteurs import Acteur
from indicateurs.models import Alerte, Scenario
from indicateurs.states import SIMULATEURS


def peut_lire_indicateurs(acteur: Acteur | None) -> bool:
    """True for the ministry's roles."""
    return acteur is not None and acteur.est_ministere


def peut_simuler(acteur: Acteur | None) -> bool:
    """True for those who imagine and read scenarios."""
    return acteur is not None and acteur.role in SIMULATEURS


def scenarios_visibles(acteur: Acteur) -> QuerySet[Scenario]:
    """Scenarios hold no row about anyone: analysts and management share them all."""
    return Scenario.objects.all() if peut_simuler(acteur) else Scenario.objects.none()


def alertes_visibles(acteur: Acteur) -> QuerySet[Alerte]:
    """Every role of the ministry knows which figures are out of their corridor."""
    return Alerte.objects.all() if peut_lire_indicateurs(acteur) else Alerte.objects.none()


def alertes_de(acteur: Acteur) -> QuerySet[Alerte]:
    """The open alerts that this actor's role answers for, the oldest first."""
    return alertes_visibles(acteur).ouvertes().filter(role=acteur.role).order_by("cree_le")  # type: ignore[attr-defined]
