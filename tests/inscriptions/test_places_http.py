"""Seats over HTTP: groups of one seat, ten persons after each, sixty-four requests in flight.

Five hundred groups and five thousand persons are in `epreuves/test_groupe_couru.py`.
"""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass

import pytest
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cloison import portee
from inscriptions.actions.demandes_de_place import traiter_demandes
from inscriptions.models import DemandeDePlace, Groupe, Inscription, OffreDePlace, Place
from tests.banc.clients import Navigateur, Reponse, en_vol
from tests.banc.gardes import sans_garde
from tests.banc.monde import Demandeur, places_et_demandeurs
from tests.banc.processus import attendre, banc
from tests.base_de_donnees import connexion_admin, connexion_proprietaire

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(900)]
GROUPES, DEMANDEURS, EN_VOL = 100, 10, 64


@dataclass(frozen=True)
class Bilan:
    """What a rush left: the answers, then what the database says."""

    reponses: dict[uuid.UUID, Reponse]
    survendues: int
    libres: int
    places: Counter[uuid.UUID]
    # Each recorded request: whether the seat is hers; None while nobody answered.
    demandes: dict[uuid.UUID, bool | None]
    en_attente: set[uuid.UUID]

    def servies(self) -> set[uuid.UUID]:
        """The inscriptions told that the seat is theirs."""
        return {pk for pk, reponse in self.reponses.items() if reponse.vers.startswith("/offres/")}

    def refusees(self) -> set[uuid.UUID]:
        """The inscriptions told that they keep their rank."""
        return {pk for pk, reponse in self.reponses.items() if reponse.vers == reverse("places_libres")}

    def notees(self) -> set[uuid.UUID]:
        """The inscriptions whose request was recorded."""
        return {pk for pk, reponse in self.reponses.items() if reponse.vers.startswith("/places-libres/demandes/")}

    def accordees(self) -> set[uuid.UUID]:
        """Recorded requests answered with a seat."""
        return {pk for pk, accordee in self.demandes.items() if accordee}


def sans_demande_ouverte() -> bool:
    """True once the worker has answered everyone; it is the clock that finds what a message missed."""
    with portee(Acteur.systeme()):
        ouvertes = list(DemandeDePlace.objects.ouvertes().values_list("groupe", flat=True).distinct()[:20])
    for groupe_id in ouvertes:
        traiter_demandes(groupe_id=groupe_id, le=timezone.now())
    return not ouvertes


def ruee(base: str, demandeurs: list[Demandeur], application: str = "guichet.wsgi:application") -> Bilan:
    """Everyone asks at once, on a live server; read what it left."""

    def prendre(navigateur: Navigateur, demandeur: Demandeur) -> tuple[uuid.UUID, Reponse]:
        chemin = reverse("place_prendre", args=[demandeur.groupe_id])
        return demandeur.inscription_id, navigateur.demander("POST", chemin, demandeur.session)

    with banc(base) as monte:
        monte.ouvrier()
        reponses = dict(en_vol(demandeurs, prendre, port=monte.web(application), combien=EN_VOL))
        attendre(sans_demande_ouverte, "une réponse à chaque demande de place")
    with portee(Acteur.systeme()):
        tenues = Counter(
            OffreDePlace.objects.filter(etat__in=("proposee", "acceptee")).values_list("groupe", flat=True)
        )
        groupes = Groupe.objects.values_list("pk", "capacite", "places_prises")
        return Bilan(
            reponses=reponses,
            survendues=sum(max(0, tenues[pk] - capacite) for pk, capacite, _ in groupes),
            libres=sum(max(0, capacite - prises) for _, capacite, prises in groupes),
            places=Counter(Place.objects.actives().values_list("inscription", flat=True)),
            demandes={
                demande.inscription_id: None if demande.est_ouverte else demande.est_accordee
                for demande in DemandeDePlace.objects.all()
            },
            en_attente=set(Inscription.objects.en_attente().values_list("pk", flat=True)),
        )


def verifier_les_reponses(bilan: Bilan, demandeurs: list[Demandeur]) -> None:
    """Everyone got one answer, and it is what the database says."""
    assert set(bilan.demandes) == bilan.notees() and None not in bilan.demandes.values()
    assert set(bilan.places) == bilan.servies() | bilan.accordees()
    assert bilan.en_attente == bilan.refusees() | (bilan.notees() - bilan.accordees())
    groupes = (bilan.servies(), bilan.refusees(), bilan.notees())
    assert sum(map(len, groupes)) == len(set().union(*groupes)) == len(demandeurs)


def verifier_une_ruee(base: str, groupes: int) -> None:
    """Ten persons for each seat of these groups: every seat taken once, everyone told the truth."""
    demandeurs = places_et_demandeurs(groupes=groupes, places=1, demandeurs=DEMANDEURS)
    bilan = ruee(base, demandeurs)
    assert Counter(reponse.statut for reponse in bilan.reponses.values()) == {302: groupes * DEMANDEURS}
    assert bilan.survendues == 0
    # Ten persons for each seat: a free one would mean that someone waits for nothing.
    assert bilan.libres == 0
    # Each person holds exactly one seat or still waits, and was told the truth.
    assert set(bilan.places.values()) == {1} and len(bilan.places) == groupes
    verifier_les_reponses(bilan, demandeurs)
    # The rush took both ways: seats claimed at once, and requests recorded, then answered.
    assert bilan.servies() and bilan.notees()


def test_une_ruee_ne_survend_ni_ne_perd_personne(nom_de_la_base):
    verifier_une_ruee(nom_de_la_base, GROUPES)


def test_le_temoin_qui_compte_puis_inscrit_survend(nom_de_la_base):
    with connexion_proprietaire(nom_de_la_base) as proprietaire:
        proprietaire.execute("ALTER TABLE inscriptions_groupe DROP CONSTRAINT groupe_jamais_survendu")
    with connexion_admin(nom_de_la_base) as administrateur:
        administrateur.execute(sans_garde())
    demandeurs = places_et_demandeurs(groupes=60, places=1, demandeurs=DEMANDEURS)
    bilan = ruee(nom_de_la_base, demandeurs, application="tests.banc.temoin:application")
    assert not bilan.demandes
    assert bilan.survendues > 0
