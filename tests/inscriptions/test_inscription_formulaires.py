"""Each step refuses what is missing, absurd, oversized or hostile: a French message beside the field, nothing lost."""

from __future__ import annotations

import html
import re

import pytest
from django.urls import reverse

from inscriptions.etapes import ETAPES
from inscriptions.models import Inscription
from tests.inscriptions.reponses import preuve, valides

pytestmark = pytest.mark.django_db

HOSTILES = {
    "balise": "<script>alert(1)</script>",
    "nul": "Ami\x00na",
    "sql": "'; DROP TABLE guichet_personne; --",
    "sens_inverse": "Amina\u202edaddaH",
    "enorme": "é" * 10_000,
    "gabarit": "{{ request.user }}",
}
ABSURDES = {
    "identite": [
        ("date_naissance_annee", "1850", "date_naissance"),
        ("date_naissance_annee", "2999", "date_naissance"),
        ("date_naissance_jour", "31-2", "date_naissance"),
        ("date_naissance_mois", "13", "date_naissance"),
        ("sexe", "z", "sexe"),
        ("pays_naissance", "XXX", "pays_naissance"),
        ("iuc", "123", "iuc"),
        ("nom", "R2D2", "nom"),
    ],
    "statut": [("statut", "roi", "statut"), ("domicile", "lune", "domicile")],
    "preuve": [("arrivee_le_annee", "2999", "arrivee_le"), ("categorie", "roi", "categorie")],
    "coordonnees": [
        ("telephone", "12", "telephone"),
        ("code_postal", "75001", "code_postal"),
        ("code_postal", "M5V 3L9", "code_postal"),
        ("canal", "pigeon", "canal"),
        ("region", "99", "region"),
    ],
    "langues": [
        ("annees_scolarite", "-3", "annees_scolarite"),
        ("annees_scolarite", "400", "annees_scolarite"),
        ("annees_scolarite", "douze", "annees_scolarite"),
        ("langue_maternelle", "zzz", "langue_maternelle"),
        ("autres_langues_1", "eng", "autres_langues"),
        ("langue_ecrite", "peut-être", "langue_ecrite"),
    ],
    "besoins": [
        ("enfants_a_garder", "99", "enfants_a_garder"),
        ("enfants_a_garder", "", "enfants_a_garder"),
        ("besoins", ["chauffeur"], "besoins"),
    ],
    "disponibilites": [("disponibilites", ["lun_minuit"], "disponibilites")],
    "preferences": [
        ("formules_1", "temps_partiel", "formules"),
        ("formules_0", "jamais", "formules"),
        ("deplacement", "lune", "deplacement"),
    ],
    "oral": [("co", "13", "co"), ("po", "-1", "po")],
    "ecrit": [("ce", "douze", "ce")],
    "consentements": [("textos", "peut-être", "textos")],
}
CAS_ABSURDES = [(code, *cas) for code, liste in ABSURDES.items() for cas in liste]
CHAMPS_DE_TEXTE = [
    ("identite", "prenom"),
    ("identite", "nom"),
    ("identite", "iuc"),
    ("coordonnees", "adresse"),
    ("coordonnees", "municipalite"),
    ("coordonnees", "telephone"),
    ("coordonnees", "code_postal"),
]
ANGLAIS = re.compile(r"\b(field|required|valid|Enter|Select|characters|This|choice)\b")


@pytest.fixture
def demandeuse(personne_connectee):
    personne_connectee.ouvrir()
    for code in ("statut",):
        personne_connectee.remplir(code)
    return personne_connectee


def erreurs(reponse, champ: str) -> list[str]:
    """The messages beside a field; the page must be the same one, with its form."""
    assert reponse.status_code == 200
    messages = reponse.context["form"].errors.get(champ, [])
    page = html.unescape(reponse.content.decode())
    assert all(str(message) in page for message in messages)
    return [str(message) for message in messages]


@pytest.mark.parametrize("etape", ETAPES, ids=lambda etape: etape.code)
def test_une_page_vide_dit_en_francais_ce_qui_manque(demandeuse, etape):
    reponse = demandeuse.post(reverse("inscription_etape", args=[etape.code]), {})
    if etape.code == "besoins":
        assert reponse.status_code == 302 or not reponse.context["form"].errors
        return
    assert reponse.status_code == 200
    assert reponse.context["form"].errors
    for messages in reponse.context["form"].errors.values():
        assert not ANGLAIS.search(" ".join(messages)), messages


@pytest.mark.parametrize(("code", "nom", "valeur", "champ"), CAS_ABSURDES)
def test_une_reponse_absurde_est_refusee_a_cote_de_son_champ(demandeuse, code, nom, valeur, champ):
    messages = erreurs(demandeuse.remplir(code, **{nom: valeur}), champ)
    assert messages
    assert not ANGLAIS.search(" ".join(messages)), messages


@pytest.mark.parametrize("hostile", HOSTILES)
@pytest.mark.parametrize(("code", "champ"), CHAMPS_DE_TEXTE)
def test_un_texte_hostile_est_refuse_sans_rien_casser(demandeuse, code, champ, hostile):
    reponse = demandeuse.remplir(code, **{champ: HOSTILES[hostile]})
    messages = erreurs(reponse, champ)
    assert messages
    assert not ANGLAIS.search(" ".join(messages)), messages
    assert "<script>alert(1)" not in reponse.content.decode()


