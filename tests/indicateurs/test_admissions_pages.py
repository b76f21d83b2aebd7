"""The pages of admissions and cohorts, and the calls of another ministry's system."""

from __future__ import annotations

import json

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.models import LectureDossier
from indicateurs import tasks
from indicateurs.actions.admissions_api import creer_jeton, revoquer_jeton
from indicateurs.models import CohorteAdmission, IssueAdmission, LotAdmissions, PersonneAdmise, Rapprochement
from tests.connexion import connecter
from tests.factories.admissions import RapprochementFactory
from tests.indicateurs.admissions import AUTRE, LE, LIGNE, actives, fichier, importer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _le_6_juillet():
    with time_machine.travel(LE, tick=False):
        yield


def envoyer(client, octets):
    donnees = {"fichier": SimpleUploadedFile("admissions.csv", octets, content_type="text/csv")}
    reponse = client.post(reverse("admissions_import"), donnees, follow=True)
    lot = LotAdmissions.objects.latest("recu_le")
    tasks.lire_admissions(lot_id=str(lot.pk))
    return reponse, client.get(reverse("admissions_lot", args=[lot.pk])), lot


def test_un_fichier_se_verifie_s_enregistre_puis_s_annule():
    client = connecter("conseiller")
    attente, page, lot = envoyer(client, fichier(LIGNE, AUTRE))
    assert "Le fichier se lit" in attente.content.decode()
    assert "Enregistrer les 2 lignes" in page.content.decode() and not PersonneAdmise.objects.exists()
    client.post(reverse("admissions_lot", args=[lot.pk]))
    tasks.ecrire_admissions(lot_id=str(lot.pk))
    assert actives() == {"A-1": "Diallo", "A-2": "Chen"}
    assert "Annuler ce fichier" in client.get(reverse("admissions_lot", args=[lot.pk])).content.decode()
    client.post(reverse("admissions_annuler", args=[lot.pk]))
    assert actives() == {}


def test_chaque_erreur_se_lit_sur_la_page_et_dans_le_fichier():
    client = connecter("conseiller")
    _attente, page, lot = envoyer(client, fichier(LIGNE | {"mois": "mars"}, AUTRE | {"pays": "XYZ"}))
    texte = page.content.decode()
    assert "2 lignes à corriger" in texte and "Ligne 2" in texte and "XYZ" in texte
    rapport = b"".join(client.get(reverse("admissions_erreurs", args=[lot.pk])).streaming_content).decode("utf-8-sig")
    assert [ligne.split(";")[:3] for ligne in rapport.splitlines()[1:]] == [["2", "mois", "mars"], ["3", "pays", "XYZ"]]


def test_les_pages_des_cohortes_disent_les_comptes():
    importer(LIGNE, AUTRE)
    tasks.calculer_cohortes()
    client = connecter("analyste")
    page = client.get(reverse("cohortes")).content.decode()
    assert "2 personnes" in page and "Immigration temporaire" in page
    cohorte = CohorteAdmission.objects.get(population="permanente")
    page = client.get(reverse("cohorte", args=[cohorte.pk])).content.decode()
    assert "mars 2026" in page and "Jamais jointe" in page
    page = client.get(reverse("cohorte", args=[cohorte.pk]), {"region": "03"}).content.decode()
    assert "Enlevez un filtre" in page


def test_dix_cohortes_coutent_les_requetes_d_une(django_assert_max_num_queries):
    client = connecter("analyste")
    importer(*(LIGNE | {"cle": f"C-{mois}", "identifiant": "", "mois": f"2025-{mois:02d}"} for mois in range(1, 13)))
    tasks.calculer_cohortes()
    with django_assert_max_num_queries(22):
        client.get(reverse("cohortes"))


def test_une_paire_se_tranche_et_la_suivante_s_offre():
    client = connecter("conseiller")
    premiere, seconde = RapprochementFactory(score="0.95"), RapprochementFactory(score="0.90")
    page = client.get(reverse("rapprochements"))
    assert page.content.decode().count("À vérifier") >= 3
    adresse = reverse("rapprochement", args=[premiere.pk])
    assert "Est-ce la même personne?" in client.get(adresse).content.decode()
    assert LectureDossier.objects.filter(personne=premiere.personne).count() == 1
    reponse = client.post(adresse, {"pas": "confirmer"})
    assert reponse.url == reverse("rapprochement", args=[seconde.pk])
    adresse = reverse("rapprochement", args=[seconde.pk])
    assert "Choisissez une raison." in client.post(adresse, {"pas": "refuser"}).content.decode()
    reponse = client.post(adresse, {"pas": "refuser", "refuser-motif": "rapprochement_noms"})
    assert reponse.url == reverse("rapprochements")
    assert sorted(Rapprochement.objects.values_list("etat", flat=True)) == ["confirme", "refuse"]
    assert "Rien à vérifier" in client.get(reverse("rapprochements")).content.decode()


def test_une_issue_se_note_et_se_retire_avec_sa_raison():
    importer(LIGNE)
    client = connecter("conseiller", regions=["06"])
    page = client.get(reverse("admises"), {"q": "diallo"}).content.decode()
    admise = PersonneAdmise.objects.get()
    adresse = reverse("admise", args=[admise.pk])
    assert adresse in page
    assert "Choisissez une issue." in client.post(adresse, {"motif": "Lettre revenue"}).content.decode()
    client.post(adresse, {"issue": "demenagee", "motif": "Lettre revenue"})
    issue = IssueAdmission.objects.get()
    assert "Partie du Québec" in client.get(adresse).content.decode()
    client.post(adresse, {"retirer": str(issue.pk), "retrait-motif": "Erreur"})
    issue.refresh_from_db()
    assert issue.retire_motif == "Erreur"


@pytest.fixture
def secret():
    with portee(Acteur.systeme()):
        return creer_jeton(nom="Immigration", le=LE)[1]


def appeler(client, secret, *lignes, cle="envoi-1"):
    return client.post(
        reverse("admissions_api"),
        json.dumps({"admissions": lignes}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": cle},
    )


def test_un_autre_ministere_envoie_ses_admissions(client, secret):
    reponse = appeler(client, secret, LIGNE, AUTRE)
    assert reponse.json() == {"ajoutees": 2, "changees": 0, "inchangees": 0}
    assert appeler(client, secret, LIGNE, AUTRE).json() == reponse.json()
    assert appeler(client, secret, LIGNE).status_code == 409
    reponse = appeler(client, secret, LIGNE | {"nom": "Bah"}, AUTRE, cle="envoi-2")
    assert reponse.json() == {"ajoutees": 0, "changees": 1, "inchangees": 1}
    assert actives() == {"A-1": "Bah", "A-2": "Chen"}


def test_un_envoi_fautif_n_ecrit_rien(client, secret):
    reponse = appeler(client, secret, LIGNE | {"sexe": "?"}, AUTRE, AUTRE)
    assert reponse.status_code == 422
    assert [(e["ligne"], e["colonne"]) for e in reponse.json()["erreurs"]] == [(1, "sexe"), (3, "cle")]
    assert not PersonneAdmise.objects.exists()
    assert appeler(client, secret, {"inconnu": "x"}).status_code == 400


def test_un_jeton_faux_ou_revoque_n_ouvre_rien(client, secret):
    assert appeler(client, "faux", LIGNE).status_code == 401
    with portee(Acteur.systeme()):
        revoquer_jeton(nom="Immigration", le=LE)
    assert appeler(client, secret, LIGNE).status_code == 401
