"""Pages of surveys: answered without JavaScript, nothing lost, hostile answers harmless everywhere."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from html.parser import HTMLParser

import pikepdf
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cycle import franchir
from guichet.mesure.definition import MESURES
from guichet.vieprivee.chiffrement import trousseau
from indicateurs.actions.depouillement import depouiller, sceller
from indicateurs.filtre import Filtre
from indicateurs.models import (
    AgregatSondage,
    CampagneSondage,
    Invitation,
    StrateVague,
    TexteLibre,
    Urne,
    VagueSondage,
    VersionSondage,
)
from indicateurs.queries import valeurs
from tests import pdf_ua
from tests.factories.guichet import PersonneFactory
from tests.factories.sondages import CampagneSondageFactory, VagueSondageFactory, sondee, version_posable

pytestmark = pytest.mark.django_db
JOUR = timezone.localdate()
HOSTILES = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    '=HYPERLINK("http://exemple.test","ici")',
    "\u202egauche a droite\u2066",
    "nul\x00 et \x08 retour",
    "{{ 7|add:7 }}{% load i18n %}",
    "@SUM(A1)",
    "é" * 4000,
)


class Champs(HTMLParser):
    """What a browser would send of the main form: hidden values, boxes filled, choices ticked."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.valeurs: dict[str, list[str]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = dict(attrs)
        garde = a.get("type") in ("hidden", "text") or "checked" in a
        if tag == "input" and a.get("name") and garde:
            self.valeurs.setdefault(str(a["name"]), []).append(a.get("value") or "")


@pytest.fixture
def invitation():
    vague = VagueSondageFactory()
    return Invitation.objects.create(
        vague=vague, personne=PersonneFactory(region_id="06"), strate="06", canal="courriel", code="0123456789abcdef"
    )


def contenus() -> list[dict]:
    return [json.loads(trousseau().decrypt(bytes(u.scelle)))["valeurs"] for u in Urne.objects.all()]


def test_on_repond_page_par_page_sans_rien_perdre_et_une_seule_fois(invitation):
    client, url = Client(), reverse("sondage_repondre", args=[invitation.code])
    ouverte = client.get(url)
    page = ouverte.content.decode()
    # The code leaves with no link; without any referrer a browser's form would be refused (Origin: null).
    assert ouverte.headers["Referrer-Policy"] == "same-origin"
    assert "Votre avis sur le cours" in page
    assert "anonymes" in page
    assert 'name="q_pourquoi"' not in page  # Only asked of those who say no.
    # Nothing ticked: the obligatory question says so, in its place.
    refus = client.post(url, {"page": "0", "langue": "fr", "q_aide": "non"}).content.decode()
    assert "Répondez à cette question pour continuer." in refus
    assert re.search(r'name="q_aide" value="non"[^>]*checked', refus)
    suite = client.post(url, {"page": "0", "langue": "fr", "q_satisfaction": "9", "q_aide": "non"}).content.decode()
    assert 'name="q_pourquoi"' in suite
    portes = Champs(suite).valeurs
    assert (portes["q_satisfaction"], portes["q_aide"], Urne.objects.count()) == (["9"], ["non"], 0)
    retour = client.post(url, portes | {"retour": "1", "q_mots": "Merci"}).content.decode()
    assert re.search(r'name="q_satisfaction" value="9"[^>]*checked', retour)
    assert Champs(retour).valeurs["q_mots"] == ["Merci"]
    merci = client.post(url, portes | {"q_pourquoi": "Trop loin", "q_mots": "Merci"}).content.decode()
    assert "Vos réponses sont reçues" in merci
    assert contenus() == [{"satisfaction": 9, "aide": "non", "pourquoi": "Trop loin", "mots": "Merci"}]
    encore = client.post(url, portes | {"q_mots": "Deux fois"})
    assert (encore.status_code, Urne.objects.count()) == (410, 1)
    assert "Ce lien a déjà servi." in encore.content.decode()
    assert "Ce lien a déjà servi." in client.get(url).content.decode()
    assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_une_condition_non_remplie_saute_la_question_et_oublie_sa_reponse(invitation):
    url = reverse("sondage_repondre", args=[invitation.code])
    envoi = {
        "page": "1",
        "langue": "fr",
        "q_satisfaction": "3",
        "q_aide": "oui",
        "q_pourquoi": "Rien",
        "q_mots": "Soir",
    }
    Client().post(url, envoi)
    assert contenus() == [{"satisfaction": 3, "aide": "oui", "mots": "Soir"}]