@pytest.mark.parametrize("hostile", HOSTILES.values(), ids=HOSTILES)
def test_chaque_champ_de_chaque_page_resiste_a_tout(demandeuse, hostile):
    for etape in ETAPES:
        noms = set(valides()[etape.code]) - {"preuve"}
        reponse = demandeuse.post(
            reverse("inscription_etape", args=[etape.code]), dict.fromkeys(noms, hostile) | {"vue": hostile}
        )
        assert reponse.status_code == 200, etape.code


def test_ce_qui_est_ecrit_reste_dans_la_page_apres_une_erreur(demandeuse):
    reponse = demandeuse.remplir("identite", prenom="Amina", nom="Haddad", date_naissance_mois="13")
    page = reponse.content.decode()
    assert 'value="Amina"' in page and 'value="Haddad"' in page and 'value="13"' in page


def test_une_seule_erreur_suffit_a_ne_rien_enregistrer(demandeuse):
    demandeuse.remplir("identite", prenom="Amina", iuc="abc")
    assert Inscription.objects.get().personne.prenom == ""


@pytest.mark.parametrize("nom", ["Ngũgĩ wa Thiong’o", "王", "نور الهدى", "O'Neill-Côté", "Nguyễn"])
def test_les_noms_de_toutes_les_ecritures_sont_acceptes(demandeuse, nom):
    assert demandeuse.remplir("identite", nom=nom, prenom="").status_code == 302
    assert Inscription.objects.get().personne.nom == nom


def test_un_statut_a_duree_limitee_demande_sa_date_de_fin(demandeuse):
    demandeuse.remplir("statut", statut="travailleur_permis_ouvert")
    sans_date = demandeuse.remplir("preuve", categorie=None)
    assert erreurs(sans_date, "document_fin_le")


def test_changer_de_statut_redemande_la_preuve(demandeuse):
    demandeuse.remplir("preuve")
    demandeuse.remplir("statut", statut="demandeur_asile")
    demande = Inscription.objects.get()
    assert "preuve" not in demande.etapes_faites
    assert demande.categorie_id is None


def test_sans_document_il_faut_le_dire(demandeuse):
    assert erreurs(demandeuse.remplir("preuve", preuve=None), "preuve")
    assert demandeuse.remplir("preuve", preuve=None, sans_preuve="on").status_code == 302


@pytest.mark.parametrize(
    ("nom", "contenu"),
    [
        ("carte.pdf", b"MZ\x90\x00 programme"),
        ("carte.png", b"<html><script>alert(1)</script>"),
        ("carte.jpg", b"PK\x03\x04 archive"),
        ("carte.pdf", b""),
    ],
)
def test_un_fichier_deguise_est_refuse(demandeuse, nom, contenu):
    assert erreurs(demandeuse.remplir("preuve", preuve=preuve(nom, contenu)), "preuve")
    assert Inscription.objects.get().preuve is None


def test_un_fichier_trop_gros_est_refuse_avec_la_limite(demandeuse):
    gros = preuve("gros.pdf", b"%PDF-1.7" + b"0" * (11 * 1024 * 1024))
    assert "10" in erreurs(demandeuse.remplir("preuve", preuve=gros), "preuve")[0]


def test_un_nom_de_fichier_interminable_ne_casse_rien(demandeuse):
    reponse = demandeuse.remplir("preuve", preuve=preuve("é" * 240 + ".pdf"))
    assert reponse.status_code in (200, 302)


def test_une_autre_erreur_demande_de_choisir_le_fichier_de_nouveau(demandeuse):
    reponse = demandeuse.remplir("preuve", arrivee_le_mois="13")
    assert erreurs(reponse, "arrivee_le") and erreurs(reponse, "preuve")


def test_un_code_postal_partage_demande_la_region_et_ne_propose_que_les_voisines(demandeuse):
    reponse = demandeuse.remplir("coordonnees", code_postal="G0R 1A0", municipalite="Petit Village")
    assert erreurs(reponse, "region")
    choix = [code for code, _nom in reponse.context["form"].fields["region"].choices]
    assert choix[0] == "12" and "06" not in choix
    suite = demandeuse.remplir("coordonnees", code_postal="G0R 1A0", municipalite="Petit Village", region="12")
    assert suite.status_code == 302
    assert Inscription.objects.get().region_id == "12"


def test_une_municipalite_connue_decide_de_la_region(demandeuse):
    assert demandeuse.remplir("coordonnees", code_postal="G0R 1A0", municipalite="MONTMAGNY").status_code == 302
    assert Inscription.objects.get().region_id == "12"


def test_une_personne_encore_ailleurs_choisit_sa_future_region(demandeuse):
    demandeuse.remplir("statut", domicile="bientot")
    assert erreurs(demandeuse.remplir("coordonnees", code_postal="", municipalite="Alger"), "region")
    assert demandeuse.remplir("coordonnees", code_postal="", municipalite="Alger", region="03").status_code == 302


def test_recevoir_des_textos_demande_un_telephone(demandeuse):
    assert erreurs(demandeuse.remplir("coordonnees", canal="sms", telephone=""), "telephone")
    assert erreurs(demandeuse.remplir("coordonnees", canal="lettre", adresse=""), "adresse")
