"""Pages of payments: what each role reads and does; every refusal is a sentence, nothing typed is lost."""

from __future__ import annotations

import hashlib
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from guichet.models import Journal
from partenaires.actions.versement import rendre_exigibles
from partenaires.models import Derogation, Entente, LotPaiement, Versement
from tests.connexion import connecter
from tests.factories.ententes import EntenteFactory, LivrableFactory, VersementFactory
from tests.factories.guichet import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def entente() -> Entente:
    """60,000 $ due at signature, 40,000 $ after an account not given."""
    organisation = OrganisationFactory(nom="=Organisme d'essai", neq="1123456789")
    with transaction.atomic():
        entente = EntenteFactory(active=True, organisation=organisation, versements=False)
        livrable = LivrableFactory(entente=entente, titre="Reddition d'automne")
        VersementFactory(entente=entente, numero=1, montant=Decimal("60000"))
        VersementFactory(entente=entente, numero=2, montant=Decimal("40000"), condition="reddition", livrable=livrable)
    rendre_exigibles(entente_id=entente.pk, le=timezone.now())
    return entente


@pytest.fixture
def un(entente) -> Versement:
    return entente.versements.get(numero=1)


@pytest.fixture
def deux(entente) -> Versement:
    return entente.versements.get(numero=2)


def poster(client, versement, **donnees):
    return client.post(reverse("versement", args=[versement.pk]), donnees, follow=True)


def etat(versement) -> str:
    return Versement.objects.get(pk=versement.pk).etat


def test_le_calendrier_dit_ce_qui_manque_qui_agit_et_les_totaux(entente):
    for client in (
        connecter("gestionnaire_ententes"),
        connecter("gestionnaire_partenaire", organisation=entente.organisation),
    ):
        page = client.get(reverse("versements", args=[entente.pk])).content.decode()
        assert "Reddition d&#x27;automne » n’est pas encore acceptée" in page
        assert "L’approbateur" in page and "100\u00a0000,00\u00a0$" in page


def test_d_une_autorisation_a_un_paiement(un):
    assert "Le versement est autorisé" in poster(connecter("approbateur"), un, pas="autoriser").content.decode()
    payeur = connecter("payeur")
    vide = poster(payeur, un, pas="emettre", reference="").content.decode()
    assert "Écrivez la référence du paiement." in vide and etat(un) == "autorise"
    poster(payeur, un, pas="emettre", reference="SAGIR-1")
    un.refresh_from_db()
    assert (un.etat, un.reference_paiement) == ("emis", "SAGIR-1")
    assert un.autorise_par != un.emis_par


def test_l_analyste_de_l_entente_ne_peut_ni_autoriser_ni_payer_et_lit_pourquoi(entente, un):
    approbateur = connecter("approbateur")
    Entente.objects.filter(pk=entente.pk).update(recommandee_par=approbateur.acteur_de_test.utilisateur)
    reponse = poster(approbateur, un, pas="autoriser")
    assert reponse.status_code == 200 and "une autre personne doit" in reponse.content.decode()
    assert etat(un) == "exigible"


def test_une_condition_non_remplie_est_dite_meme_si_le_portail_se_trompe_d_etat(deux):
    Journal.inscrire(deux, pas="essai", de="planifie", vers="exigible", acteur=_systeme(), le=timezone.now())
    Versement.objects.filter(pk=deux.pk).update(etat="exigible")
    reponse = poster(connecter("approbateur"), deux, pas="autoriser")
    assert reponse.status_code == 200 and "La condition de ce versement n’est pas remplie" in reponse.content.decode()


def _systeme():
    from guichet.acteurs import Acteur

    return Acteur.systeme()


def test_retenir_et_liberer_demandent_un_motif(un):
    approbateur = connecter("approbateur")
    assert "Écrivez le motif." in poster(approbateur, un, pas="retenir", motif=" ").content.decode()
    poster(approbateur, un, pas="retenir", motif="Vérification des pièces")
    assert etat(un) == "retenu"
    page = poster(approbateur, un, pas="liberer", motif="Pièces reçues").content.decode()
    assert etat(un) == "exigible" and "Vérification des pièces" in page and "Pièces reçues" in page


def test_une_derogation_demande_deux_personnes_et_reste_affichee(deux):
    gestion = connecter("gestionnaire_ententes")
    assert "Écrivez le motif." in poster(gestion, deux, pas="demander_derogation").content.decode()
    poster(gestion, deux, pas="demander_derogation", motif="Urgence de trésorerie")
    assert "déjà demandée" in poster(gestion, deux, pas="demander_derogation", motif="Encore").content.decode()
    poster(connecter("approbateur"), deux, pas="refuser_derogation", motif="Pièces incomplètes")
    assert etat(deux) == "planifie"
    poster(gestion, deux, pas="demander_derogation", motif="Pièces jointes")
    poster(connecter("approbateur"), deux, pas="accorder_derogation")
    assert etat(deux) == "exigible"
    page = connecter("direction").get(reverse("versement", args=[deux.pk])).content.decode()
    for mot in ("Urgence de trésorerie", "Pièces incomplètes", "Pièces jointes", "Accordée"):
        assert mot in page
    poster(connecter("approbateur"), deux, pas="autoriser")
    assert etat(deux) == "autorise"


def test_qui_demande_une_derogation_ne_l_accorde_pas(deux):
    approbateur = connecter("approbateur")
    Derogation.objects.create(
        versement=deux,
        entente=deux.entente,
        organisation=deux.organisation,
        motif="x",
        demandee_le=timezone.now(),
        demandee_par=approbateur.acteur_de_test.utilisateur,
    )
    page = poster(approbateur, deux, pas="accorder_derogation").content.decode()
    assert "ne peut pas l’accorder" in page and etat(deux) == "planifie"


