"""The roll-up of admission cohorts: each one counted again, whole, when something touched it."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date, datetime

from django.conf import settings
from django.db import connection
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.referentiels.parametres import parametre
from indicateurs.queries import participation_sql as sql
from inscriptions.queries.pertes import VALEURS

# The whole ledger, whatever was written while the cohort is counted.
TOUJOURS = {"du": date(1900, 1, 1), "au": date(9999, 1, 1)}


def calculer_cohortes(*, le: datetime) -> int:
    """Count again every cohort touched since its last count, each in its own transaction; return how many.

    Each once: one touched again meanwhile, or by a clock ahead of ours, waits for the next run.
    """
    with portee(Acteur.systeme()):
        reperer(le=le)
    faites: set[uuid.UUID] = set()
    while True:
        with portee(Acteur.systeme()):
            cohorte = calculer_suivante(le=le, sauf=faites)
        if cohorte is None:
            return len(faites)
        faites.add(cohorte)


def reperer(*, le: datetime) -> None:
    """Mark the cohorts whose linked persons took a step since the last time; one worker at a time."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT 1 FROM indicateurs_repere WHERE nom = 'cohortes' FOR UPDATE SKIP LOCKED")
        if curseur.fetchone():
            curseur.execute(sql.TOUCHER_PAR_LE_JOURNAL, {"le": le})


def calculer_suivante(*, le: datetime, sauf: Collection[uuid.UUID] = ()) -> uuid.UUID | None:
    """Count again the oldest cohort that is due, those of `sauf` left out, in the caller's transaction.

    Return it, None when none is.
    """
    with connection.cursor() as curseur:
        curseur.execute("SET LOCAL statement_timeout = '300s'")
        curseur.execute(sql.A_CALCULER, {"sauf": list(sauf)})
        ligne = curseur.fetchone()
        if ligne is None:
            return None
        jour = timezone.localdate(le)
        valeurs = {
            "cohorte": ligne[0],
            "fuseau": settings.TIME_ZONE,
            "age_minimum": int(parametre("age_minimum", au=jour)),
            "seuil_autonomie": int(parametre("niveau_seuil_autonomie", au=jour)),
            **VALEURS,
            **TOUJOURS,
        }
        for ordre in (sql.NOTER_CALCUL, *sql.VIDER, sql.CALCULER_ETATS, sql.CALCULER_PERTES):
            curseur.execute(ordre, valeurs)
        return ligne[0]
