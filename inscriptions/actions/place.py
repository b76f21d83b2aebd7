"""What happens to a seat once accepted: it starts, ends, or comes back to the group."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import franchir
from inscriptions.actions.offre import exiger_motif
from inscriptions.actions.priorites import reclasser
from inscriptions.actions.sieges import rendre_siege
from inscriptions.models import Inscription, Place, RefusAccueil


@transaction.atomic
def commencer_place(*, place: Place, acteur: Acteur, le: datetime) -> Place:
    """The person came: the seat is in use."""
    _inscription, place = _verrouiller(place)
    franchir(place, "commencer", acteur=acteur, le=le, commencee_le=le)
    return place


@transaction.atomic
def terminer_place(*, place: Place, acteur: Acteur, le: datetime) -> Place:
    """The class is over: the seat stays counted, results say what comes next."""
    _inscription, place = _verrouiller(place)
    franchir(place, "terminer", acteur=acteur, le=le, finie_le=le)
    return place


@transaction.atomic
def abandonner_place(*, place: Place, acteur: Acteur, le: datetime, motif_code: str, precision: str = "") -> Place:
    """The person leaves a class that started: the seat comes back and the request rests until she returns."""
    inscription, place = _verrouiller(place)
    _quitter(place, "abandonner", acteur=acteur, le=le, motif_code=motif_code, precision=precision)
    _suite(inscription, "rendre_inactive", "inactive_abandon", acteur=acteur, le=le)
    return place


@transaction.atomic
def noter_absence_initiale(
    *, place: Place, acteur: Acteur, le: datetime, motif_code: str, precision: str = ""
) -> Place:
    """The person never came: the seat comes back and the request rests until she returns."""
    inscription, place = _verrouiller(place)
    _quitter(place, "noter_absence_initiale", acteur=acteur, le=le, motif_code=motif_code, precision=precision)
    _suite(inscription, "rendre_inactive", "inactive_absence_initiale", acteur=acteur, le=le)
    return place


@transaction.atomic
def rendre_place(*, place: Place, acteur: Acteur, le: datetime, motif_code: str, precision: str = "") -> Place:
    """The person gives her seat back before the class begins for her: she waits again with the rank it had."""
    inscription, place = _verrouiller(place)
    _quitter(place, "rendre", acteur=acteur, le=le, motif_code=motif_code, precision=precision)
    _suite(inscription, "remettre_en_attente", "attente_place_rendue", acteur=acteur, le=le, en_attente_le=le)
    return place


@transaction.atomic
def transferer_place(*, place: Place, acteur: Acteur, le: datetime, motif_code: str, precision: str = "") -> Place:
    """The person goes to another group: the seat comes back, the request waits again with the rank it had."""
    inscription, place = _verrouiller(place)
    _quitter(place, "transferer", acteur=acteur, le=le, motif_code=motif_code, precision=precision)
    _suite(inscription, "remettre_en_attente", "attente_transfert", acteur=acteur, le=le, en_attente_le=le)
    return place


@transaction.atomic
def fermer_place(*, place: Place, acteur: Acteur, le: datetime, motif_code: str, precision: str = "") -> Place:
    """The group closes or will not open: the request waits again with the rank it had."""
    inscription, place = _verrouiller(place)
    _quitter(place, "fermer", acteur=acteur, le=le, motif_code=motif_code, precision=precision)
    _suite(inscription, "remettre_en_attente", "attente_groupe_ferme", acteur=acteur, le=le, en_attente_le=le)
    return place


def _verrouiller(place: Place) -> tuple[Inscription, Place]:
    """Both rows, the inscription first: every action takes the locks in the same order."""
    inscription = Inscription.objects.select_for_update(no_key=True, of=("self",)).get(pk=place.inscription_id)
    return inscription, place.verrouillee()


def _quitter(place: Place, pas: str, *, acteur: Acteur, le: datetime, motif_code: str, precision: str) -> None:
    """Leave the seat for a coded reason and give it back."""
    motif = exiger_motif(f"place.{pas}", motif_code, le)
    franchir(place, pas, acteur=acteur, le=le, motif_code=motif.code, motif=precision or motif.libelle, finie_le=le)
    rendre_siege(place.groupe_id)
    _clore_le_refus(place, le)


def _clore_le_refus(place: Place, le: datetime) -> None:
    """A refusal still to be decided has no object any more."""
    with portee(Acteur.systeme()):
        for refus in RefusAccueil.objects.a_decider().select_for_update().filter(place=place):
            franchir(refus, "clore", acteur=Acteur.systeme(), le=le)


def _suite(inscription: Inscription, pas: str, motif_code: str, *, acteur: Acteur, le: datetime, **champs: Any) -> None:
    """The consequence for the request, taken by the portal: a partner does not write in a person's file."""
    motif = exiger_motif(f"inscription.{pas}", motif_code, le)
    with portee(Acteur.systeme()):
        franchir(
            inscription,
            pas,
            acteur=Acteur.systeme(acteur.requete_id),
            le=le,
            motif_code=motif.code,
            motif=motif.libelle,
            **champs,
        )
        reclasser(inscription, le=le)
