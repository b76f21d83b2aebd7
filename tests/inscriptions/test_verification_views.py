"""The public check of an attestation: what a code says, to whom, and how often one may guess."""

from __future__ import annotations

import pytest
from django.urls import reverse

from guichet.cloison import Portee, portee
from inscriptions.actions.attestation import emettre_attestation
from inscriptions.models import Attestation
from inscriptions.models.resultat import normaliser_code
from tests.connexion import connecter
from tests.inscriptions.classe import FIN, a, noter, une_classe

pytestmark = pytest.mark.django_db
INCONNU = "ABCDEFGHJKMN"


@pytest.fixture
def attestation():
    classe = une_classe(etat="en_cours", commencees=True, eleves=1)
    noter(classe.place)
    return emettre_attestation(place=classe.place, acteur=classe.agent, le=a(FIN))


def page(client, code):
    return client.get(reverse("verification_code", args=[code]))


@pytest.mark.parametrize("ecrire", [str, str.lower, lambda c: f"{c[:4]}-{c[4:8]}-{c[8:]}", lambda c: f" {c} "])
def test_un_code_valable_montre_le_nom_les_niveaux_et_les_dates_et_rien_d_autre(client, attestation, ecrire):
    reponse = page(client, ecrire(attestation.code))
    texte = reponse.content.decode().replace("\u00a0", " ")
    assert reponse.status_code == 200
    assert "Cette attestation est valable" in texte
    assert attestation.contenu["nom"] in texte
    assert "26 mars 2027" in texte
    assert attestation.contenu["cours"]["organisation"] not in texte
    assert attestation.personne.courriel not in texte
    assert str(attestation.personne_id) not in texte


def test_les_competences_restent_dans_leur_ordre(client, attestation):
    texte = page(client, attestation.code).content.decode()
    rangs = [texte.index(nom) for nom in ("Compréhension orale", "Production orale", "Compréhension écrite")]
    assert rangs == sorted(rangs)


def test_une_attestation_revoquee_le_dit_et_ne_montre_plus_rien(client, attestation):
    Attestation.objects.update(revoquee_le=a(FIN), motif_revocation="Erreur")
    texte = page(client, attestation.code).content.decode()
    assert "révoquée" in texte
    assert attestation.contenu["nom"] not in texte
    assert "Erreur" not in texte


@pytest.mark.parametrize("code", [INCONNU, "x", "AAAA-BBBB", "0" * 12, "<script>", "ABCDEFGHJKMN" * 30, "é", "%00"])
def test_un_code_inconnu_ou_mal_forme_recoit_la_meme_page(client, attestation, code):
    attendue = page(client, "QQQQQQQQQQQQ")
    reponse = page(client, code)
    assert reponse.status_code == attendue.status_code == 404
    assert "Aucune attestation ne porte ce code" in reponse.content.decode()


def test_trop_de_codes_inconnus_demandent_une_pause_meme_pour_un_bon_code(client, attestation):
    for _essai in range(10):
        assert page(client, INCONNU).status_code == 404
    pause = page(client, attestation.code)
    assert pause.status_code == 429
    assert pause["Retry-After"] == "600"
    assert attestation.contenu["nom"] not in pause.content.decode()


def test_verifier_de_bons_codes_n_use_pas_les_essais(client, attestation):
    for _essai in range(15):
        assert page(client, attestation.code).status_code == 200


def test_le_formulaire_mene_au_code_ecrit_comme_on_veut(client, attestation):
    reponse = client.post(reverse("verification"), {"code": attestation.code_lisible.lower()})
    assert reponse["Location"] == reverse("verification_code", args=[attestation.code])


@pytest.mark.parametrize("code", ["", "x", "<script>alert(1)</script>", "A" * 5000, "\x00", "ABCD-EFGH-0O1I"])
def test_le_formulaire_dit_comment_corriger_et_garde_ce_qui_est_ecrit(client, code):
    reponse = client.post(reverse("verification"), {"code": code})
    assert reponse.status_code == 200
    assert reponse.context["form"].errors["code"]
    assert b"<script>alert" not in reponse.content


@pytest.mark.sans_portee
@pytest.mark.django_db
def test_la_portee_de_verification_ne_montre_que_l_attestation_de_ce_code(systeme):
    with systeme:
        classe = une_classe(etat="en_cours", commencees=True)
        for place in classe.places:
            noter(place)
            emettre_attestation(place=place, acteur=classe.agent, le=a(FIN))
        codes = list(Attestation.objects.values_list("code", flat=True))
    with portee(Portee("verification", cle=codes[0])):
        assert list(Attestation.objects.values_list("code", flat=True)) == codes[:1]
    with portee(Portee("verification", cle="")):
        assert not Attestation.objects.exists()
    with portee(Portee()):
        assert not Attestation.objects.exists()


def test_un_code_se_lit_sans_confusion():
    assert normaliser_code(" abcd-2345 wxyz ") == "ABCD2345WXYZ"
    assert [normaliser_code(c) for c in ("ABCD2345WXY", "ABCD2345WXYZZ", "ABCD1345WXYZ", "")] == [""] * 4


def test_revoquer_passe_par_une_page_reservee_au_conseiller(attestation):
    adresse = reverse("attestation_revoquer", args=[attestation.pk])
    agent = connecter("agent_partenaire", organisation=attestation.organisation)
    assert agent.post(adresse, {"motif": "revocation_fraude"}).status_code == 403
    conseiller = connecter("conseiller", regions=["06"])
    assert conseiller.post(adresse, {"motif": "inconnu"}).context["form"].errors["motif"]
    assert conseiller.post(adresse, {"motif": "revocation_fraude", "precision": "x"}).status_code == 302
    attestation.refresh_from_db()
    assert attestation.revoquee_le
    autre = connecter("conseiller", regions=["03"])
    assert autre.get(adresse).status_code == 404
