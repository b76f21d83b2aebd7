"""A free seat goes to the next person, by the same order as placement: it came back, was added, or is late."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from celery import signature
from django.db import connection, transaction
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from inscriptions.actions.offre import PlaceNonOfferte, proposer_place
from inscriptions.models import Groupe, Inscription, OffreDePlace, OrigineOffre, SiegeAjoute
from inscriptions.queries.candidats import candidats, offres_liberees
from inscriptions.states import EtatGroupe

# A person may stop waiting between the search and the claim; after that many, the clock tries again.
ESSAIS = 5
# The family of the locks that let one run at a time give the seats of a group.
VERROU = 81_002


@dataclass(frozen=True, slots=True)
class Siege:
    """One seat to give: why it is free, the offer it replaces or the raise that added it, the seed of its run."""

    origine: str = OrigineOffre.CASCADE
    remplace: OffreDePlace | None = None
    ajoute: SiegeAjoute | None = None

    @property
    def graine(self) -> int:
        """The seed that draws between equals: that of the run the seat comes from."""
        execution = self.remplace.execution if self.remplace else None
        return execution.graine if execution else 0


def faire_ceder(groupe_id: uuid.UUID) -> None:
    """Let the next persons have the group's free seats once this transaction commits."""
    suite = signature("inscriptions.routines.ceder_place", kwargs={"groupe_id": str(groupe_id)})
    transaction.on_commit(lambda: suite.delay(), robust=True)


def ceder_les_places(*, groupe_id: uuid.UUID, le: datetime, acteur: Acteur) -> list[uuid.UUID]:
    """Offer every free seat owed to the next eligible person; return the new offers, none on a second run."""
    nouvelles = []
    while (offre := _ceder_une_place(groupe_id, le, acteur)) is not None:
        nouvelles.append(offre.pk)
    return nouvelles


def _ceder_une_place(groupe_id: uuid.UUID, le: datetime, acteur: Acteur) -> OffreDePlace | None:
    """One seat, one transaction; None when no seat is owed, none is free or nobody fits."""
    with portee(acteur):
        _un_seul_par_groupe(groupe_id)
        groupe = Groupe.objects.get(pk=groupe_id)
        siege = _prochain_siege(groupe)
        if siege is None:
            return None
        for _essai in range(ESSAIS):
            suivante = _suivante(groupe, siege.graine, le)
            if suivante is None:
                return None
            with _place_prise():
                return _offrir(siege, suivante, groupe, acteur, le)
    return None


@contextmanager
def _place_prise() -> Iterator[None]:
    """Someone changed meanwhile: forget this attempt, and only it."""
    try:
        with transaction.atomic():
            yield
    except PlaceNonOfferte:
        pass


def _un_seul_par_groupe(groupe_id: uuid.UUID) -> None:
    """Wait for any other run on this group, so that each sees what the one before gave.

    Not a row lock: every action locks the person's request before anything of hers, and the row of a freed offer is
    locked by whoever answers it too late. Holding one while asking for the next person's request closes a circle.
    """
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [VERROU, str(groupe_id)])


def _prochain_siege(groupe: Groupe) -> Siege | None:
    """The seat to give now; None when none is owed."""
    if liberee := offres_liberees(groupe.pk).first():
        return Siege(remplace=liberee)
    if ajoute := SiegeAjoute.objects.a_offrir().filter(groupe=groupe).order_by("ajoute_le", "pk").first():
        return Siege(ajoute=ajoute)
    # A class that has begun has no run to come: whatever is free goes to whoever may still enter.
    return Siege(origine=OrigineOffre.TARDIVE) if groupe.etat == EtatGroupe.EN_COURS else None


def _offrir(siege: Siege, inscription: Inscription, groupe: Groupe, acteur: Acteur, le: datetime) -> OffreDePlace:
    offre = proposer_place(
        inscription=inscription,
        groupe=groupe,
        acteur=acteur,
        le=le,
        origine=siege.origine,
        remplace=siege.remplace,
    )
    # The claim holds the group's row: a lower capacity may have taken this very seat back just before.
    if siege.ajoute and not SiegeAjoute.objects.a_offrir().filter(pk=siege.ajoute.pk).update(offre=offre):
        raise PlaceNonOfferte(_("Ce groupe est complet."))
    return offre


def _suivante(groupe: Groupe, graine: int, le: datetime) -> Inscription | None:
    """The first person in the order of the run that filled this group."""
    premieres = candidats(groupe.pk, le=le, graine=graine)
    return Inscription.objects.get(pk=premieres[0]) if premieres else None