def test_le_sondage_se_lit_dans_les_langues_de_sa_version(invitation):
    client, url = Client(), reverse("sondage_repondre", args=[invitation.code])
    anglais = client.get(url, {"langue": "en"})
    assert anglais.headers["Content-Language"] == "en"
    assert 'lang="en"' in anglais.content.decode()
    assert "What is your mark?" in anglais.content.decode()
    assert "Quelle note donnez-vous?" in client.get(url, {"langue": "es"}).content.decode()
    change = client.post(url, {"page": "0", "langue": "fr", "q_aide": "oui", "changer_langue": "en"}).content.decode()
    assert "Did you get help?" in change
    assert re.search(r'name="q_aide" value="oui"[^>]*checked', change)


def test_une_vague_close_le_dit_et_un_code_forge_est_inconnu(invitation):
    client = Client()
    VagueSondage.objects.update(ferme_le=JOUR - timedelta(days=1))
    close = client.get(reverse("sondage_repondre", args=[invitation.code]))
    assert close.status_code == 410
    assert "Ce sondage est terminé." in close.content.decode()
    assert client.get(reverse("sondage_repondre", args=["ffffffffffffffff"])).status_code == 404


def test_l_affiche_ouvre_le_sondage_hors_du_tirage(client_role):
    vague = VagueSondageFactory()
    url = reverse("sondage_repondre", args=[vague.code_affiche])
    for _fois in range(2):
        assert "reçues" in Client().post(url, {"page": "9", "q_satisfaction": "7", "q_aide": "oui"}).content.decode()
    assert set(Urne.objects.values_list("source", "strate")) == {("affiche", "")}
    affiche = client_role("analyste").get(reverse("vague_sondage_affiche", args=[vague.pk]))
    assert affiche.content.startswith(b"%PDF")


def vague_repondue(**champs) -> VagueSondage:
    """Forty answers in two regions, seven of them hostile."""
    vague = VagueSondageFactory(**champs)
    for region, population in (("03", 900), ("06", 100)):
        StrateVague.objects.create(vague=vague, code=region, population=population, joignables=60, tirees=25)
    for rang in range(40):
        region = "06" if rang % 2 else "03"
        reponses = {"satisfaction": 9 if rang % 2 else 4, "aide": "oui" if rang % 4 else "non"}
        reponses["mots"] = HOSTILES[rang % len(HOSTILES)].replace("\x00", "").replace("\x08", "")
        Urne.objects.create(vague=vague, strate=region, source="invitation", scelle=sceller({"valeurs": reponses}))
    depouiller(vague=vague, le=timezone.now(), derniere=True)
    return vague


def test_la_page_dit_le_taux_la_moyenne_ponderee_et_l_evolution(client_role):
    campagne = CampagneSondageFactory()
    vague_repondue(campagne=campagne, echeance=JOUR - timedelta(days=90))
    vague = vague_repondue(campagne=campagne, numero=2)
    client = client_role("analyste")
    page = client.get(reverse("vague_sondage", args=[vague.pk])).content.decode()
    assert "80,0\u00a0%" in page
    # 900 × 4 + 100 × 9, on 1,000: the plain mean would say 6.5.
    assert "Moyenne <strong>4,5</strong>" in page
    assert "moyenne, vague après vague" in page
    montreal = client.get(reverse("vague_sondage", args=[vague.pk]), {"strate": "06"}).content.decode()
    assert "Moyenne <strong>9,0</strong>" in montreal
    valeur = valeurs.valeur(MESURES["satisfaction"], Filtre(JOUR - timedelta(days=30), JOUR))
    assert (valeur.numerateur, valeur.denominateur) == (260, 40)
    par_region = valeurs.par_axe(MESURES["satisfaction"], Filtre(JOUR - timedelta(days=30), JOUR), "region")
    assert {code: float(v.valeur) for code, v in par_region.items()} == {"03": 4.0, "06": 9.0}


