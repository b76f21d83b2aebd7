"""What someone who enters a class already begun must know: since when, what was missed, when to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from inscriptions.models import Groupe, Seance


@dataclass(frozen=True, slots=True)
class EntreeTardive:
    """The class began on `depuis`; so many meetings went by; `prochaine` is the first one to come to."""

    depuis: date
    seances_passees: int
    heures_passees: float
    prochaine: Seance | None


def entree_tardive(groupe: Groupe, *, le: datetime) -> EntreeTardive | None:
    """These facts on that day, None before the first meeting. The caller has the province's scope."""
    jour = timezone.localdate(le)
    if not groupe.a_commence(jour):
        return None
    seances = list(Seance.objects.filter(groupe=groupe, annulee_le__isnull=True).order_by("date", "heure_debut"))
    a_venir = [s for s in seances if timezone.make_aware(datetime.combine(s.date, s.heure_debut)) > le]
    passees = [s for s in seances if s not in a_venir]
    if not passees:
        return None
    duree = sum((_duree(s) for s in passees), timedelta())
    return EntreeTardive(groupe.debut, len(passees), duree.total_seconds() / 3600, next(iter(a_venir), None))


def _duree(seance: Seance) -> timedelta:
    return datetime.combine(seance.date, seance.heure_fin) - datetime.combine(seance.date, seance.heure_debut)
