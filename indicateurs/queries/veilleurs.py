"""Who answers for the alerts of a figure today, and who did."""

from __future__ import annotations

from django.db.models import QuerySet

from guichet.acteurs import Acteur, Role
from guichet.mesure.definition import Mesure
from indicateurs.models import VeilleurIndicateur
from indicateurs.registre import veilleur


def veilleur_de(code: str) -> VeilleurIndicateur:
    """The one designated; a row not saved, with the role of the registry, until someone was."""
    designe = VeilleurIndicateur.objects.filter(code=code, fini_le__isnull=True).select_related("utilisateur").first()
    return designe or VeilleurIndicateur(code=code, role=veilleur(code))


def designations(mesure: Mesure) -> QuerySet[VeilleurIndicateur]:
    """Everyone who answered for this figure, the last first."""
    return VeilleurIndicateur.objects.filter(code=mesure.code).select_related("utilisateur", "designe_par")


def peut_designer(acteur: Acteur, code: str) -> bool:
    """True for management, and for whoever answers today: the role, or the person."""
    actuel = veilleur_de(code)
    sienne = actuel.utilisateur_id is not None and actuel.utilisateur_id == acteur.utilisateur_id
    return acteur.role is Role.DIRECTION or acteur.role == actuel.role or sienne
