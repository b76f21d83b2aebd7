"""A rush on one group: requests recorded at once, answered in the order of placement, once, whatever happens."""

from __future__ import annotations

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.avis.redaction import rediger
from guichet.cloison import portee
from guichet.models import Avis, Journal
from inscriptions import routines
from inscriptions.actions import demandes_de_place as actions
from inscriptions.actions import places_libres
from inscriptions.actions.demandes_de_place import PRENDRE_SON_TOUR, traiter_demandes
from inscriptions.actions.offre import PlaceNonOfferte
from inscriptions.actions.places_libres import DemandeNotee, prendre_place_libre
from inscriptions.models import DemandeDePlace, Groupe, Inscription, OffreDePlace, Place
from tests.connexion import connecter
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory


def bientot(**champs) -> Groupe:
    debut = timezone.localdate() + timedelta(days=7)
    return GroupeFactory(debut=debut, fin=debut + timedelta(days=60), **champs)


def demander(inscription: Inscription, groupe: Groupe):
    moi = Acteur(role=Role.PERSONNE, personne_id=inscription.personne_id, requete_id="clic")
    return prendre_place_libre(inscription_id=inscription.pk, groupe_id=groupe.pk, acteur=moi, le=timezone.now())


def attendant(jours: int) -> Inscription:
    return InscriptionFactory(complete_le=timezone.now() - timedelta(days=jours))


@pytest.fixture
def en_file(monkeypatch):
    """A day when the parameter says that every request is recorded."""
    monkeypatch.setattr(places_libres, "parametre", lambda cle, au: 1)


