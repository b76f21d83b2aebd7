"""Scenes of what follows an offer: people of closed groups, referrals."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from guichet.acteurs import Acteur, Role
from inscriptions.actions.place import abandonner_place
from inscriptions.actions.replacement import ouvrir_replacement
from tests.factories.inscriptions import PlaceFactory, RecommandationFactory
from tests.taches.scenes import SYSTEME, Scene, pas_journalises


def replacement_a_constater() -> Scene:
    """Someone whose class closed has another seat."""
    ancienne = PlaceFactory(commencee=True)
    ouvrir_replacement(groupe=ancienne.groupe, places=[ancienne], acteur=SYSTEME, le=timezone.now())
    abandonner = Acteur(role=Role.PERSONNE, personne_id=ancienne.personne_id)
    abandonner_place(place=ancienne, acteur=abandonner, le=timezone.now(), motif_code="abandon_autre")
    return Scene(pas_journalises("replacement", "constater_depart"), 1)


def recommandation_echue() -> Scene:
    """A referral nobody answered in time, and one of a group nobody enters any more."""
    for etat in ("annonce", "termine"):
        RecommandationFactory(groupe__etat=etat, expire_le=timezone.now() - timedelta(hours=1))
    return Scene(pas_journalises("recommandation", "expirer"), 2)


SCENES_SUITES = {
    "inscriptions.routines.suivre_recommandations": recommandation_echue,
    "inscriptions.routines.suivre_replacements": replacement_a_constater,
}
