"""Attendance written or changed after its lock, by organisation: what the quality of a partner's data reads."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.functions import TruncDate

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables
from guichet.referentiels.parametres import parametre
from guichet.referentiels.queries import jours_feries
from inscriptions.models import Presence


@dataclass(frozen=True, slots=True)
class Tardives:
    """Lines written or changed after the lock, over the lines of the period's meetings."""

    tardives: int
    presences: int


def presences_tardives(*, du: date, au: date, organisation_id: uuid.UUID | None = None) -> dict[uuid.UUID, Tardives]:
    """By organisation, for the meetings of the period, both days included.

    Every version of a line counts, the present one and those its history keeps: a line changed twice after its lock
    is two late changes.
    """
    with portee(Acteur.systeme()):
        presentes = _ecritures(Presence.objects.all(), du, au, organisation_id)
        evenements = Presence.pgh_event_model  # type: ignore[attr-defined]
        anciennes = _ecritures(evenements.objects.all(), du, au, organisation_id)
    verrous = {jour: _verrou(jour) for jour in {jour for _o, jour, _le, _n in (*presentes, *anciennes)}}
    totaux: Counter[uuid.UUID] = Counter()
    tardives: Counter[uuid.UUID] = Counter()
    for organisation, _jour, _le, nombre in presentes:
        totaux[organisation] += nombre
    for organisation, jour, ecrite_le, nombre in (*presentes, *anciennes):
        tardives[organisation] += nombre if ecrite_le > verrous[jour] else 0
    return {organisation: Tardives(tardives[organisation], total) for organisation, total in totaux.items()}


def _ecritures(
    lignes: QuerySet[Any], du: date, au: date, organisation_id: uuid.UUID | None
) -> list[tuple[uuid.UUID, date, date, int]]:
    """Organisation, day of the meeting, day of the writing, how many."""
    lignes = lignes.filter(seance__date__range=(du, au))
    if organisation_id:
        lignes = lignes.filter(seance__organisation_id=organisation_id)
    comptes = lignes.values(organisme=F("seance__organisation_id"), jour=F("seance__date"), le=TruncDate("saisie_le"))
    return list(comptes.annotate(n=Count("pk")).values_list("organisme", "jour", "le", "n"))


def _verrou(jour: date) -> date:
    """The last day on which the roll of a meeting of that day changes freely."""
    delai = int(parametre("delai_verrou_presences_jours", au=jour))
    return ajouter_jours_ouvrables(jour, delai, jours_feries())