def test_une_vague_remplit_le_constat_de_qui_la_lit(client_role):
    vague, vide = vague_repondue(), VagueSondageFactory()
    analyste, lien = client_role("analyste"), f"{reverse('amelioration_nouvelle')}?origine=enquete&cle="
    bouton = f"{lien}{vague.pk}".replace("&", "&amp;")
    assert bouton in analyste.get(reverse("vague_sondage", args=[vague.pk])).content.decode()
    assert "Consigner un constat" not in analyste.get(reverse("vague_sondage", args=[vide.pk])).content.decode()
    forme = analyste.get(f"{lien}{vague.pk}").content.decode()
    assert re.search(r'value="enquete"[^>]*checked', forme) and str(vague.pk) in forme
    assert "Votre avis sur le cours, vague 1 : 40 réponses comptées sur 50 personnes invitées." in forme
    assert "Quelle note donnez-vous? Moyenne 4,5, entre" in forme
    # Open answers stay on their own page.
    assert "HYPERLINK" not in forme
    # An adviser may write a finding down; she does not read surveys, so nothing of this one fills her form.
    autre = client_role("conseiller", regions=["06"]).get(f"{lien}{vague.pk}").content.decode()
    assert "réponses comptées" not in autre and "Votre avis sur le cours" not in autre
    for faux in ("x", vide.campagne_id):
        assert analyste.get(f"{lien}{faux}").status_code == 200


def test_sous_le_seuil_rien_ne_se_montre(client_role):
    vague = VagueSondageFactory(campagne__mode="lie")
    Urne.objects.bulk_create(
        Urne(vague=vague, strate="06", source="invitation", scelle=sceller({"valeurs": {"satisfaction": 9}}))
        for _ in range(9)
    )
    depouiller(vague=vague, le=timezone.now())
    client = client_role("analyste")
    page = client.get(reverse("vague_sondage", args=[vague.pk])).content.decode()
    assert "Moins de 10 réponses" in page
    assert "Moyenne" not in page
    constat = client.get(reverse("amelioration_nouvelle"), {"origine": "enquete", "cle": vague.pk}).content.decode()
    assert "vague 1" in constat and "Moyenne" not in constat


@pytest.mark.parametrize("texte", HOSTILES, ids=["html", "formule", "sens", "nul", "gabarit", "arobase", "geant"])
def test_une_reponse_hostile_est_recue_sans_nuire(invitation, texte):
    url = reverse("sondage_repondre", args=[invitation.code])
    reponse = Client().post(url, {"page": "9", "q_satisfaction": "5", "q_aide": "oui", "q_mots": texte})
    assert "reçues" in reponse.content.decode()
    recu = contenus()[0]["mots"]
    assert not re.search("[\x00-\x08\u202a-\u202e\u2066-\u2069]", recu)


def test_un_texte_trop_long_est_refuse_et_garde(invitation):
    url = reverse("sondage_repondre", args=[invitation.code])
    page = Client().post(url, {"page": "9", "q_satisfaction": "5", "q_mots": "é" * 5000}).content.decode()
    assert "é" * 5000 in page
    assert Urne.objects.count() == 0


def test_les_reponses_hostiles_sont_inertes_dans_la_page_le_pdf_et_le_csv(client_role):
    vague = vague_repondue()
    client = client_role("analyste")
    client.post(
        reverse("sondage_theme", args=[vague.version_id]),
        {"libelle": "=1+1<b>", "code": "attente", "mots": "hyperlink"},
    )
    url = reverse("vague_sondage_textes", args=[vague.pk])
    page = client.get(url).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7|add:7 }}" in page
    formule = TexteLibre.objects.filter(texte__startswith="=HYPERLINK").first()
    client.post(url, {"texte": str(formule.pk), "themes": ["attente", "inconnu"]})
    formule.refresh_from_db()
    assert (formule.themes, formule.code_par_id is not None) == (["attente"], True)
    fichier = client.get(reverse("vague_sondage_csv", args=[vague.pk])).content.decode("utf-8-sig")
    cellules = [cellule for ligne in csv.reader(io.StringIO(fichier)) for cellule in ligne]
    assert "'=1+1<b>" in cellules
    assert not [c for c in cellules if c.startswith(("=", "@", "+"))]
    octets = client.get(reverse("vague_sondage_pdf", args=[vague.pk])).content
    affiche = client.get(reverse("vague_sondage_affiche", args=[vague.pk])).content
    assert (pdf_ua.defauts(octets), pdf_ua.defauts(affiche)) == ([], [])
    with pikepdf.open(io.BytesIO(octets)) as pdf:
        assert "/JavaScript" not in str(pdf.Root)


