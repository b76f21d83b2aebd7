"""Scenes of people to reach: follow-ups to open and to end, messages of a campaign, its last day."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from guichet.acteurs import Acteur, Role
from inscriptions.actions.campagne import lancer_campagne, preparer_campagne
from inscriptions.actions.inscription import reprendre_inscription
from inscriptions.actions.place import abandonner_place
from inscriptions.actions.suivi_personne import ouvrir_suivi
from inscriptions.models import CampagneRelance, LigneDePerte, Place, SuiviPersonne
from inscriptions.queries.suivis import causes_dues
from tests.factories.guichet import PersonneFactory
from tests.factories.inscriptions import InscriptionFactory, PlaceFactory
from tests.taches.scenes import Scene, pas_journalises

CONSEIL = Acteur(role=Role.CONSEILLER, libelle="Conseil")


def _abandon() -> Place:
    place = PlaceFactory(commencee=True)
    return abandonner_place(place=place, acteur=CONSEIL, le=timezone.now(), motif_code="abandon_autre")


def suivi_a_ouvrir() -> Scene:
    """Someone left her class, and nobody follows her yet."""
    _abandon()
    return Scene(pas_journalises("suivi_personne", "ouvrir"), 1, etat=SuiviPersonne.objects.count)


def suivi_sans_objet() -> Scene:
    """She took her request up again."""
    place = _abandon()
    (cause,) = causes_dues(le=timezone.now())
    ouvrir_suivi(cause=cause, le=timezone.now())
    moi = Acteur(role=Role.PERSONNE, personne_id=place.personne_id)
    reprendre_inscription(inscription=place.inscription, acteur=moi, le=timezone.now())
    return Scene(pas_journalises("suivi_personne", "annuler"), 1)


def _campagne() -> CampagneRelance:
    """Four people drawn, two of them to be written to."""
    depuis = timezone.now() - timedelta(days=60)
    for _rang in range(4):
        InscriptionFactory(personne=PersonneFactory(), etat="retiree", etat_depuis=depuis)
    champs = {
        "nom": "Essai",
        "cible": "retiree",
        "regions": [],
        "canal": "courriel",
        "graine": 1,
        "taux_attendu": Decimal("0.05"),
        "effet_minimal": Decimal("0.75"),
        "puissance": Decimal("0.80"),
        "conclure_le": timezone.localdate() + timedelta(days=28),
    }
    le = timezone.now() - timedelta(hours=1)
    campagne = preparer_campagne(acteur=CONSEIL, le=le, champs=champs)
    return lancer_campagne(campagne=campagne, acteur=CONSEIL, le=le)


def campagne_a_envoyer() -> Scene:
    """Its messages are due."""
    campagne = _campagne()
    return Scene(campagne.participations.filter(depose_le__isnull=False).count, 2)


def campagne_a_terminer() -> Scene:
    """Its day has come."""
    CampagneRelance.objects.filter(pk=_campagne().pk).update(conclure_le=timezone.localdate())
    return Scene(pas_journalises("campagne_relance", "terminer"), 1)


def perte_a_tenir() -> Scene:
    """Someone left her class, and the ledger still tells it from the journal."""
    _abandon()
    lignes = LigneDePerte.objects.values_list("nature", "etape", "comptee")
    return Scene(LigneDePerte.objects.count, 1, etat=lambda: list(lignes))


SCENES_RELANCES = {
    "inscriptions.routines_relances.clore_suivis_sans_objet": suivi_sans_objet,
    "inscriptions.routines_relances.envoyer_campagnes": campagne_a_envoyer,
    "inscriptions.routines_relances.ouvrir_suivis": suivi_a_ouvrir,
    "inscriptions.routines_relances.tenir_pertes": perte_a_tenir,
    "inscriptions.routines_relances.terminer_campagnes": campagne_a_terminer,
}