@pytest.mark.django_db
@pytest.mark.usefixtures("en_file")
class TestDemandes:
    def test_la_place_va_dans_l_ordre_de_priorite_et_non_d_arrivee(self):
        groupe = bientot(capacite=2, minimum=1)
        derniere, premiere, deuxieme = attendant(5), attendant(300), attendant(200)
        for inscription in (derniere, deuxieme, premiere):
            assert isinstance(demander(inscription, groupe), DemandeNotee)
        assert traiter_demandes(groupe_id=groupe.pk, le=timezone.now()) == 3
        servies = DemandeDePlace.objects.filter(offre__isnull=False).values_list("inscription", flat=True)
        assert set(servies) == {premiere.pk, deuxieme.pk}
        assert DemandeDePlace.objects.get(inscription=derniere).refus == "complet"

    def test_une_classe_de_priorite_passe_avant_la_date(self):
        groupe = bientot(capacite=1, minimum=1)
        prioritaire, ancienne = InscriptionFactory(classe_priorite=1), attendant(900)
        demander(ancienne, groupe), demander(prioritaire, groupe)
        traiter_demandes(groupe_id=groupe.pk, le=timezone.now())
        assert Place.objects.get().inscription == prioritaire

    def test_demander_deux_fois_ne_fait_qu_une_demande(self):
        inscription, groupe = InscriptionFactory(), bientot()
        assert demander(inscription, groupe) == demander(inscription, groupe)
        assert DemandeDePlace.objects.count() == 1

    def test_une_personne_n_a_qu_une_demande_ouverte(self):
        inscription = InscriptionFactory()
        demander(inscription, bientot())
        with pytest.raises(PlaceNonOfferte, match="autre cours"):
            demander(inscription, bientot())

    def test_une_place_accordee_ecrit_tout_au_nom_de_la_personne(self):
        inscription, groupe = InscriptionFactory(), bientot()
        demander(inscription, groupe)
        traiter_demandes(groupe_id=groupe.pk, le=timezone.now())
        demande = DemandeDePlace.objects.get()
        assert (demande.offre.etat, demande.offre.place.etat, demande.offre.origine) == (
            "acceptee",
            "confirmee",
            "directe",
        )
        inscription.refresh_from_db()
        assert inscription.etat == "en_cours"
        pas = Journal.objects.filter(requete_id="clic").order_by("id").values_list("objet_type", "pas", "acteur_role")
        assert list(pas) == [
            ("offre", "ouvrir", "personne"),
            ("offre", "accepter", "personne"),
            ("place", "ouvrir", "personne"),
            ("inscription", "placer", "personne"),
        ]
        assert [avis.cle for avis in Avis.objects.all()] == [f"offre:acceptee:{demande.offre_id}"]

    def test_un_refus_dit_pourquoi_et_se_dit_a_la_personne(self):
        inscription, groupe = InscriptionFactory(), bientot(capacite=1, minimum=1)
        demander(inscription, groupe), demander(attendant(400), groupe)
        traiter_demandes(groupe_id=groupe.pk, le=timezone.now())
        demande = DemandeDePlace.objects.get(inscription=inscription)
        texte = rediger(Avis.objects.get(cle=f"demande_de_place:refusee:{demande.pk}"))
        assert "complet" in texte.corps and "vous gardez votre rang" in texte.corps

    @pytest.mark.parametrize(("champs", "refus"), [({"niveau": 8}, "ne_convient_pas"), ({"etat": "annule"}, "ferme")])
    def test_un_cours_qui_ne_convient_pas_est_refuse(self, champs, refus):
        inscription, groupe = InscriptionFactory(), bientot(**champs)
        demander(inscription, groupe)
        traiter_demandes(groupe_id=groupe.pk, le=timezone.now())
        assert DemandeDePlace.objects.get().refus == refus
        groupe.refresh_from_db()
        assert groupe.places_prises == 0

    def test_une_personne_qui_n_attend_plus_est_refusee(self):
        inscription, groupe = InscriptionFactory(), bientot()
        demander(inscription, groupe)
        from guichet.cycle import franchir

        franchir(inscription, "retirer", acteur=Acteur(role=Role.CONSEILLER), motif="partie")
        traiter_demandes(groupe_id=groupe.pk, le=timezone.now())
        assert DemandeDePlace.objects.get().refus == "plus_en_attente"

    def test_une_reponse_ne_change_plus_et_rien_ne_s_efface(self):
        demander(InscriptionFactory(), groupe := bientot())
        traiter_demandes(groupe_id=groupe.pk, le=timezone.now())
        for geste in (
            lambda: DemandeDePlace.objects.update(refus="complet", offre=None),
            lambda: DemandeDePlace.objects.all().delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                geste()

    def test_une_demande_close_a_une_place_ou_une_raison(self):
        demander(InscriptionFactory(), bientot())
        with pytest.raises(IntegrityError), transaction.atomic():
            DemandeDePlace.objects.update(traitee_le=timezone.now())

    def test_un_groupe_complet_repond_sans_noter(self):
        groupe = bientot(capacite=1, minimum=1)
        demander(InscriptionFactory(), groupe)
        traiter_demandes(groupe_id=groupe.pk, le=timezone.now())
        with pytest.raises(PlaceNonOfferte, match="complet"):
            demander(InscriptionFactory(), groupe)

    def test_un_lot_plein_puis_un_reste(self, monkeypatch):
        monkeypatch.setattr(actions, "LOT", 3)
        groupe = bientot(capacite=4, minimum=1)
        for _rang in range(7):
            demander(InscriptionFactory(), groupe)
        assert traiter_demandes(groupe_id=groupe.pk, le=timezone.now()) == 7
        groupe.refresh_from_db()
        assert (groupe.places_prises, Place.objects.count()) == (4, 4)

    def test_la_routine_retrouve_ce_qu_un_message_perdu_a_laisse(self):
        for _groupe in range(2):
            demander(InscriptionFactory(), bientot())
        assert (routines.reprendre_demandes_de_place(), routines.reprendre_demandes_de_place()) == (2, 0)
        assert Place.objects.count() == 2


@pytest.mark.django_db
class TestPage:
    def test_la_page_dit_que_la_demande_est_notee_puis_la_reponse(self, en_file):
        inscription, groupe = InscriptionFactory(personne__avec_compte=True), bientot()
        client = connecter("personne", personne=inscription.personne)
        recue = client.post(reverse("place_prendre", args=[groupe.pk]), follow=True)
        assert "notée" in recue.content.decode() and "Voir le résultat" in recue.content.decode()
        adresse = recue.redirect_chain[-1][0]
        assert client.get(adresse, HTTP_HX_REQUEST="true").get("HX-Refresh") is None
        traiter_demandes(groupe_id=groupe.pk, le=timezone.now())
        assert client.get(adresse, HTTP_HX_REQUEST="true")["HX-Refresh"] == "true"
        assert "La place est à vous" in client.get(adresse).content.decode()

    def test_seule_la_personne_lit_sa_demande(self, en_file):
        demande = demander(InscriptionFactory(), bientot())
        autre = connecter("personne", personne=InscriptionFactory(personne__avec_compte=True).personne)
        assert autre.get(reverse("place_demandee", args=[demande.id])).status_code == 404
        assert connecter("conseiller").get(reverse("place_demandee", args=[demande.id])).status_code == 403


@pytest.mark.django_db(transaction=True)
class TestRuee:
    def test_qui_arrive_pendant_une_prise_est_note_et_ceux_d_apres_aussi(self, systeme):
        with systeme:
            groupe, inscriptions = bientot(capacite=2, minimum=1), [InscriptionFactory() for _ in range(3)]
        occupe, fini = threading.Event(), threading.Event()

        def tenir_le_tour() -> None:
            with portee(Acteur.systeme()), connection.cursor() as curseur:
                curseur.execute(PRENDRE_SON_TOUR, [groupe.pk])
                occupe.set()
                fini.wait(10)
            connections.close_all()

        fil = threading.Thread(target=tenir_le_tour)
        fil.start()
        occupe.wait(10)
        with systeme:
            assert isinstance(demander(inscriptions[0], groupe), DemandeNotee)
            fini.set()
            fil.join()
            # The turn is free again: who comes next joins those who wait.
            assert isinstance(demander(inscriptions[1], groupe), DemandeNotee)
        with systeme:
            groupe.refresh_from_db()
            assert groupe.places_prises == 2 and not DemandeDePlace.objects.ouvertes().exists()
            with pytest.raises(PlaceNonOfferte, match="complet"):
                demander(inscriptions[2], groupe)

    def test_deux_ouvriers_a_la_fois_ne_repondent_qu_une_fois(self, systeme, monkeypatch, en_file):
        monkeypatch.setattr(actions, "LOT", 5)
        monkeypatch.setattr(places_libres, "_reveiller", lambda groupe_id: None)
        with systeme:
            groupe = bientot(capacite=12, minimum=1)
            for _rang in range(30):
                demander(InscriptionFactory(), groupe)
        traitees: list[int] = []

        def courir() -> None:
            traitees.append(traiter_demandes(groupe_id=groupe.pk, le=timezone.now()))
            connections.close_all()

        fils = [threading.Thread(target=courir) for _ in range(2)]
        for fil in fils:
            fil.start()
        for fil in fils:
            fil.join()
        with systeme:
            assert sum(traitees) == 30
            assert OffreDePlace.objects.count() == Place.objects.count() == 12
            assert DemandeDePlace.objects.filter(refus="complet").count() == 18
            assert Avis.objects.count() == 30

    def test_une_demande_inconnue_est_un_404(self, systeme):
        with systeme:
            client = connecter("personne", personne=InscriptionFactory(personne__avec_compte=True).personne)
        assert client.get(reverse("place_demandee", args=[uuid.uuid4()])).status_code == 404
