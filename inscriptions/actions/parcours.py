"""What follows a class: the next level, or the end of the path."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee, franchir
from inscriptions.actions.priorites import reclasser
from inscriptions.models import Inscription
from inscriptions.queries.classe import derniere_place_finie, niveau_suivant


@transaction.atomic
def demander_niveau_suivant(*, inscription: Inscription, acteur: Acteur, le: datetime) -> Inscription:
    """Put the person back in the queue, one level higher, once her class is over and her results known."""
    inscription = inscription.verrouillee()
    place = derniere_place_finie(inscription)
    if place is None:
        raise TransitionRefusee(_("Finissez votre cours avant de demander le niveau suivant."))
    niveau = niveau_suivant(place)
    if niveau is None:
        raise TransitionRefusee(_("Vous avez atteint le dernier niveau."))
    franchir(
        inscription,
        "poursuivre",
        acteur=acteur,
        le=le,
        contexte={"place": str(place.pk), "niveau": niveau},
        niveau=niveau,
        en_attente_le=le,
    )
    reclasser(inscription, le=le)
    return inscription


@transaction.atomic
def terminer_parcours(*, inscription: Inscription, acteur: Acteur, le: datetime) -> Inscription:
    """End the path of a person whose class is over and who asked for nothing more."""
    inscription = inscription.verrouillee()
    if derniere_place_finie(inscription) is None:
        raise TransitionRefusee(_("Un cours est encore en route."))
    franchir(inscription, "terminer", acteur=acteur, le=le)
    return inscription
