"""The request in the browser: start, steps, resume, check, send."""

from __future__ import annotations

import pytest
from django.urls import reverse

from guichet.models import Avis, Consentement, Personne
from inscriptions.models import Evaluation, Inscription
from tests.factories.inscriptions import InscriptionFactory, OffreFactory
from tests.inscriptions.conftest import navigateur
from tests.inscriptions.reponses import valides

pytestmark = pytest.mark.django_db


def demande() -> Inscription:
    return Inscription.objects.get()


def test_une_nouvelle_personne_remplit_et_envoie_sa_demande(personne_connectee):
    personne_connectee.tout_remplir()
    page = personne_connectee.get(reverse("inscription_verification"))
    assert "Haddad" in page.content.decode()
    reponse = personne_connectee.envoyer()
    assert reponse.url == reverse("suivi")
    recue = demande()
    assert recue.etat == "deposee"
    assert recue.numero.startswith("FR-")
    assert recue.admissible is True
    assert recue.admissibilite["regles"][0]["code"]
    assert recue.region_id == recue.personne.region_id == "06"
    assert recue.preuve.verdict in ("en_quarantaine", "saine")
    assert Evaluation.objects.get().co == 2
    assert Consentement.objects.filter(accorde=True).count() == 2
    avis = Avis.objects.get(cle__startswith="inscription:accuse")
    assert recue.numero in avis.corps and recue.numero not in avis.objet
    assert personne_connectee.get(reverse("suivi")).status_code == 200


def test_une_demande_commencee_se_reprend_sur_un_autre_appareil(personne_connectee):
    personne_connectee.ouvrir()
    personne_connectee.remplir("identite")
    telephone = navigateur(personne_connectee.utilisateur)
    page = telephone.get(reverse("inscription"))
    assert page.context["suite"] == "statut"
    assert page.context["faites"] == 1
    assert 'value="Haddad"' in telephone.lire("identite").content.decode()


def test_commencer_deux_fois_ouvre_une_seule_demande(personne_connectee):
    personne_connectee.ouvrir()
    navigateur(personne_connectee.utilisateur).post(reverse("inscription"))
    assert Inscription.objects.count() == Personne.objects.count() == 1


def test_lire_la_page_de_depart_ne_cree_rien(personne_connectee):
    assert personne_connectee.get(reverse("inscription")).status_code == 200
    assert not Inscription.objects.exists()


def test_enregistrer_pour_plus_tard_garde_la_page(personne_connectee):
    personne_connectee.ouvrir()
    reponse = personne_connectee.remplir("identite", quitter="1")
    assert reponse.url == reverse("inscription")
    assert demande().etapes_faites == ["identite"]


def test_la_deuxieme_de_deux_personnes_est_avertie_et_rien_n_est_ecrase(personne_connectee):
    personne_connectee.ouvrir()
    autre = navigateur(personne_connectee.utilisateur)
    adresse = reverse("inscription_etape", args=["identite"])
    vue_ancienne = autre.lire("identite").context["vue"]
    personne_connectee.remplir("identite", nom="Premier")
    conflit = autre.post(adresse, valides()["identite"] | {"nom": "Second", "vue": vue_ancienne})
    page = conflit.content.decode()
    assert conflit.status_code == 409
    assert "Premier" in page and 'value="Second"' in page
    assert demande().personne.nom == "Premier"
    voulu = autre.post(adresse, valides()["identite"] | {"nom": "Second", "vue": conflit.context["vue"]})
    assert voulu.status_code == 302
    assert demande().personne.nom == "Second"


def test_deux_pages_differentes_ne_se_genent_pas(personne_connectee):
    personne_connectee.ouvrir()
    autre = navigateur(personne_connectee.utilisateur)
    vue = autre.lire("besoins").context["vue"]
    personne_connectee.remplir("identite")
    reponse = autre.post(reverse("inscription_etape", args=["besoins"]), valides()["besoins"] | {"vue": vue})
    assert reponse.status_code == 302
    assert demande().enfants_a_garder == 2


