"""A class that closes never counts as served; how many of its people were re-placed within thirty days."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.models import Motif
from indicateurs import tasks
from indicateurs.filtre import Filtre
from indicateurs.queries.tableau import comptes, replacees
from inscriptions import routines
from inscriptions.actions.deroulement import faire_pas_groupe
from inscriptions.actions.offre import accepter_offre, proposer_place
from inscriptions.actions.place import commencer_place
from inscriptions.models import Groupe, Inscription
from tests.factories.inscriptions import GroupeFactory, PlaceFactory
from tests.journal import attendre_le_journal

CONSEIL = Acteur(role=Role.CONSEILLER)
SYSTEME = Acteur.systeme()


def classe_de(personnes: int) -> Groupe:
    """A running class in which so many persons have begun."""
    groupe = GroupeFactory(etat="en_cours")
    for _rang in range(personnes):
        place = PlaceFactory(offre__groupe=groupe)
        commencer_place(place=place, acteur=SYSTEME, le=timezone.now())
        groupe.refresh_from_db()
    return groupe


def fermer(groupe: Groupe) -> None:
    motif = Motif.objects.get(pk="groupe_ferme_effectif")
    faire_pas_groupe(groupe=groupe, pas="fermer", acteur=CONSEIL, le=timezone.now(), motif=motif)


def replacer(inscription: Inscription, *, apres: timedelta) -> None:
    """A new seat so many days later, seen by the clock."""
    with time_machine.travel(timezone.now() + apres, tick=False):
        debut = timezone.localdate() + timedelta(days=30)
        groupe = GroupeFactory(debut=debut, fin=debut + timedelta(days=60))
        offre = proposer_place(inscription=inscription, groupe=groupe, acteur=SYSTEME, le=timezone.now())
        moi = Acteur(role=Role.PERSONNE, personne_id=inscription.personne_id)
        accepter_offre(offre=offre, acteur=moi, le=timezone.now())
        routines.suivre_replacements()


def periode() -> Filtre:
    jour = timezone.localdate()
    return Filtre(jour - timedelta(days=5), jour + timedelta(days=60))


def servies() -> int:
    nombres = comptes(periode())
    return nombres["debut"] - nombres["classe_fermee"]


@pytest.mark.django_db(transaction=True)
class TestFermetures:
    def test_une_classe_fermee_ne_compte_pas_comme_servie(self, systeme):
        with systeme:
            classe_de(2)
            fermer(classe_de(3))
        attendre_le_journal()
        tasks.incorporer()
        with systeme:
            assert servies() == 2
            # The control: starts alone would have counted the class that closed.
            assert comptes(periode())["debut"] == 5

    def test_un_cours_ferme_n_est_ni_fini_ni_abandonne(self, systeme):
        with systeme:
            fermer(classe_de(2))
        attendre_le_journal()
        tasks.incorporer()
        with systeme:
            nombres = comptes(periode())
            assert (nombres["fin"], nombres["abandon"], nombres["place_perdue"]) == (0, 0, 2)

    def test_un_groupe_annule_avant_son_debut_n_a_servi_personne(self, systeme):
        with systeme:
            place = PlaceFactory()
            motif = Motif.objects.get(pk="groupe_effectif")
            faire_pas_groupe(groupe=place.groupe, pas="annuler", acteur=CONSEIL, le=timezone.now(), motif=motif)
        attendre_le_journal()
        tasks.incorporer()
        with systeme:
            assert (servies(), comptes(periode())["place_perdue"]) == (0, 1)

    def test_le_replacement_se_compte_a_trente_jours(self, systeme):
        with systeme:
            groupe = classe_de(2)
            fermer(groupe)
            premiere, seconde = (p.inscription for p in groupe.places.select_related("inscription").order_by("pk"))
        replacer_dans(systeme, premiere, timedelta(days=10))
        replacer_dans(systeme, seconde, timedelta(days=40))
        attendre_le_journal()
        tasks.incorporer()
        with systeme:
            assert (replacees(periode(), jours=30), replacees(periode(), jours=60)) == (1, 2)

    def test_le_tableau_de_bord_montre_les_deux_figures(self, systeme, client_role):
        with systeme:
            fermer(classe_de(1))
        attendre_le_journal()
        tasks.incorporer()
        with systeme:
            client = client_role("analyste")
        page = client.get(reverse("tableau_de_bord")).content.decode()
        assert "Personnes servies" in page
        assert "Replacées en 30 jours" in page


def replacer_dans(systeme, inscription: Inscription, apres: timedelta) -> None:
    with systeme:
        replacer(inscription, apres=apres)
