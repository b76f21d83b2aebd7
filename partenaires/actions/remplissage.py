"""Forecast how full each provisional group would be, and keep it beside the group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cloison import portee
from inscriptions.models import SessionCours
from inscriptions.prevision.demande import Cle, Prevu
from inscriptions.queries.compatibilite import Demande
from inscriptions.queries.demande_prevue import demande_prevue
from partenaires.models import GroupePropose
from partenaires.queries.remplissage import (
    Convenances,
    CoursPrevu,
    cellule_de,
    cours_a_remplir,
    demandes_en_attente,
    taux_d_acceptation,
)
from partenaires.queries.sessions import sessions_a_declarer
from partenaires.remplissage import Classe, Intervalle, prevoir
from partenaires.states import EtatDeclaration

FRAIS = timedelta(hours=12)
CHAMPS = ["remplissage_bas", "remplissage_median", "remplissage_haut", "remplissage_le"]
Resultats = dict[GroupePropose, Intervalle]


@dataclass(frozen=True)
class Lecture:
    """Everything the forecast needs, read in one transaction."""

    demandes: dict[Demande, int]
    acceptation: float
    # Session by session, the nearest first: its name and the arrivals expected by its first day.
    sessions: Sequence[tuple[str, dict[Cle, Prevu]]]
    # The courses with drafts, then without.
    cours: tuple[list[CoursPrevu], list[CoursPrevu]]


def prevoir_remplissages(*, le: datetime) -> int:
    """Forecast again what is missing or half a day old; return how many groups got their interval.

    A deposited group competes with the other deposited ones and with announced groups; a draft, with all of those and
    with the other drafts, as if it were deposited. Nothing is locked nor kept open while it computes.
    """
    with portee(Acteur.systeme()):
        lecture = _lire(le)
    if lecture is None:
        return 0
    resultats: Resultats = {}
    for cours in lecture.cours:
        resultats |= _prevoir(lecture, cours)
    for propose, intervalle in resultats.items():
        propose.remplissage_bas, propose.remplissage_median = intervalle.bas, intervalle.median
        propose.remplissage_haut, propose.remplissage_le = intervalle.haut, le
    with portee(Acteur.systeme()):
        GroupePropose.objects.bulk_update(resultats, CHAMPS, batch_size=500)
    return len(resultats)


def _lire(le: datetime) -> Lecture | None:
    jour = timezone.localdate(le)
    sessions = sessions_a_declarer(au=jour)
    concernes = GroupePropose.objects.envisages().filter(
        retire_le__isnull=True,
        declaration__etat__in=(EtatDeclaration.DEPOSEE, EtatDeclaration.BROUILLON),
        groupe__session__in=sessions,
    )
    if not concernes.exclude(remplissage_le__gte=le - FRAIS).exists():
        return None
    codes = [session.pk for session in sessions]
    return Lecture(
        demandes_en_attente(au=jour),
        taux_d_acceptation(le=le),
        [(session.pk, _arrivees(jour, session)) for session in sessions],
        (
            cours_a_remplir(sessions=codes, au=jour, brouillons=True),
            cours_a_remplir(sessions=codes, au=jour, brouillons=False),
        ),
    )


def _prevoir(lecture: Lecture, cours: list[CoursPrevu]) -> Resultats:
    """Session after session: who finds a seat in the first no longer waits for the second."""
    liste = list(lecture.demandes)
    convenances = Convenances(liste)
    restantes = [float(lecture.demandes[demande]) for demande in liste]
    cellules = [cellule_de(demande) for demande in liste]
    resultats: Resultats = {}
    deja: dict[Cle, Prevu] = {}
    for session, prevues in lecture.sessions:
        offerts = [c for c in cours if c.session == session]
        conviennent = convenances.des_cours([c.cours for c in offerts])
        classes = [
            Classe(n, cellule, tuple(rangs)) for n, cellule, rangs in zip(restantes, cellules, conviennent, strict=True)
        ]
        arrivees = {cle: _apres(prevu, deja.get(cle)) for cle, prevu in prevues.items()}
        deja = prevues
        remplissage = prevoir(classes, [c.places for c in offerts], arrivees, acceptation=lecture.acceptation)
        restantes = remplissage.restantes
        for un_cours, intervalle in zip(offerts, remplissage.intervalles, strict=True):
            if un_cours.propose is not None:
                resultats[un_cours.propose] = intervalle
    return resultats


def _arrivees(jour: date, session: SessionCours) -> dict[Cle, Prevu]:
    prevision = demande_prevue(au=jour, horizon=session.debut)
    return {(c.region, c.niveau, c.formule, c.creneau): c.arrivees for c in prevision or () if c.arrivees.moyenne}


def _apres(prevu: Prevu, deja: Prevu | None) -> Prevu:
    """Who will arrive between the session before and this one."""
    if deja is None:
        return prevu
    return Prevu(max(0.0, prevu.moyenne - deja.moyenne), max(0.0, prevu.variance - deja.variance), prevu.commune)
