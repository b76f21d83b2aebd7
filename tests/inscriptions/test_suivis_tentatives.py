"""Attempts to reach a person: outcomes, channels she accepts, pages of those who act, her own words."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir
from guichet.models import Avis, Consentement, Journal
from inscriptions.actions import suivi_personne as actions
from inscriptions.lectures import lire_ma_demande
from inscriptions.models import Inscription, SuiviPersonne, TentativeContact
from inscriptions.queries.suivi import histoire
from tests.connexion import connecter
from tests.inscriptions.suivis import CONSEIL, SYSTEME, appeler, en_classe, ouvrir, partie, relire, tenter


@pytest.mark.django_db
class TestTentatives:
    @pytest.mark.parametrize(
        ("motif", "etat", "issue"),
        [
            ("suivi_joint", "joint", None),
            ("suivi_revient", "joint", None),
            ("suivi_message", "en_cours", None),
            ("suivi_sans_reponse", "en_cours", None),
            ("suivi_invalide", "en_cours", None),
            ("suivi_ne_souhaite_plus", "clos", "fin_ne_souhaite_plus"),
            ("suivi_demenagee", "clos", "fin_demenagee"),
        ],
    )
    def test_le_resultat_mene_a_son_etat(self, motif, etat, issue):
        suivi = partie()
        tenter(suivi, motif)
        assert (relire(suivi).etat, relire(suivi).issue_id) == (etat, issue)

    def test_la_prochaine_date_est_celle_choisie_sinon_le_delai(self):
        suivi = partie()
        le_jour = timezone.localdate() + timedelta(days=12)
        tenter(suivi, prochaine_le=le_jour)
        assert relire(suivi).agir_le == le_jour
        tenter(suivi)
        assert timezone.localdate() < relire(suivi).agir_le < le_jour

    def test_qui_ne_souhaite_plus_n_est_plus_contacte_jusqu_a_ce_qu_il_agisse(self):
        suivi = partie()
        tenter(suivi, "suivi_ne_souhaite_plus")
        assert Consentement.objects.get(finalite="relances").accorde is False
        place = en_classe()
        Consentement.objects.update(personne=place.personne)
        appeler(place, "non_excuse", "non_excuse")
        autre = ouvrir("absences")
        with pytest.raises(TransitionRefusee, match="ne plus être contactée"):
            tenter(autre)
        moi = Acteur(role=Role.PERSONNE, personne_id=place.personne_id)
        Journal.inscrire(place.inscription, pas="poursuivre", de="x", vers="x", acteur=moi, le=timezone.now())
        assert tenter(autre)

    @pytest.mark.parametrize(
        ("champs", "canal", "refus"),
        [
            ({"telephone": ""}, "telephone", "Aucun numéro"),
            ({"courriel": ""}, "courriel", "Aucun courriel"),
            ({"canal": "sms"}, "sms", "pas accepté les textos"),
            ({}, "lettre", "Aucune adresse"),
            ({}, "pigeon", "Choisissez un moyen"),
        ],
    )
    def test_un_moyen_refuse_ou_inconnu_n_est_pas_permis(self, champs, canal, refus):
        suivi = partie(**champs)
        with pytest.raises(TransitionRefusee, match=refus):
            tenter(suivi, canal=canal)

    def test_un_texto_part_a_qui_l_a_accepte(self):
        suivi = partie(canal="sms")
        Consentement.objects.create(
            personne=suivi.personne, region_id="06", finalite="textos", version="1", accorde=True, le=timezone.now()
        )
        tentative = tenter(suivi, canal="sms", motif_code="")
        assert Avis.objects.get(cle=f"suivi:relance:{tentative.pk}:sms").canal == "sms"
        assert tentative.motif_id == "suivi_envoye"

    def test_injoignable_demande_trois_tentatives(self):
        suivi = partie()
        tenter(suivi)
        with pytest.raises(TransitionRefusee, match="au moins 3 tentatives"):
            actions.declarer_injoignable(suivi=suivi, acteur=CONSEIL, le=timezone.now())
        tenter(suivi)
        tenter(suivi)
        actions.declarer_injoignable(suivi=suivi, acteur=CONSEIL, le=timezone.now())
        assert relire(suivi).etat == "injoignable"
        tenter(suivi)
        assert relire(suivi).etat == "en_cours"

    def test_clore_demande_une_raison_codee(self):
        suivi = partie()
        with pytest.raises(TransitionRefusee, match="Choisissez une raison"):
            actions.clore_suivi(suivi=suivi, motif_code="abandon_autre", acteur=CONSEIL, le=timezone.now())
        actions.clore_suivi(suivi=suivi, motif_code="fin_emploi", acteur=CONSEIL, le=timezone.now())
        assert relire(suivi).issue_id == "fin_emploi"
        with pytest.raises(TransitionRefusee):
            tenter(suivi)

    def test_un_enseignant_ne_suit_personne(self):
        with pytest.raises(RoleInsuffisant):
            tenter(partie(), acteur=Acteur(role=Role.ENSEIGNANT))

    def test_la_base_refuse_un_suivi_clos_sans_issue(self):
        suivi = partie()
        with pytest.raises(IntegrityError), transaction.atomic():
            franchir(suivi, "clore", acteur=CONSEIL, motif="x", clos_le=timezone.now())


@pytest.mark.django_db
class TestPages:
    def test_la_file_montre_les_plus_pressants_et_filtre(self, systeme):
        with systeme:
            partie(region_id="06")
            partie(region_id="03")
        conseil = connecter("conseiller", regions=["06"])
        page = conseil.get(reverse("suivis"))
        assert page.context["total"] == 1
        assert conseil.get(reverse("suivis"), {"genre": "absences"}).context["lignes"] == []
        assert connecter("conseiller").get(reverse("suivis"), {"region": "03"}).context["total"] == 1

    def test_dix_lignes_coutent_les_requetes_d_une(self, systeme, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client, nombres = connecter("conseiller"), []
        for combien in (1, 4):
            with systeme:
                for _rang in range(combien):
                    partie()
            client.get(reverse("suivis"))
            with CaptureQueriesContext(connection) as requetes:
                client.get(reverse("suivis"))
            nombres.append(len(requetes))
        assert nombres[0] == nombres[1]

    def test_une_ecole_suit_les_absences_de_ses_eleves_et_rien_d_autre(self, systeme):
        with systeme:
            place = en_classe()
            appeler(place, "non_excuse", "non_excuse")
            suivi = ouvrir("absences")
            abandon = partie()
        ecole = connecter("agent_partenaire", organisation=place.organisation)
        assert ecole.get(reverse("suivis")).context["total"] == 1
        adresse = reverse("suivi_personne", args=[suivi.pk])
        assert ecole.get(adresse).status_code == 200
        assert ecole.get(reverse("suivi_personne", args=[abandon.pk])).status_code == 404
        reponse = ecole.post(adresse, {"canal": "telephone", "motif": "suivi_message", "note": "Rappeler le soir"})
        assert reponse.status_code == 302
        with portee(SYSTEME):
            assert TentativeContact.objects.get().organisation == place.organisation
            assert relire(suivi).etat == "en_cours"

    def test_une_saisie_incomplete_est_gardee_avec_un_message(self, systeme):
        with systeme:
            suivi = partie()
        page = connecter("conseiller").post(
            reverse("suivi_personne", args=[suivi.pk]), {"canal": "telephone", "note": "Gardez-moi"}
        )
        assert "Choisissez le résultat de la tentative." in page.content.decode()
        assert "Gardez-moi" in page.content.decode()

    def test_la_personne_lit_les_tentatives_dans_ses_mots(self, systeme):
        with systeme:
            suivi = partie()
            tenter(suivi, "suivi_message")
        moi = Acteur(role=Role.PERSONNE, personne_id=suivi.personne_id)
        with portee(moi):
            lignes = histoire(lire_ma_demande(moi).faits)
        contact = next(ligne for ligne in lignes if ligne["titre"] == "Nous vous appelons")
        assert (contact["detail"], contact["par"]) == ("Nous avons laissé un message.", "Par le ministère")
        with portee(moi):
            assert not SuiviPersonne.objects.exists()
            assert Inscription.objects.count() == 1

    def test_clore_et_declarer_passent_par_leurs_pages(self, systeme):
        with systeme:
            suivi = partie()
        conseil = connecter("conseiller")
        conseil.post(reverse("suivi_injoignable", args=[suivi.pk]))
        assert conseil.get(reverse("suivi_clore", args=[suivi.pk])).status_code == 200
        conseil.post(reverse("suivi_clore", args=[suivi.pk]), {"motif": "fin_sante", "precision": ""})
        with portee(SYSTEME):
            assert relire(suivi).issue_id == "fin_sante"