@pytest.mark.parametrize(
    ("role", "pas"),
    [("payeur", "autoriser"), ("approbateur", "emettre"), ("direction", "retenir"), ("payeur", "demander_derogation")],
)
def test_un_role_ne_fait_pas_le_pas_d_un_autre(un, role, pas):
    avant = etat(un)
    reponse = poster(connecter(role), un, pas=pas, motif="x", reference="y")
    assert reponse.status_code == 200 and "Votre rôle ne permet pas" in reponse.content.decode()
    assert etat(un) == avant


def test_la_liste_du_ministere_montre_a_chacun_son_travail(un):
    liste = reverse("versements_a_traiter")
    assert un.reference in connecter("approbateur").get(liste).content.decode()
    payeur = connecter("payeur")
    assert "Rien à faire" in payeur.get(liste).content.decode()
    poster(connecter("approbateur"), un, pas="autoriser")
    assert un.reference in payeur.get(liste).content.decode()
    assert connecter("gestionnaire_partenaire").get(liste).status_code == 403


def test_un_lot_se_prepare_une_fois_se_relit_pareil_et_se_consigne(un, deux):
    approbateur, payeur = connecter("approbateur"), connecter("payeur")
    poster(approbateur, un, pas="autoriser")
    liste = reverse("versements_a_traiter")
    assert "Choisissez au moins un versement" in payeur.post(liste, {"pas": "apercu"}).content.decode()
    apercu = payeur.post(liste, {"pas": "apercu", "versements": [un.pk]}).content.decode()
    assert "Vérifier le lot" in apercu and not LotPaiement.objects.exists()
    assert approbateur.post(liste, {"pas": "apercu", "versements": [un.pk]}).status_code == 403
    payeur.post(liste, {"pas": "confirmer", "versements": [un.pk]})
    lot = LotPaiement.objects.get()
    assert "n’est plus à émettre" in payeur.post(liste, {"pas": "confirmer", "versements": [un.pk]}).content.decode()
    fichier = [payeur.get(reverse("lot_paiement_csv", args=[lot.pk])).content for _fois in range(2)]
    assert fichier[0] == fichier[1] and hashlib.sha256(fichier[0]).hexdigest() == lot.sha256
    lignes = fichier[0].decode("utf-8-sig").splitlines()
    assert lignes[0] == "neq;organisation;entente;genre;montant;date_exigible;reference"
    assert lignes[1].startswith(f"1123456789;'=Organisme d'essai;{un.entente.numero};ordinaire;60000.00;")
    assert lignes[1].endswith(un.reference)
    ligne = Journal.objects.get(objet_id=lot.pk, pas="ouvrir")
    assert (ligne.contexte["lignes"], ligne.contexte["sha256"], ligne.acteur) == (1, lot.sha256, lot.cree_par)
    page = reverse("lot_paiement", args=[lot.pk])
    faux = SimpleUploadedFile("r.csv", b"reference;reference_paiement\r\nE-9-V01;P-1\r\n")
    assert "n’est pas une ligne" in payeur.post(page, {"pas": "fichier", "fichier": faux}).content.decode()
    juste = SimpleUploadedFile("r.csv", f"reference;reference_paiement\r\n{un.reference};P-1\r\n".encode())
    payeur.post(page, {"pas": "fichier", "fichier": juste})
    un.refresh_from_db()
    assert (un.etat, un.reference_paiement, LotPaiement.objects.get().etat) == ("emis", "P-1", "emis")


def test_un_lot_transmis_ne_change_plus_ni_ses_versements(un):
    poster(connecter("approbateur"), un, pas="autoriser")
    connecter("payeur").post(reverse("versements_a_traiter"), {"pas": "confirmer", "versements": [un.pk]})
    lot = LotPaiement.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        LotPaiement.objects.filter(pk=lot.pk).update(contenu="x")
    for champs in ({"montant": 1}, {"lot": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Versement.objects.filter(pk=un.pk).update(**champs)
    page = poster(connecter("approbateur"), un, pas="retenir", motif="Trop tard").content.decode()
    assert "dans un lot transmis" in page and etat(un) == "autorise"


def test_le_decompte_se_lit_des_deux_cotes(entente):
    for client in (
        connecter("approbateur"),
        connecter("agent_partenaire", organisation=entente.organisation),
    ):
        page = client.get(reverse("decompte", args=[entente.pk]))
        assert page.status_code == 200 and "à la fin de l’entente" in page.content.decode()


def test_le_decompte_s_etablit_s_approuve_et_l_entente_ferme():
    from tests.partenaires.test_decompte import CAS, entente_finie

    entente = entente_finie(CAS[6])
    page = reverse("decompte", args=[entente.pk])
    gestion, approbateur = connecter("gestionnaire_ententes"), connecter("approbateur")
    assert "ne sera pas payé" in gestion.get(page).content.decode()
    gestion.post(page, {"pas": "etablir", "note": "Tout vu"})
    approbateur.post(page, {"pas": "approuver"})
    histoire = approbateur.get(page).content.decode()
    assert "Établi, à approuver" in histoire and "Approuvé" in histoire
    assert "Fermer l’entente" in approbateur.get(page).content.decode()
    approbateur.post(page, {"pas": "fermer"})
    assert Entente.objects.get(pk=entente.pk).fermee_le
    assert gestion.post(page, {"pas": "n_importe"}).status_code == 403
