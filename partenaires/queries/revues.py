"""Reviews and corrective actions as work lists: what waits, oldest promise first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables
from guichet.referentiels.parametres import parametre
from guichet.referentiels.queries import jours_feries
from partenaires.models import ActionCorrective, Revue


@dataclass(frozen=True, slots=True)
class LigneRevue:
    """A review of a list: the day its present step is promised for, and whether it is past."""

    revue: Revue
    avant_le: date | None
    retard: bool


def revues_de_la_liste(visibles: QuerySet[Revue], *, jour: date) -> list[LigneRevue]:
    """Reviews, those that wait first, the oldest promise on top."""
    lignes = [ligne_de(revue, jour) for revue in visibles.select_related("entente", "organisation")]
    return sorted(lignes, key=_ordre)


def _ordre(ligne: LigneRevue) -> tuple[bool, int]:
    if ligne.avant_le is None:  # Concluded ones after the others, the latest first.
        return True, -ligne.revue.prevue_le.toordinal()
    return False, ligne.avant_le.toordinal()


def ligne_de(revue: Revue, jour: date) -> LigneRevue:
    """The review and its promise."""
    avant = echeance_de(revue, jour)
    return LigneRevue(revue, avant, bool(avant and avant < jour))


def echeance_de(revue: Revue, jour: date) -> date | None:
    """The day the present step of the review is due; None once concluded."""
    if not revue.attente.delai:
        return None
    delai = int(parametre(revue.attente.delai, au=jour))
    return ajouter_jours_ouvrables(timezone.localdate(revue.etat_depuis), delai, jours_feries())


def mesures_ouvertes(visibles: QuerySet[ActionCorrective]) -> QuerySet[ActionCorrective]:
    """Corrective actions neither done nor given up, the soonest first."""
    ouvertes = visibles.filter(faite_le=None, abandonnee_le=None)
    return ouvertes.select_related("entente", "organisation", "revue").order_by(F("echeance"), "pk")


def mesures_en_liste(visibles: QuerySet[ActionCorrective], *, jour: date) -> list[dict[str, Any]]:
    """Open actions with their lateness."""
    return [{"mesure": m, "retard": m.echeance < jour} for m in mesures_ouvertes(visibles)[:200]]
