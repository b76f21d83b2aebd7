"""Programmes and norms by page: who opens what, and what bad input keeps."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from guichet.models import Journal
from partenaires.actions.exemples import charger_programmes
from partenaires.models import ModeleClause, VersionProgramme
from tests.connexion import connecter
from tests.factories.ententes import (
    ActiviteAdmissibleFactory,
    VersionProgrammeFactory,
    VoletFactory,
)
from tests.factories.normes import ConsultationFactory, ModeleClauseFactory

pytestmark = pytest.mark.django_db


def texte(reponse) -> str:
    return reponse.content.decode()


def jour(nom: str, date) -> dict:
    return {f"{nom}_jour": date.day, f"{nom}_mois": date.month, f"{nom}_annee": date.year}


def element(version, genre: str, **parametres) -> str:
    suite = "&".join(f"{nom}={valeur}" for nom, valeur in parametres.items())
    return reverse("version_element", args=[version.pk, genre]) + (f"?{suite}" if suite else "")


@pytest.mark.parametrize("role", ["gestionnaire_ententes", "approbateur", "payeur", "direction"])
def test_le_ministere_lit_une_ebauche_en_entier(role):
    version = VoletFactory(nom="Volet lu").version
    ModeleClauseFactory(version=version, titre="Clause lue")
    ConsultationFactory(version=version, entendu="Entendu <b>ici</b>")
    page = texte(connecter(role).get(reverse("programme_version", args=[version.pk])))
    assert all(mot in page for mot in ("Volet lu", "Clause lue", "Entendu &lt;b&gt;ici&lt;/b&gt;", "Avant d’adopter"))
    assert ("Ajouter un volet" in page) is (role == "gestionnaire_ententes")


def test_un_partenaire_lit_les_versions_adoptees_sans_les_consultations():
    adoptee = VersionProgrammeFactory(adoptee=True)
    ConsultationFactory(version=adoptee, entendu="Propos interne")
    ebauche = VersionProgrammeFactory()
    client = connecter("agent_partenaire")
    page = texte(client.get(reverse("programme_version", args=[adoptee.pk])))
    assert "Règles communes" in page and "Propos interne" not in page and "Historique" not in page
    assert client.get(reverse("programme_version", args=[ebauche.pk])).status_code == 404
    assert f"Version {ebauche.numero}" not in texte(client.get(reverse("programmes")))


@pytest.mark.parametrize("role", ["enseignant", "conseiller", "analyste", "administrateur", "personne"])
@pytest.mark.parametrize("route", ["programmes", "appels", "enveloppes"])
def test_les_autres_roles_n_ouvrent_rien(role, route):
    assert connecter(role).get(reverse(route)).status_code == 403


def test_de_la_proposition_a_l_adoption():
    charger_programmes(le=timezone.now())
    proposee = VersionProgramme.objects.get(etat="en_consultation")
    gestion, approbateur = connecter("gestionnaire_ententes"), connecter("approbateur")
    page = reverse("programme_version", args=[proposee.pk])
    assert "Adopter cette version" not in texte(gestion.get(page))
    gestion.post(reverse("version_pas", args=[proposee.pk, "reprendre"]))
    gestion.post(element(proposee, "section", element="autres"), {"texte": "Texte nouveau."})
    gestion.post(reverse("version_pas", args=[proposee.pk, "consulter"]))
    assert "Adopter cette version" in texte(approbateur.get(page))
    adresse = reverse("version_pas", args=[proposee.pk, "adopter"])
    reponse = approbateur.post(adresse, jour("en_vigueur_le", timezone.localdate() - timedelta(days=1)))
    assert "Cette date est passée" in texte(reponse)
    demain = timezone.localdate() + timedelta(days=1)
    assert approbateur.post(adresse, jour("en_vigueur_le", demain)).url == page
    proposee.refresh_from_db()
    assert (proposee.etat, proposee.en_vigueur_le) == ("adoptee", demain)
    assert proposee.adoptee_par is not None
    assert "Texte nouveau." in texte(gestion.get(page))
    assert gestion.get(element(proposee, "section", element="autres")).status_code == 302


def test_ouvrir_puis_abandonner_une_version():
    version = VersionProgrammeFactory(adoptee=True)
    client = connecter("gestionnaire_ententes")
    reponse = client.post(reverse("programme_version_ouvrir"), {"programme": version.programme_id})
    ouverte = VersionProgramme.objects.get(etat="ebauche")
    assert reponse.url == reverse("programme_version", args=[ouverte.pk])
    client.post(reverse("programme_version_ouvrir"), {"programme": version.programme_id})
    assert VersionProgramme.objects.count() == 2
    adresse = reverse("version_pas", args=[ouverte.pk, "abandonner"])
    assert client.post(adresse, {}).context["form"].errors
    client.post(adresse, {"motif": "version_autre", "precision": "Double"})
    assert Journal.objects.de_l_objet(ouverte).latest("id").motif_code == "version_autre"
    assert "Abandonnée" in texte(client.get(reverse("programmes")))


VOLET = {
    "nom": "Parcours",
    "code": "parcours",
    "organisations": ["organisme"],
    "clienteles": ["toutes"],
    "montant_maximum": "125 000,50 $",
}


def test_un_volet_et_ce_qui_en_depend_s_ecrivent_par_formulaire():
    version = VersionProgrammeFactory()
    client = connecter("gestionnaire_ententes")
    assert client.post(element(version, "volet"), VOLET).status_code == 302
    volet = version.volets.get()
    assert volet.montant_maximum == Decimal("125000.50")
    activite = {"nom": "Cours", "code": "cours", "unite": "heure_apprenant", "prix_maximum": "22,5"}
    critere = {"libelle": "Besoin", "code": "besoin", "poids": "100", "note_max": "5"}
    document = {"nom": "Résolution", "code": "resolution", "obligatoire": "on"}
    for genre, donnees in (("activite", activite), ("critere", critere), ("document", document)):
        reponse = client.post(element(version, genre, volet=volet.pk), donnees)
        assert reponse.status_code == 302, texte(reponse)
        assert "déjà utilisé" in texte(client.post(element(version, genre, volet=volet.pk), donnees))
    cours = volet.activites.get()
    adresse = element(version, "activite", volet=volet.pk, element=cours.pk)
    assert 'value="22,50"' in texte(client.get(adresse))
    client.post(adresse, activite | {"prix_maximum": "30"})
    cours.refresh_from_db()
    assert cours.prix_maximum == 30
    client.post(adresse, {"retirer": "1"})
    assert not volet.activites.exists()
    regles = {"cumul": "85", "depenses_admissibles": "Salaires\nLocaux\n\nSalaires"}
    client.post(element(version, "regles"), regles)
    version.refresh_from_db()
    assert (version.cumul_maximum, version.depenses_admissibles) == (Decimal("0.85"), ["Salaires", "Locaux"])


@pytest.mark.parametrize(
    ("genre", "donnees", "champ", "garde"),
    [
        ("volet", VOLET | {"montant_maximum": "beaucoup"}, "montant_maximum", "beaucoup"),
        ("volet", VOLET | {"montant_maximum": "-3"}, "montant_maximum", "-3"),
        ("volet", VOLET | {"organisations": []}, "organisations", "Parcours"),
        ("volet", VOLET | {"code": "mon volet"}, "code", "mon volet"),
        ("volet", VOLET | {"nom": "a\u202eb"}, "nom", "a\u202eb"),
        ("regles", {"cumul": "120", "depenses_admissibles": "Salaires"}, "cumul", "120"),
        ("regles", {"cumul": "90", "depenses_admissibles": "x" * 81}, "depenses_admissibles", "x" * 81),
        ("clause", {"titre": "T", "code": "t", "rang": "1", "texte": "{montnat} !"}, "texte", "{montnat} !"),
        ("clause", {"titre": "T", "code": "t", "rang": "1", "texte": ""}, "texte", "T"),
        ("consultation", {"entendu": "Dit", "participants": "0"}, "participants", "Dit"),
    ],
)
def test_une_saisie_impossible_nomme_le_champ_et_garde_ce_qui_est_ecrit(genre, donnees, champ, garde):
    version = VersionProgrammeFactory()
    reponse = connecter("gestionnaire_ententes").post(element(version, genre), donnees)
    assert reponse.status_code == 200 and champ in reponse.context["form"].errors
    assert garde in texte(reponse)
    assert not version.volets.exists() and not version.modeles_clauses.exists()


CLAUSE = {"titre": "Aide", "code": "aide", "rang": "1", "texte": "Aide de {montant}."}


def test_une_clause_garde_ses_paragraphes_conditionnels():
    version = VersionProgrammeFactory()
    client = connecter("gestionnaire_ententes")
    donnees = CLAUSE | {
        "condition_1": "montant:au_moins",
        "nombre_1": "250 000",
        "paragraphe_1": "Audit.",
        "condition_3": "clientele:parmi",
        "valeurs_3": ["clientele:refugies"],
        "paragraphe_3": "Réfugiés.",
    }
    reponse = client.post(element(version, "clause"), donnees)
    assert reponse.status_code == 302, texte(reponse)
    clause = ModeleClause.objects.get()
    assert clause.blocs == [
        {"champ": "montant", "operateur": "au_moins", "valeur": "250000", "texte": "Audit."},
        {"champ": "clientele", "operateur": "parmi", "valeur": ["refugies"], "texte": "Réfugiés."},
    ]
    page = client.get(element(version, "clause", element=clause.pk))
    assert page.context["form"].initial["valeurs_2"] == ["clientele:refugies"]
    lue = texte(client.get(reverse("programme_version", args=[version.pk])))
    assert "Si le montant est d’au moins" in lue and "réfugiées prises en charge" in lue


@pytest.mark.parametrize(
    ("autres", "champ"),
    [
        ({"condition_1": "montant:au_moins", "nombre_1": "", "paragraphe_1": "A"}, "nombre_1"),
        ({"condition_1": "montant:au_moins", "nombre_1": "NaN", "paragraphe_1": "A"}, "nombre_1"),
        ({"condition_1": "montant:au_moins", "nombre_1": "5", "paragraphe_1": ""}, "paragraphe_1"),
        ({"condition_2": "genre:parmi", "valeurs_2": ["region:06"], "paragraphe_2": "A"}, "valeurs_2"),
        ({"condition_2": "genre:parmi", "valeurs_2": [], "paragraphe_2": "A"}, "valeurs_2"),
        ({"paragraphe_3": "Seul"}, "condition_3"),
        ({"condition_1": "solde:au_moins", "paragraphe_1": "A"}, "condition_1"),
        ({"condition_1": "duree:au_moins", "nombre_1": "3", "paragraphe_1": "{x}"}, "paragraphe_1"),
    ],
)
def test_une_condition_impossible_nomme_son_champ(autres, champ):
    version = VersionProgrammeFactory()
    reponse = connecter("gestionnaire_ententes").post(element(version, "clause"), CLAUSE | autres)
    assert champ in reponse.context["form"].errors and not ModeleClause.objects.exists()


def test_une_consultation_se_note_se_corrige_et_se_retire():
    version = VersionProgrammeFactory()
    client = connecter("gestionnaire_ententes")
    donnees = {"source": "sondage", "participants": "12", "section": "controle", "entendu": "Trop de chiffres."}
    futur = client.post(
        element(version, "consultation"), donnees | jour("tenue_le", timezone.localdate().replace(year=2040))
    )
    assert "dans le futur" in texte(futur)
    client.post(element(version, "consultation"), donnees | jour("tenue_le", timezone.localdate()))
    resultat = version.consultations.get()
    adresse = element(version, "consultation", element=resultat.pk)
    client.post(adresse, donnees | jour("tenue_le", timezone.localdate()) | {"suite": "Une seule saisie."})
    resultat.refresh_from_db()
    assert resultat.suite == "Une seule saisie." and resultat.notee_par is not None
    client.post(adresse, {"retirer": "1"})
    assert not version.consultations.exists()


@pytest.mark.parametrize("genre", ["inconnu", "section", "activite"])
def test_une_adresse_forgee_est_introuvable(genre):
    version, autre = VersionProgrammeFactory(), ActiviteAdmissibleFactory()
    client = connecter("gestionnaire_ententes")
    for parametres in ({}, {"element": "x", "volet": "x"}, {"element": autre.pk, "volet": autre.volet_id}):
        assert client.get(element(version, genre, **parametres)).status_code == 404


def test_les_differences_se_lisent_cote_a_cote():
    charger_programmes(le=timezone.now())
    proposee = VersionProgramme.objects.get(etat="en_consultation")
    page = texte(connecter("direction").get(reverse("version_differences", args=[proposee.pk])))
    assert "7 différences, de la version 1 à la version 2." in page
    assert "retiré :" in page and "ajouté :" in page and "<ins>" in page and "<del>" in page
    seule = VersionProgrammeFactory(adoptee=True)
    page = texte(connecter("agent_partenaire").get(reverse("version_differences", args=[seule.pk])))
    assert "Il n’y a pas d’autre version" in page
