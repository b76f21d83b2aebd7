"""A seat that comes back goes to the next person, once; the clock may run twice, late, or twice at once."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant
from guichet.models import Avis, Journal
from inscriptions import routines
from inscriptions.actions.cascade import ceder_les_places
from inscriptions.actions.offre import PlaceNonOfferte, decliner_offre, proposer_place
from inscriptions.actions.place import abandonner_place, commencer_place, noter_absence_initiale, transferer_place
from inscriptions.actions.places_libres import prendre_place_libre
from inscriptions.models import Groupe, Inscription, OffreDePlace, Place
from tests.factories.guichet import OrganisationFactory
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, OffreFactory, PlaceFactory

SYSTEME = Acteur.systeme()


def moi(objet) -> Acteur:
    return Acteur(role=Role.PERSONNE, personne_id=objet.personne_id)


def partenaire(place) -> Acteur:
    return Acteur(role=Role.GESTIONNAIRE_PARTENAIRE, organisation_id=place.organisation_id)


def places_prises(groupe) -> int:
    return Groupe.objects.get(pk=groupe.pk).places_prises


def a_l_ancien(jours: int, **champs) -> Inscription:
    return InscriptionFactory(complete_le=timezone.now() - timedelta(days=jours), **champs)


@pytest.mark.django_db
class TestCascade:
    def liberer(self) -> OffreDePlace:
        offre = OffreFactory(groupe=GroupeFactory(capacite=1, minimum=1))
        return decliner_offre(offre=offre, acteur=moi(offre), le=timezone.now(), motif_code="offre_lieu")

    def test_la_place_va_a_la_plus_ancienne_demande_qui_convient(self):
        liberee = self.liberer()
        a_l_ancien(300, niveau=9)
        a_l_ancien(100)
        suivante = a_l_ancien(200)
        (nouvelle,) = ceder_les_places(groupe_id=liberee.groupe_id, le=timezone.now(), acteur=SYSTEME)
        offre = OffreDePlace.objects.get(pk=nouvelle)
        assert (offre.inscription, offre.remplace, offre.origine) == (suivante, liberee, "cascade")

    def test_la_classe_de_priorite_passe_avant_la_date(self):
        liberee = self.liberer()
        a_l_ancien(300)
        prioritaire = a_l_ancien(5, classe_priorite=1)
        ceder_les_places(groupe_id=liberee.groupe_id, le=timezone.now(), acteur=SYSTEME)
        assert OffreDePlace.objects.get(remplace=liberee).inscription == prioritaire

    def test_ceder_deux_fois_ne_fait_qu_une_offre(self):
        liberee = self.liberer()
        InscriptionFactory.create_batch(3)
        assert routines.ceder_place(groupe_id=str(liberee.groupe_id)) == 1
        assert routines.ceder_place(groupe_id=str(liberee.groupe_id)) == 0
        assert places_prises(liberee.groupe) == 1

    def test_la_personne_qui_a_refuse_ne_recoit_pas_la_meme_place(self):
        liberee = self.liberer()
        assert ceder_les_places(groupe_id=liberee.groupe_id, le=timezone.now(), acteur=SYSTEME) == []

    def test_la_routine_retrouve_une_place_que_le_message_a_perdue(self):
        liberee = self.liberer()
        attend = InscriptionFactory()
        assert routines.ceder_places() == 1
        assert OffreDePlace.objects.get(remplace=liberee).inscription == attend
        assert routines.ceder_places() == 0

    def test_un_groupe_annule_ne_cede_rien(self):
        offre = OffreFactory(groupe=GroupeFactory(etat="annule"), etat="expiree")
        InscriptionFactory()
        assert ceder_les_places(groupe_id=offre.groupe_id, le=timezone.now(), acteur=SYSTEME) == []


@pytest.mark.django_db
class TestPlaces:
    def test_ne_jamais_se_presenter_rend_la_place_et_met_la_demande_en_pause(self):
        place = PlaceFactory()
        with portee(partenaire(place)):
            noter_absence_initiale(
                place=place, acteur=partenaire(place), le=timezone.now(), motif_code="absence_initiale_sans_nouvelles"
            )
        place.inscription.refresh_from_db()
        assert (places_prises(place.groupe), place.inscription.etat) == (0, "inactive")

    def test_abandonner_rend_la_place(self):
        place = PlaceFactory()
        commencer_place(place=place, acteur=partenaire(place), le=timezone.now())
        abandonner_place(place=place, acteur=moi(place), le=timezone.now(), motif_code="abandon_emploi")
        place.inscription.refresh_from_db()
        assert (places_prises(place.groupe), place.inscription.etat) == (0, "inactive")

    def test_transferer_remet_en_file_avec_le_meme_rang(self):
        place = PlaceFactory()
        rang = place.inscription.complete_le
        transferer_place(
            place=place,
            acteur=Acteur(role=Role.CONSEILLER),
            le=timezone.now(),
            motif_code="transfert_niveau",
        )
        place.inscription.refresh_from_db()
        assert (place.inscription.etat, place.inscription.complete_le) == ("en_attente", rang)
        assert places_prises(place.groupe) == 0

    def test_une_offre_ne_pointe_pas_chez_un_autre_partenaire(self):
        offre = OffreFactory()
        autre = OrganisationFactory()
        with pytest.raises(IntegrityError), transaction.atomic():
            OffreDePlace.objects.filter(pk=offre.pk).update(organisation=autre)
            connection.check_constraints()

    def test_la_base_refuse_une_place_de_trop(self):
        groupe = GroupeFactory(capacite=1, minimum=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            Groupe.objects.filter(pk=groupe.pk).update(places_prises=2)


@pytest.mark.django_db
class TestHorloge:
    def test_expirer_a_son_heure_et_une_seule_fois(self):
        offre = OffreFactory()
        assert routines.expirer_offres() == 0
        with time_machine.travel(offre.expire_le + timedelta(minutes=1), tick=False):
            assert routines.expirer_offres() == 1
            assert routines.expirer_offres() == 0
        assert places_prises(offre.groupe) == 0
        assert Avis.objects.filter(cle=f"offre:expiree:{offre.pk}").count() == 1

    def test_une_nuit_manquee_se_rattrape(self):
        OffreFactory.create_batch(3)
        with time_machine.travel(timezone.now() + timedelta(days=20), tick=False):
            assert routines.expirer_offres() == 3

    def test_rappeler_une_fois_avant_la_fin(self):
        offre = OffreFactory()
        assert routines.rappeler_offres() == 0
        with time_machine.travel(offre.rappel_le + timedelta(minutes=1), tick=False):
            assert routines.rappeler_offres() == 1
            assert routines.rappeler_offres() == 0
        with time_machine.travel(offre.expire_le + timedelta(minutes=1), tick=False):
            OffreDePlace.objects.filter(pk=offre.pk).update(rappelee_le=None)
            assert routines.rappeler_offres() == 0


@pytest.mark.django_db
class TestPlacesLibres:
    def bientot(self, **champs) -> Groupe:
        debut = timezone.localdate() + timedelta(days=7)
        return GroupeFactory(debut=debut, fin=debut + timedelta(days=60), **champs)

    def prendre(self, inscription, groupe):
        return prendre_place_libre(
            inscription_id=inscription.pk, groupe_id=groupe.pk, acteur=moi(inscription), le=timezone.now()
        )

    def test_prendre_une_place_bientot_libre(self):
        inscription, groupe = InscriptionFactory(), self.bientot(capacite=1, minimum=1)
        prise = self.prendre(inscription, groupe)
        place = Place.objects.get(pk=prise.place_id)
        assert (place.etat, place.offre_id, place.offre.etat) == ("confirmee", prise.offre_id, "acceptee")
        assert (place.offre.origine, place.inscription.etat) == ("directe", "en_cours")
        with pytest.raises(PlaceNonOfferte, match="complet"):
            self.prendre(InscriptionFactory(), groupe)
        assert places_prises(groupe) == 1

    def test_une_place_prise_ecrit_chaque_pas_du_cycle(self):
        inscription = InscriptionFactory()
        prise = self.prendre(inscription, self.bientot())
        objets = {prise.offre_id: "offre", prise.place_id: "place", inscription.pk: "inscription"}
        lignes = Journal.objects.filter(objet_id__in=objets, acteur_role="personne").order_by("id")
        assert [(ligne.objet_type, ligne.pas, ligne.de, ligne.vers) for ligne in lignes] == [
            ("offre", "ouvrir", "", "proposee"),
            ("offre", "accepter", "proposee", "acceptee"),
            ("place", "ouvrir", "", "confirmee"),
            ("inscription", "placer", "en_attente", "en_cours"),
        ]
        assert [avis.cle for avis in Avis.objects.all()] == [f"offre:acceptee:{prise.offre_id}"]

    def test_seule_la_personne_prend_sa_place(self):
        inscription, groupe = InscriptionFactory(), self.bientot()
        with pytest.raises(RoleInsuffisant):
            prendre_place_libre(
                inscription_id=inscription.pk,
                groupe_id=groupe.pk,
                acteur=Acteur(role=Role.AGENT_PARTENAIRE),
                le=timezone.now(),
            )
        assert places_prises(groupe) == 0

    @pytest.mark.parametrize(
        "champs", [{"niveau": 8}, {"region_id": "01"}, {"horaire": ["sam_am"]}, {"etat": "annule"}]
    )
    def test_une_place_qui_ne_convient_pas_est_refusee(self, champs):
        groupe = self.bientot(**champs)
        with pytest.raises(PlaceNonOfferte):
            self.prendre(InscriptionFactory(), groupe)
        assert places_prises(groupe) == 0

    def test_un_groupe_lointain_passe_par_le_placement(self):
        with pytest.raises(PlaceNonOfferte):
            debut = timezone.localdate() + timedelta(days=60)
            self.prendre(InscriptionFactory(), GroupeFactory(debut=debut, fin=debut + timedelta(days=9)))

    def test_la_cascade_passe_avant_le_premier_venu(self):
        groupe = self.bientot(capacite=1, minimum=1)
        offre = OffreFactory(groupe=groupe)
        decliner_offre(offre=offre, acteur=moi(offre), le=timezone.now(), motif_code="offre_lieu")
        attend = a_l_ancien(300)
        with pytest.raises(PlaceNonOfferte, match="depuis plus longtemps"):
            self.prendre(InscriptionFactory(), groupe)
        assert self.prendre(attend, groupe).inscription_id == attend.pk


@pytest.mark.django_db
class TestVerifier:
    def test_une_base_saine_passe(self, capsys):
        PlaceFactory()
        OffreFactory()
        call_command("verifier")
        assert "tiennent" in capsys.readouterr().out

    def test_un_compte_faux_est_vu(self, capsys):
        groupe = GroupeFactory()
        Groupe.objects.filter(pk=groupe.pk).update(places_prises=1)
        with pytest.raises(CommandError):
            call_command("verifier")
        assert str(groupe.pk) in capsys.readouterr().err


def ensemble(*gestes) -> list:
    """Run these at the same time, each on its own connection; give back results and exceptions."""
    depart, resultats = threading.Barrier(len(gestes)), [None] * len(gestes)

    def faire(rang: int) -> None:
        try:
            depart.wait()
            resultats[rang] = gestes[rang]()
        except Exception as erreur:
            resultats[rang] = erreur
        finally:
            connection.close()

    fils = [threading.Thread(target=faire, args=(rang,)) for rang in range(len(gestes))]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return resultats


@pytest.mark.django_db(transaction=True)
class TestEnMemeTemps:
    def test_huit_personnes_pour_deux_places(self, systeme):
        with systeme:
            groupe = GroupeFactory(capacite=2, minimum=1)
            inscriptions = InscriptionFactory.create_batch(8)

        def demander(inscription):
            with portee(SYSTEME):
                return proposer_place(inscription=inscription, groupe=groupe, acteur=SYSTEME, le=timezone.now())

        resultats = ensemble(*(lambda i=i: demander(i) for i in inscriptions))
        assert sum(isinstance(r, OffreDePlace) for r in resultats) == 2
        assert sum(isinstance(r, PlaceNonOfferte) for r in resultats) == 6
        with systeme:
            assert places_prises(groupe) == OffreDePlace.objects.filter(groupe=groupe).count() == 2

    def test_deux_groupes_pour_une_personne_ne_font_qu_une_offre(self, systeme):
        with systeme:
            groupes = GroupeFactory.create_batch(4)
            inscription = InscriptionFactory()

        def demander(groupe):
            with portee(SYSTEME):
                return proposer_place(inscription=inscription, groupe=groupe, acteur=SYSTEME, le=timezone.now())

        resultats = ensemble(*(lambda g=g: demander(g) for g in groupes))
        assert sum(isinstance(r, OffreDePlace) for r in resultats) == 1
        with systeme:
            assert sum(places_prises(groupe) for groupe in groupes) == 1

    def test_la_meme_cession_deux_fois_a_la_fois_ne_donne_qu_une_offre(self, systeme):
        with systeme:
            offre = OffreFactory(
                groupe=GroupeFactory(capacite=3, minimum=1), etat="declinee", repondue_le=timezone.now()
            )
            InscriptionFactory.create_batch(3)
        ensemble(*[lambda: routines.ceder_place(groupe_id=str(offre.groupe_id))] * 3)
        with systeme:
            assert OffreDePlace.objects.filter(remplace=offre).count() == places_prises(offre.groupe) == 1

    def test_l_expiration_deux_fois_a_la_fois_ne_rend_qu_une_place(self, systeme):
        with systeme:
            groupe = GroupeFactory(capacite=5, minimum=1)
            for rang in range(3):
                OffreFactory(
                    groupe=Groupe.objects.get(pk=groupe.pk), expire_le=timezone.now() - timedelta(minutes=rang + 1)
                )
        faites = ensemble(routines.expirer_offres, routines.expirer_offres)
        assert sum(faites) == 3
        with systeme:
            assert places_prises(groupe) == 0
