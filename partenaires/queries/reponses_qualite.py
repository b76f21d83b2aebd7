"""Who owes an answer about what the rules doubt, by when: the organisation on a doubt, the ministry on a contest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables
from guichet.referentiels.parametres import parametre
from guichet.referentiels.queries import jours_feries
from partenaires.attentes import Partie
from partenaires.models import Anomalie, Reddition
from partenaires.models.qualite import AnomalieQuerySet


@dataclass(frozen=True, slots=True)
class Reponse:
    """What one party owes about one account: how many doubts, since the first of them, until when."""

    reddition: Reddition
    partie: Partie
    depuis: date
    du_le: date
    nombre: int


def echeance_reponse(anomalie: Anomalie) -> date | None:
    """The last day of who owes the next answer about it; None when nobody does."""
    if anomalie.attend_reponse and anomalie.contestee_le:
        return _fin(anomalie.contestee_le)
    return _fin(anomalie.decouverte_le) if anomalie.est_contestable else None


def reponses_attendues(anomalies: AnomalieQuerySet) -> list[Reponse]:
    """One line per account and party, from the oldest doubt that waits for it."""
    attendues: dict[tuple[Reddition, Partie], Reponse] = {}
    ouvertes = anomalies.ouvertes().filter(Q(contestee_le=None) | Q(repondue_le=None), reddition__isnull=False)
    lues = ouvertes.select_related("reddition__livrable", "reddition__entente__organisation")
    for anomalie in lues.order_by("decouverte_le", "pk"):
        partie = Partie.GESTION if anomalie.contestee_le else Partie.PARTENAIRE
        depuis = anomalie.contestee_le or anomalie.decouverte_le
        reddition = anomalie.reddition
        assert reddition is not None
        connue = attendues.get((reddition, partie))
        premier = min(connue.depuis, timezone.localdate(depuis)) if connue else timezone.localdate(depuis)
        nombre = connue.nombre + 1 if connue else 1
        attendues[reddition, partie] = Reponse(reddition, partie, premier, _fin_du_jour(premier), nombre)
    return sorted(attendues.values(), key=lambda reponse: reponse.du_le)


def _fin(moment: datetime) -> date:
    return _fin_du_jour(timezone.localdate(moment))


def _fin_du_jour(depuis: date) -> date:
    return ajouter_jours_ouvrables(depuis, int(parametre("qualite_reponse_jours", au=depuis)), jours_feries())
