"""The pages of capacity, referrals, refusals and re-placement, as each role uses them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur
from inscriptions.actions.replacement import ouvrir_replacement
from inscriptions.courriels_suites import jeton_recommandation
from inscriptions.models import Groupe, OffreDePlace, Place, Recommandation, RefusAccueil, Replacement
from tests.factories.inscriptions import (
    GroupeFactory,
    InscriptionFactory,
    OffreFactory,
    PlaceFactory,
    RecommandationFactory,
    RefusAccueilFactory,
    SeanceFactory,
)

pytestmark = pytest.mark.django_db


def cours_commence(**champs) -> Groupe:
    debut = timezone.localdate() - timedelta(days=3)
    groupe = GroupeFactory(etat="en_cours", debut=debut, fin=debut + timedelta(days=70), **champs)
    for jours in (0, 2, 4):
        SeanceFactory(groupe=groupe, date=debut + timedelta(days=jours))
    return groupe


def ferme() -> Replacement:
    place = PlaceFactory(etat="groupe_ferme", offre__inscription=InscriptionFactory())
    dossier = ouvrir_replacement(groupe=place.groupe, places=[place], acteur=Acteur.systeme(), le=timezone.now())
    return dossier.replacements.get()


class TestEntreeTardive:
    def test_l_offre_d_un_cours_commence_dit_ce_qui_a_ete_manque_et_quand_venir(self, client_role):
        offre = OffreFactory(groupe=cours_commence(), origine="tardive")
        page = client_role("personne", personne=offre.personne).get(reverse("offre", args=[offre.pk]))
        texte = page.content.decode()
        assert "Ce cours a commencé le" in texte
        assert "2 séances ont déjà eu lieu (6" in texte
        assert "Venez à la prochaine séance" in texte

    def test_l_offre_d_un_cours_a_venir_n_en_dit_rien(self, client_role):
        offre = OffreFactory()
        page = client_role("personne", personne=offre.personne).get(reverse("offre", args=[offre.pk]))
        assert "a commencé" not in page.content.decode()


class TestCapacite:
    def test_le_partenaire_ajoute_des_places(self, client_role):
        groupe = GroupeFactory()
        client = client_role("gestionnaire_partenaire", organisation=groupe.organisation)
        client.post(reverse("groupe_capacite", args=[groupe.pk]), {"capacite": 18, "motif": "capacite_salle"})
        groupe.refresh_from_db()
        assert groupe.capacite == 18

    def test_trop_peu_de_places_redonne_la_page_avec_la_raison(self, client_role):
        groupe = GroupeFactory(capacite=1, minimum=1)
        OffreFactory(groupe=groupe)
        GroupeFactory.create_batch(1)
        Groupe.objects.filter(pk=groupe.pk).update(capacite=2)
        OffreFactory(groupe=Groupe.objects.get(pk=groupe.pk))
        client = client_role("gestionnaire_partenaire", organisation=groupe.organisation)
        page = client.post(reverse("groupe_capacite", args=[groupe.pk]), {"capacite": 1, "motif": "capacite_salle"})
        assert "Personne ne perd sa place" in page.content.decode()

    def test_une_enseignante_ne_change_pas_la_capacite(self, client_role):
        groupe = GroupeFactory()
        client = client_role("enseignant", organisation=groupe.organisation)
        assert client.get(reverse("groupe_capacite", args=[groupe.pk])).status_code == 403


class TestRecommandation:
    def test_proposer_une_personne_connue_ou_non_donne_la_meme_reponse(self, client_role):
        groupe, demande = GroupeFactory(), InscriptionFactory(personne__date_naissance="1990-05-17")
        client = client_role("agent_partenaire", organisation=groupe.organisation)
        naissance = {"naissance_jour": "17", "naissance_mois": "5", "naissance_annee": "1990"}
        pages = []
        for numero in (demande.numero, "FR-26-999999"):
            donnees = naissance | {"numero": numero, "motif": "recommandation_rencontre"}
            page = client.post(reverse("recommander", args=[groupe.pk]), donnees, follow=True)
            pages.append(page.content.decode().count("Accord demandé"))
        assert pages == [1, 2]
        assert Recommandation.objects.filter(personne=demande.personne).count() == 1
        assert demande.personne.nom_complet not in page.content.decode()

    def test_le_formulaire_demande_l_un_ou_l_autre(self, client_role):
        groupe = GroupeFactory()
        client = client_role("agent_partenaire", organisation=groupe.organisation)
        page = client.post(reverse("recommander", args=[groupe.pk]), {"motif": "recommandation_rencontre"})
        assert "Donnez le numéro de dossier ou le courriel." in page.content.decode()

    def test_le_lien_signe_ne_fait_rien_quand_on_l_ouvre(self):
        recommandation = RecommandationFactory()
        adresse = reverse("recommandation_signee", args=[jeton_recommandation(recommandation)])
        assert Client().get(adresse).status_code == 200
        recommandation.refresh_from_db()
        assert recommandation.etat == "demandee"

    def test_la_personne_dit_oui_par_le_lien(self):
        recommandation = RecommandationFactory()
        adresse = reverse("recommandation_signee", args=[jeton_recommandation(recommandation)])
        page = Client().post(adresse, {"reponse": "oui"}, follow=True)
        recommandation.refresh_from_db()
        assert (recommandation.etat, "Vous avez dit oui" in page.content.decode()) == ("consentie", True)

    def test_un_jeton_forge_est_inconnu(self):
        assert Client().get(reverse("recommandation_signee", args=["forge"])).status_code == 404

    def test_la_personne_connectee_voit_la_proposition_sur_sa_page(self, client_role):
        recommandation = RecommandationFactory()
        client = client_role("personne", personne=recommandation.personne)
        assert reverse("recommandation", args=[recommandation.pk]) in client.get(reverse("suivi")).content.decode()

    def test_le_conseil_propose_la_place(self, client_role):
        recommandation = RecommandationFactory(consentie=True)
        client = client_role("conseiller")
        assert "Proposer la place" in client.get(reverse("recommandation", args=[recommandation.pk])).content.decode()
        client.post(reverse("recommandation_pas", args=[recommandation.pk, "offrir"]))
        assert OffreDePlace.objects.vives().get().inscription == recommandation.inscription

    def test_sans_place_libre_le_bouton_n_est_pas_offert(self, client_role):
        recommandation = RecommandationFactory(consentie=True, groupe__capacite=1, groupe__minimum=1)
        OffreFactory(groupe=recommandation.groupe)
        page = client_role("conseiller").get(reverse("recommandation", args=[recommandation.pk])).content.decode()
        assert "Proposer la place" not in page
        assert "Noter comme préférence" in page

    def test_la_file_de_travail_montre_les_trois_genres(self, client_role):
        RecommandationFactory(consentie=True)
        RefusAccueilFactory()
        suivi = ferme()
        page = client_role("conseiller").get(reverse("file_de_travail")).content.decode()
        for mots in ("Traiter la proposition d’une école", "Décider d’un refus d’accueil", suivi.dossier.groupe.numero):
            assert mots in page


class TestRefus:
    def test_le_partenaire_refuse_puis_le_conseil_retire_la_place(self, client_role):
        place = PlaceFactory()
        client = client_role("gestionnaire_partenaire", organisation=place.organisation)
        donnees = {"motif": "accueil_niveau", "precision": ""}
        client.post(reverse("accueil_refuser", args=[place.pk]), donnees)
        refus = RefusAccueil.objects.get()
        assert "Refus à l’étude" in client.get(reverse("groupe", args=[place.groupe_id])).content.decode()
        client_role("conseiller").post(reverse("refus_accueil_pas", args=[refus.pk, "admettre"]))
        assert Place.objects.get(pk=place.pk).etat == "transferee"

    def test_maintenir_demande_le_motif(self, client_role):
        refus = RefusAccueilFactory()
        client = client_role("conseiller")
        adresse = reverse("refus_accueil_pas", args=[refus.pk, "ecarter"])
        assert "Maintenir la place" in client.get(adresse).content.decode()
        client.post(adresse, {"motif": "accueil_non_fonde", "precision": ""})
        refus.refresh_from_db()
        assert refus.etat == "ecarte"


class TestReplacement:
    def test_le_conseil_suit_une_personne_jusqu_a_l_offre(self, client_role):
        suivi = ferme()
        groupe = GroupeFactory()
        client = client_role("conseiller")
        assert suivi.dossier.groupe.numero in client.get(reverse("replacements")).content.decode()
        page = client.get(reverse("replacement_dossier", args=[suivi.dossier_id])).content.decode()
        assert suivi.personne.nom_complet in page
        assert groupe.numero in client.get(reverse("replacement", args=[suivi.pk])).content.decode()
        client.post(reverse("replacement", args=[suivi.pk]), {"motif": "contact_jointe", "precision": "Rappeler"})
        assert suivi.tentatives.get().note == "Rappeler"
        client.post(reverse("replacement_offrir", args=[suivi.pk]), {"groupe": str(groupe.pk)})
        assert OffreDePlace.objects.vives().get(inscription=suivi.inscription).origine == "replacement"

    def test_un_depart_note_permet_de_clore(self, client_role):
        suivi = ferme()
        client = client_role("conseiller")
        donnees = {"motif": "replacement_emploi", "precision": ""}
        client.post(reverse("replacement_depart", args=[suivi.pk]), donnees)
        page = client.get(reverse("replacement_dossier", args=[suivi.dossier_id])).content.decode()
        assert "Clore le dossier" in page
        client.post(reverse("replacement_clore", args=[suivi.dossier_id]))
        suivi.dossier.refresh_from_db()
        assert not suivi.dossier.est_ouvert

    def test_le_partenaire_voit_l_avancement_mais_personne(self, client_role):
        suivi = ferme()
        client = client_role("gestionnaire_partenaire", organisation=suivi.dossier.groupe.organisation)
        page = client.get(reverse("replacement_dossier", args=[suivi.dossier_id])).content.decode()
        assert "suites connues sur 1" in page
        assert suivi.personne.nom_complet not in page
        assert client.get(reverse("replacement", args=[suivi.pk])).status_code == 403


def test_rendre_sa_place_se_dit_sur_la_page_de_la_classe(client_role):
    place = PlaceFactory()
    client = client_role("personne", personne=place.personne)
    assert "Rendre ma place" in client.get(reverse("classe", args=[place.pk])).content.decode()
    client.post(reverse("place_quitter", args=[place.pk]), {"motif": "rendue_horaire", "precision": ""})
    assert Place.objects.get(pk=place.pk).etat == "transferee"
