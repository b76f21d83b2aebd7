"""A seat that comes back goes to the next person, by the same order as placement."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from guichet.acteurs import Acteur
from guichet.cloison import portee
from inscriptions.actions.offre import PlaceNonOfferte, proposer_place
from inscriptions.models import Groupe, Inscription, OffreDePlace, OrigineOffre
from inscriptions.queries.candidats import candidats, offres_liberees

# A person may stop waiting between the search and the claim; after that many, the clock tries again.
ESSAIS = 5


def ceder_les_places(*, groupe_id: uuid.UUID, le: datetime, acteur: Acteur) -> list[uuid.UUID]:
    """Offer every seat that came back to the next eligible person; return the new offers, none on a second run."""
    nouvelles = []
    while (offre := _ceder_une_place(groupe_id, le, acteur)) is not None:
        nouvelles.append(offre.pk)
    return nouvelles


def _ceder_une_place(groupe_id: uuid.UUID, le: datetime, acteur: Acteur) -> OffreDePlace | None:
    """One seat, one transaction; None when no seat came back, none is free or nobody fits."""
    with portee(acteur):
        liberee = offres_liberees(groupe_id).select_for_update(skip_locked=True, of=("self",)).first()
        # Read again under the lock: another run may have given this very seat since the search.
        if liberee is None or OffreDePlace.objects.filter(remplace=liberee).exists():
            return None
        groupe = Groupe.objects.get(pk=groupe_id)
        for _essai in range(ESSAIS):
            suivante = _suivante(groupe, liberee, le)
            if suivante is None:
                return None
            try:
                with transaction.atomic():
                    return proposer_place(
                        inscription=suivante,
                        groupe=groupe,
                        acteur=acteur,
                        le=le,
                        origine=OrigineOffre.CASCADE,
                        remplace=liberee,
                    )
            except PlaceNonOfferte:
                continue
    return None


def _suivante(groupe: Groupe, liberee: OffreDePlace, le: datetime) -> Inscription | None:
    """The first person in the order of the run that filled this group; its seed draws between equals."""
    graine = liberee.execution.graine if liberee.execution else 0
    premieres = candidats(groupe.pk, le=le, graine=graine)
    return Inscription.objects.get(pk=premieres[0]) if premieres else None
