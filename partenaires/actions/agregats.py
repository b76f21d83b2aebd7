"""Refresh the roll-ups of the capacity board."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from guichet.models import Journal
from inscriptions.queries.arrivees import en_attente_par_cellule
from partenaires.models import AgregatAttente, AgregatCapacite, Bassin, FraicheurCapacite, GroupePropose
from partenaires.queries.capacite import Places, bassins_offerts, capacite_declaree, places_annoncees
from partenaires.queries.sessions import sessions_a_declarer

TABLEAU = "tableau"
CASE = ("region_id", "niveau", "formule", "creneau")


@transaction.atomic
def rafraichir_tableau(*, le: datetime) -> int:
    """Bring the roll-ups up to date; return how many cells changed.

    Everything they count is journaled: without a new line of the journal since the same day, nothing is read again.
    """
    FraicheurCapacite.objects.bulk_create([FraicheurCapacite(quoi=TABLEAU, le=le, journal=-1)], ignore_conflicts=True)
    fraicheur = FraicheurCapacite.objects.select_for_update().get(quoi=TABLEAU)
    dernier = Journal.objects.aggregate(dernier=Max("id"))["dernier"] or 0
    jour = timezone.localdate(le)
    changees = 0
    if dernier != fraicheur.journal or timezone.localdate(fraicheur.le) != jour:
        changees = _attente() + _capacite(jour)
    fraicheur.le, fraicheur.journal = le, dernier
    fraicheur.save(update_fields=["le", "journal"])
    return changees


def _attente() -> int:
    lues = {case: {"personnes": nombre} for case, nombre in en_attente_par_cellule().items()}
    return _ecrire(AgregatAttente, CASE, ("personnes",), lues)


def _capacite(jour: Any) -> int:
    sessions = [session.pk for session in sessions_a_declarer(au=jour)]
    bassins = bassins_offerts(Bassin.objects.all(), au=jour)
    cases = capacite_declaree(GroupePropose.objects.offerts(), bassins, sessions=sessions)
    for case, annoncees in places_annoncees(sessions=sessions, au=jour).items():
        places = cases.setdefault(case, Places())
        places.places_annoncees, places.semaines_annoncees = annoncees.places_annoncees, annoncees.semaines_annoncees
    valeurs = {case: asdict(places) for case, places in cases.items()}
    return _ecrire(AgregatCapacite, ("session_id", *CASE), tuple(asdict(Places())), valeurs)


def _ecrire(
    modele: type[models.Model],
    cle: tuple[str, ...],
    comptes: tuple[str, ...],
    voulues: Mapping[Any, Mapping[str, int]],
) -> int:
    """Write the cells that differ; a cell that emptied is kept at zero, since nothing is deleted."""
    presentes: dict[Hashable, dict[str, int]] = {
        tuple(ligne[nom] for nom in cle): {nom: ligne[nom] for nom in comptes}
        for ligne in modele._default_manager.values(*cle, *comptes)
    }
    vide = dict.fromkeys(comptes, 0)
    differentes = {case: dict(v) for case, v in voulues.items() if presentes.get(case, vide) != v}
    differentes |= {case: vide for case, v in presentes.items() if case not in voulues and v != vide}
    modele._default_manager.bulk_create(
        [modele(**dict(zip(cle, case, strict=True)), **valeurs) for case, valeurs in differentes.items()],
        update_conflicts=True,
        unique_fields=list(cle),
        update_fields=list(comptes),
        batch_size=1000,
    )
    return len(differentes)
