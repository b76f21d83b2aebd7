"""Accounts: e-mail and code, our words everywhere, nothing that needs JavaScript."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from guichet.models import Avis, Utilisateur
from tests.factories.guichet import PersonneFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db

ANGLAIS = re.compile(
    r"\b(Sign|Password|Please|Email|Account|Your|Submit|Change|Remove|Security|Code expires|Cancel|Enter|Add|the)\b"
)
PUBLIQUES = ("account_login", "account_signup", "account_request_login_code", "account_reset_password")
PERSONNELLES = (
    "account_logout",
    "account_set_password",
    "account_email",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "usersessions_list",
)


def texte(reponse) -> str:
    """What a reader sees."""
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", reponse.content.decode(), flags=re.S)
    return re.sub(r"<[^>]+>", " ", html)


def dernier_code() -> str:
    """The code in the last message of the outbox."""
    corps = Avis.objects.order_by("-cree_le").first().corps
    return re.search(r"^([A-Z0-9-]{6,12})$", corps, flags=re.M).group(1)


@pytest.fixture
def connecte(client) -> Client:
    client.force_login(UtilisateurFactory())
    return client


@pytest.mark.parametrize("page", PUBLIQUES)
def test_les_pages_publiques_de_compte_parlent_francais(client, page):
    reponse = client.get(reverse(page))
    assert reponse.status_code == 200
    assert not ANGLAIS.search(texte(reponse)), ANGLAIS.search(texte(reponse))


@pytest.mark.parametrize("page", PERSONNELLES)
def test_les_pages_personnelles_de_compte_parlent_francais(connecte, page):
    reponse = connecte.get(reverse(page))
    assert reponse.status_code == 200
    assert not ANGLAIS.search(texte(reponse)), ANGLAIS.search(texte(reponse))


def test_une_adresse_et_un_code_suffisent_pour_creer_un_compte(client):
    reponse = client.post(
        reverse("account_signup"), {"email": "nouvelle@exemple.com", "telephone_bureau": "", "next": "/inscription/"}
    )
    assert reponse.status_code == 302
    page = client.get(reponse.url)
    assert "nouvelle@exemple.com" in page.content.decode()
    assert not ANGLAIS.search(texte(page))
    suite = client.post(reponse.url, {"code": dernier_code(), "next": "/inscription/"})
    assert suite.status_code == 302
    assert client.get(reverse("inscription")).status_code == 200
    assert Utilisateur.objects.get(email="nouvelle@exemple.com").has_usable_password() is False


def test_un_mauvais_code_se_dit_en_francais_a_cote_du_champ(client):
    client.post(reverse("account_signup"), {"email": "nouvelle@exemple.com", "telephone_bureau": ""})
    page = client.post(reverse("account_email_verification_sent"), {"code": "FAUX99"})
    assert page.context["verify_form"].errors["code"]
    assert not ANGLAIS.search(texte(page))


def test_un_robot_qui_remplit_le_piege_ne_cree_pas_de_compte(client):
    client.post(reverse("account_signup"), {"email": "robot@exemple.com", "telephone_bureau": "514"})
    assert not Utilisateur.objects.filter(email="robot@exemple.com").exists()


def test_la_connexion_par_code_ne_demande_pas_de_mot_de_passe(client):
    compte = UtilisateurFactory(email="amina@exemple.com")
    compte.emailaddress_set.create(email=compte.email, verified=True, primary=True)
    reponse = client.post(reverse("account_request_login_code"), {"email": compte.email})
    avis = Avis.objects.get(destinataire=compte.email)
    assert dernier_code() not in avis.objet
    client.post(reponse.url, {"code": dernier_code()})
    assert client.get(reverse("usersessions_list")).status_code == 200


def test_une_adresse_inconnue_ne_se_devine_pas(client):
    reponse = client.post(reverse("account_request_login_code"), {"email": "personne@exemple.com"})
    assert reponse.status_code == 302
    assert "Aucun compte" in Avis.objects.get(destinataire="personne@exemple.com").objet


def test_le_dossier_suit_la_nouvelle_adresse_du_compte(client):
    compte = UtilisateurFactory(email="avant@exemple.com")
    compte.emailaddress_set.create(email=compte.email, verified=True, primary=True)
    dossier = PersonneFactory(utilisateur=compte, courriel=compte.email)
    client.force_login(compte)
    client.post(reverse("account_email"), {"email": "apres@exemple.com", "action_add": "1"})
    client.post(reverse("account_email_verification_sent"), {"code": dernier_code()})
    dossier.refresh_from_db()
    assert dossier.courriel == "apres@exemple.com"


@pytest.mark.parametrize(
    "saisie", ["", "pas une adresse", "a" * 10_000, "<script>alert(1)</script>@x", "a\x00b@exemple.com", "' OR 1=1 --"]
)
def test_une_adresse_impossible_donne_un_message_francais(client, saisie):
    for page in ("account_signup", "account_request_login_code"):
        reponse = client.post(reverse(page), {"email": saisie, "telephone_bureau": ""})
        assert reponse.status_code == 200
        assert reponse.context["form"].errors["email"]
        assert not ANGLAIS.search(" ".join(reponse.context["form"].errors["email"]))


def test_les_codes_de_secours_demandent_de_se_reconnaitre_sans_panne(client):
    utilisateur = UtilisateurFactory()
    TOTP.activate(utilisateur, generate_totp_secret())
    RecoveryCodes.activate(utilisateur)
    client.force_login(utilisateur)
    reponse = client.get(reverse("mfa_view_recovery_codes"))
    assert (reponse.status_code, reponse.url.split("?")[0]) == (302, reverse("mfa_reauthenticate"))