def test_envoyer_deux_fois_ne_depose_qu_une_demande(personne_connectee):
    personne_connectee.tout_remplir()
    personne_connectee.envoyer()
    assert personne_connectee.envoyer().url == reverse("suivi")
    assert Avis.objects.filter(cle__startswith="inscription:accuse").count() == 1


def test_une_page_manquante_empeche_l_envoi_et_y_ramene(personne_connectee):
    personne_connectee.ouvrir()
    personne_connectee.remplir("identite")
    assert personne_connectee.envoyer().url == reverse("inscription_etape", args=["statut"])
    assert demande().etat == "brouillon"


def test_sans_attester_ses_reponses_rien_ne_part(personne_connectee):
    personne_connectee.tout_remplir()
    reponse = personne_connectee.post(reverse("inscription_verification"), {})
    assert reponse.context["form"].errors["exact"]
    assert demande().etat == "brouillon"


def test_une_reponse_non_admissible_est_expliquee_et_n_empeche_jamais_l_envoi(personne_connectee):
    personne_connectee.tout_remplir(identite={"date_naissance_annee": "2015"})
    page = personne_connectee.get(reverse("inscription_verification"))
    assert page.context["decision"]["decision"] == "non_admissible"
    assert "16 ans" in page.content.decode()
    personne_connectee.envoyer()
    recue = demande()
    assert (recue.etat, recue.admissible) == ("deposee", False)
    assert recue.admissibilite["regles"][0]["code"] == "GEN-AGE"
    assert recue.admissibilite["exige_une_personne"] is True
    assert recue.admissibilite["remede"] in personne_connectee.get(reverse("suivi")).content.decode()


def test_un_permis_ferme_demande_un_regard_humain_pour_le_temps_complet_seulement(personne_connectee):
    permis = {
        "document_fin_le_jour": "1",
        "document_fin_le_mois": "9",
        "document_fin_le_annee": "2099",
        "categorie": None,
    }
    personne_connectee.tout_remplir(statut={"statut": "travailleur_permis_ferme"}, preuve=permis)
    personne_connectee.envoyer()
    formules = demande().admissibilite["formules"]
    assert formules["temps_partiel"]["decision"] == "admissible"
    assert formules["temps_complet"]["decision"] == "a_confirmer"


def test_une_demande_envoyee_ne_change_plus_que_ce_qui_aide_a_trouver_une_place(personne_connectee):
    personne_connectee.tout_remplir()
    personne_connectee.envoyer()
    assert personne_connectee.lire("identite").status_code == 302
    assert personne_connectee.remplir("coordonnees", code_postal="G1R 4P5", municipalite="Québec").status_code == 302
    recue = demande()
    assert recue.region_id == recue.preuve.region_id == Evaluation.objects.get().region_id == "03"


def test_une_region_qui_change_suit_l_offre_ouverte(personne_connectee):
    personne_connectee.ouvrir()
    dossier = Personne.objects.get()
    Inscription.objects.filter(personne=dossier).update(numero="FR-26-999999")
    personne_connectee.post(reverse("suivi_retirer"), {"motif": "demande_autre"})
    Personne.objects.filter(pk=dossier.pk).update(region="06")
    dossier.refresh_from_db()
    offre = OffreFactory(inscription=InscriptionFactory(personne=dossier, domicile="quebec"))
    personne_connectee.remplir("coordonnees", code_postal="G1R 4P5", municipalite="Québec")
    offre.refresh_from_db()
    assert offre.region_id == "03"


def test_refuser_puis_accepter_un_consentement_garde_les_deux_reponses(personne_connectee):
    personne_connectee.tout_remplir()
    personne_connectee.remplir("consentements", textos="False")
    assert list(Consentement.objects.filter(finalite="textos").order_by("le").values_list("accorde", flat=True)) == [
        True,
        False,
    ]
    assert Consentement.objects.get(finalite="textos", retire_le__isnull=True).accorde is False


def test_une_etape_inconnue_n_existe_pas(personne_connectee):
    personne_connectee.ouvrir()
    assert personne_connectee.get(reverse("inscription_etape", args=["surprise"])).status_code == 404


def test_sans_compte_il_faut_se_connecter(client):
    assert reverse("account_login") in client.get(reverse("inscription")).url
