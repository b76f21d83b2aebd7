"""The offer's page, by signed link or signed in: reading never acts, an answer counts once."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inscriptions.courriels_offres import jeton_offre
from inscriptions.models import Groupe, OffreDePlace
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, OffreFactory

pytestmark = pytest.mark.django_db


def adresse(offre: OffreDePlace) -> str:
    return reverse("offre_signee", args=[jeton_offre(offre)])


def etat(offre: OffreDePlace) -> str:
    return OffreDePlace.objects.get(pk=offre.pk).etat


def test_ouvrir_le_lien_n_accepte_rien():
    offre = OffreFactory()
    for methode in ("get", "head"):
        assert getattr(Client(), methode)(adresse(offre)).status_code == 200
    page = Client().get(adresse(offre), {"reponse": "accepter"}).content.decode()
    assert etat(offre) == "proposee"
    assert "Accepter la place" in page and "Refuser la place" in page


def test_accepter_par_le_lien_sans_se_connecter():
    offre = OffreFactory()
    reponse = Client().post(adresse(offre), {"reponse": "accepter"}, follow=True)
    assert etat(offre) == "acceptee"
    assert "Votre place est réservée" in reponse.content.decode()


def test_double_clic_sur_accepter_ne_donne_qu_une_place():
    offre = OffreFactory()
    client = Client()
    for _clic in range(2):
        assert client.post(adresse(offre), {"reponse": "accepter"}, follow=True).status_code == 200
    assert OffreDePlace.objects.get(pk=offre.pk).place.etat == "confirmee"
    assert Groupe.objects.get(pk=offre.groupe_id).places_prises == 1


def test_refuser_demande_une_raison_et_garde_ce_qui_est_ecrit():
    offre = OffreFactory()
    page = Client().post(adresse(offre), {"reponse": "decliner", "precision": "Trop tôt le matin"})
    assert page.status_code == 422
    assert "Choisissez la raison" in page.content.decode() and "Trop tôt le matin" in page.content.decode()
    Client().post(adresse(offre), {"reponse": "decliner", "motif": "offre_horaire"})
    assert etat(offre) == "declinee"
    assert Groupe.objects.get(pk=offre.groupe_id).places_prises == 0


@pytest.mark.parametrize(
    "champs",
    [
        {},
        {"reponse": "autre"},
        {"reponse": "decliner", "motif": "inconnu"},
        {"reponse": "decliner", "motif": "offre_lieu", "precision": "a" * 5000},
        {"reponse": "\x00", "motif": "<script>"},
        {"reponse": ["accepter", "decliner"], "motif": ""},
    ],
)
def test_une_reponse_absurde_ne_change_rien(champs):
    offre = OffreFactory()
    page = Client().post(adresse(offre), champs)
    assert page.status_code == 422
    assert etat(offre) == "proposee"


@pytest.mark.parametrize("jeton", ["x", "a:b:c", "../../etc", "é" * 200])
def test_un_lien_forge_mene_a_une_page_claire(jeton):
    page = Client().get(f"/o/{jeton.replace('/', '-')}/")
    assert page.status_code == 404
    assert "Ce lien ne fonctionne pas" in page.content.decode()


def test_un_lien_signe_pour_autre_chose_ne_vaut_rien():
    offre = OffreFactory()
    autre = signing.dumps(str(offre.pk), salt="autre")
    assert Client().get(reverse("offre_signee", args=[autre])).status_code == 404
    fantome = signing.dumps("00000000-0000-0000-0000-000000000000", salt="inscriptions.offre")
    assert Client().post(reverse("offre_signee", args=[fantome]), {"reponse": "accepter"}).status_code == 404


@pytest.mark.parametrize("avant", ["declinee", "expiree", "retiree", "acceptee"])
def test_un_lien_deja_utilise_dit_ce_qui_s_est_passe(avant):
    offre = OffreFactory(etat=avant, repondue_le=timezone.now())
    page = Client().get(adresse(offre)).content.decode()
    assert "Accepter la place" not in page
    Client().post(adresse(offre), {"reponse": "accepter"})
    assert etat(offre) == avant


def test_apres_le_delai_la_page_le_dit_et_refuse():
    offre = OffreFactory(expire_le=timezone.now())
    assert "délai pour répondre est passé" in Client().get(adresse(offre)).content.decode()
    Client().post(adresse(offre), {"reponse": "accepter"})
    assert etat(offre) == "proposee"


def test_la_personne_connectee_repond_sur_la_meme_page(client_role):
    offre = OffreFactory()
    client = client_role("personne", personne=offre.personne)
    assert client.get(reverse("offre", args=[offre.pk])).status_code == 200
    client.post(reverse("offre", args=[offre.pk]), {"reponse": "accepter"})
    assert etat(offre) == "acceptee"
    assert client_role("personne").get(reverse("offre", args=[offre.pk])).status_code == 404


def test_le_conseil_lit_l_offre_mais_ne_repond_pas(client_role):
    offre = OffreFactory()
    conseil = client_role("conseiller")
    assert "Accepter la place" not in conseil.get(reverse("offre", args=[offre.pk])).content.decode()
    conseil.post(reverse("offre", args=[offre.pk]), {"reponse": "accepter"})
    assert etat(offre) == "proposee"


def bientot(**champs) -> Groupe:
    debut = timezone.localdate() + timedelta(days=7)
    return GroupeFactory(debut=debut, fin=debut + timedelta(days=60), **champs)


def test_les_places_libres_sont_celles_qui_conviennent(client_role):
    inscription = InscriptionFactory()
    convient, trop_haut = bientot(), bientot(niveau=9)
    client = client_role("personne", personne=inscription.personne)
    groupes = client.get(reverse("places_libres")).context["groupes"]
    assert groupes == [convient] and trop_haut not in groupes
    client.post(reverse("place_prendre", args=[convient.pk]))
    inscription.refresh_from_db()
    assert inscription.etat == "en_cours"
    assert client.get(reverse("places_libres")).status_code == 200


def test_une_place_deja_prise_le_dit_et_le_rang_reste(client_role):
    groupe = bientot(capacite=1, minimum=1)
    premier, second = InscriptionFactory(), InscriptionFactory()
    client_role("personne", personne=premier.personne).post(reverse("place_prendre", args=[groupe.pk]))
    client = client_role("personne", personne=second.personne)
    page = client.post(reverse("place_prendre", args=[groupe.pk]), follow=True).content.decode()
    assert "pas eu cette place" in page and "gardez votre rang" in page
    second.refresh_from_db()
    assert second.etat == "en_attente"


def test_prendre_une_place_est_un_post_de_la_personne(client_role):
    groupe = bientot()
    assert client_role("personne").get(reverse("place_prendre", args=[groupe.pk])).status_code == 405
    assert client_role("conseiller").post(reverse("place_prendre", args=[groupe.pk])).status_code == 403