def test_les_donnees_ouvertes_sont_arrondies_et_seules_les_vagues_fermees_sortent(client_role):
    vague = vague_repondue()
    url = reverse("sondage_ouvert_csv", args=[vague.campagne.code])
    assert Client().get(url).status_code == 404
    CampagneSondage.objects.update(publique=True)
    assert len(Client().get(url).content.decode().splitlines()) == 1
    franchir(vague, "fermer", acteur=Acteur.systeme())
    lignes = list(csv.DictReader(io.StringIO(Client().get(url).content.decode())))
    nombres = [int(ligne["nombre"]) for ligne in lignes if ligne["nombre"]]
    assert len(nombres) > 10
    assert all(nombre % 5 == 0 for nombre in nombres)
    assert not any(ligne["question"] == "mots" and ligne["nombre"] for ligne in lignes)


def test_un_sondage_s_ecrit_se_fige_se_lance_et_pose_ses_questions(client_role):
    sondee("06")
    client = client_role("analyste")
    cree = client.post(reverse("sondage_nouveau"), {"titre": "Accueil", "code": "accueil", "langues": ["en"]})
    version = VersionSondage.objects.get()
    page = reverse("sondage_version", args=[version.pk])
    assert cree.url == page
    nouvelle = reverse("sondage_question", args=[version.pk, "nouvelle"])
    matrice = {"code": "accord", "genre": "matrice", "texte_fr": "D’accord?", "texte_en": "Agree?"}
    faute = client.post(nouvelle, matrice | {"choix": "Oui sans code", "enonces": "a | A | A"}).content.decode()
    assert "commencez la ligne par un code" in faute
    assert "Oui sans code" in faute
    client.post(nouvelle, matrice | {"choix": "oui | Oui | Yes\nnon | Non | No", "enonces": "a | A | A\nb | B | B"})
    client.post(nouvelle, {"code": "note", "genre": "echelle", "texte_fr": "Note?", "texte_en": "Mark?"})
    client.post(page, {"pas": "monter", "code": "note"})
    client.post(page, {"pas": "verser", "code": "note"})
    assert [q.code for q in version.questions_posees()] == ["note", "accord"]
    client.post(page, {"pas": "publier"})
    campagne = {
        "version": version.pk,
        "nom": "Accueil",
        "code": "accueil",
        "mode": "anonyme",
        "rythme": "annuel",
        "premiere_le_jour": JOUR.day,
        "premiere_le_mois": JOUR.month,
        "premiere_le_annee": JOUR.year,
        "duree_jours": "10",
        "strate": "region",
        "graine": "3",
        "regions": ["06"],
    }
    reponse = client.post(reverse("campagne_sondage_nouvelle"), campagne)
    creee = CampagneSondage.objects.get()
    assert reponse.url == reverse("campagne_sondage", args=[creee.pk])
    assert "Qui serait invité aujourd’hui?" in client.get(reponse.url).content.decode()
    client.post(reponse.url, {"pas": "lancer"})
    creee.refresh_from_db()
    assert (creee.prochaine_le, creee.audience) == (JOUR, {"regions": ["06"]})
    suite = client.post(page, {"pas": "nouvelle"})
    assert VersionSondage.objects.get(numero=2).questions_posees()[1].enonces[1]["en"] == "B"
    assert suite.url == reverse("sondage_version", args=[VersionSondage.objects.get(numero=2).pk])
    arret = reverse("campagne_sondage_arreter", args=[creee.pk])
    client.post(arret, {"motif": "sondage_budget", "precision": ""})
    creee.refresh_from_db()
    assert creee.get_etat_display() == "Arrêtée"


def test_un_code_saisi_par_le_personnel_ouvre_le_questionnaire(client_role, invitation):
    client = client_role("conseiller", regions=["06"])
    url = reverse("sondage_saisie")
    assert client.post(url, {"code": "0123-4567 89AB cdef"}).url == reverse("sondage_repondre", args=[invitation.code])
    assert "Aucune invitation ne porte ce code" in client.post(url, {"code": "zzz"}).content.decode()
    assert client_role("payeur").get(url).status_code == 403


def test_la_page_des_resultats_ne_lit_que_des_comptes(client_role, django_assert_max_num_queries):
    vague = vague_repondue(version=version_posable())
    client = client_role("analyste")
    assert AgregatSondage.objects.filter(vague_id=vague.pk).count() < 40
    with django_assert_max_num_queries(45):
        client.get(reverse("vague_sondage", args=[vague.pk]))
