"""Forecast how full each provisional group would be, and keep it beside the group."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from inscriptions.models import SessionCours
from inscriptions.prevision.demande import Cle, Prevu
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


@transaction.atomic
def prevoir_remplissages(*, le: datetime) -> int:
    """Forecast again what is missing or half a day old; return how many groups got their interval.

    A deposited group competes with the other deposited ones and with announced groups; a draft, with all of those and
    with the other drafts, as if it were deposited.
    """
    jour = timezone.localdate(le)
    sessions = sessions_a_declarer(au=jour)
    en_attente_de_calcul = GroupePropose.objects.envisages().filter(
        retire_le__isnull=True,
        declaration__etat__in=(EtatDeclaration.DEPOSEE, EtatDeclaration.BROUILLON),
        groupe__session__in=sessions,
    )
    if not en_attente_de_calcul.exclude(remplissage_le__gte=le - FRAIS).exists():
        return 0
    resultats: dict[GroupePropose, Intervalle] = {}
    for brouillons in (True, False):
        cours = cours_a_remplir(sessions=[s.pk for s in sessions], au=jour, brouillons=brouillons)
        resultats |= _prevoir(cours, sessions, le)
    for propose, intervalle in resultats.items():
        propose.remplissage_bas, propose.remplissage_median = intervalle.bas, intervalle.median
        propose.remplissage_haut, propose.remplissage_le = intervalle.haut, le
    GroupePropose.objects.bulk_update(resultats, CHAMPS, batch_size=500)
    return len(resultats)


def _prevoir(cours: list[CoursPrevu], sessions: list[SessionCours], le: datetime) -> Mapping[GroupePropose, Intervalle]:
    """Session after session: who finds a seat in the first no longer waits for the second."""
    jour = timezone.localdate(le)
    demandes = demandes_en_attente(au=jour)
    liste = list(demandes)
    convenances, acceptation = Convenances(liste), taux_d_acceptation(le=le)
    restantes = [float(demandes[demande]) for demande in liste]
    cellules = [cellule_de(demande) for demande in liste]
    resultats: dict[GroupePropose, Intervalle] = {}
    deja: dict[Cle, Prevu] = {}
    for session in sessions:
        offerts = [c for c in cours if c.session == session.pk]
        conviennent: list[list[int]] = [[] for _demande in liste]
        for rang, un_cours in enumerate(offerts):
            for demande in convenances.de(un_cours.cours).nonzero()[0]:
                conviennent[demande].append(rang)
        classes = [
            Classe(n, cellule, tuple(rangs)) for n, cellule, rangs in zip(restantes, cellules, conviennent, strict=True)
        ]
        prevues = _arrivees(jour, session)
        arrivees = {cle: _apres(prevu, deja.get(cle)) for cle, prevu in prevues.items()}
        deja = prevues
        remplissage = prevoir(classes, [c.places for c in offerts], arrivees, acceptation=acceptation)
        restantes = remplissage.restantes
        resultats |= {
            c.propose: intervalle
            for c, intervalle in zip(offerts, remplissage.intervalles, strict=True)
            if c.propose is not None
        }
    return resultats


def _arrivees(jour: date, session: SessionCours) -> dict[Cle, Prevu]:
    prevision = demande_prevue(au=jour, horizon=session.debut)
    return {(c.region, c.niveau, c.formule, c.creneau): c.arrivees for c in prevision or () if c.arrivees.moyenne}


def _apres(prevu: Prevu, deja: Prevu | None) -> Prevu:
    """Who will arrive between the session before and this one."""
    if deja is None:
        return prevu
    return Prevu(max(0.0, prevu.moyenne - deja.moyenne), max(0.0, prevu.variance - deja.variance), prevu.commune)
