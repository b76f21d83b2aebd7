"""Accounts: roles from memberships, the second factor, the switcher, what an outsider can learn."""

import re
from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import ROLES_AVEC_AMF, Role
from guichet.comptes.adaptateurs import AdaptateurAmf
from guichet.models import Adhesion, Avis
from guichet.tasks import relayer_avis
from tests.factories.guichet import AdhesionFactory, OrganisationFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", sorted(ROLES_AVEC_AMF))
def test_sans_second_facteur_aucune_page_du_personnel(client_role, role):
    reponse = client_role(role, avec_amf=False).get(reverse("espace"))
    assert reponse.status_code == 302
    assert reponse["Location"] == reverse("mfa_activate_totp")


def test_avec_un_second_facteur_la_page_s_ouvre(client_role):
    client = client_role("analyste", avec_amf=False)
    TOTP.activate(client.acteur_de_test.utilisateur, "JBSWY3DPEHPK3PXP")
    assert client.get(reverse("tableau_de_bord")).status_code == 200


def test_le_personnel_garde_au_moins_un_second_facteur(client_role):
    utilisateur = client_role("conseiller").acteur_de_test.utilisateur
    TOTP.activate(utilisateur, "JBSWY3DPEHPK3PXP")
    facteur = Authenticator.objects.get(user=utilisateur, type=Authenticator.Type.TOTP)
    assert not AdaptateurAmf().can_delete_authenticator(facteur)


def test_une_personne_entre_sans_second_facteur(client_role):
    assert client_role("personne").get(reverse("espace"))["Location"] == reverse("suivi")


def test_une_adhesion_finie_ne_donne_plus_de_role(client_role):
    client = client_role("analyste")
    hier = timezone.localdate() - timedelta(days=1)
    Adhesion.objects.update(valide_au=hier, motif_fin="Départ")
    assert client.get(reverse("tableau_de_bord")).status_code == 403


def test_un_compte_desactive_perd_sa_session(client_role):
    client = client_role("analyste")
    utilisateur = client.acteur_de_test.utilisateur
    utilisateur.is_active = False
    utilisateur.save(update_fields=["is_active"])
    assert client.get(reverse("tableau_de_bord")).status_code == 302


def test_changer_d_organisation_change_le_role_et_la_session(client_role):
    client = client_role("agent_partenaire")
    premiere = client.session.session_key
    autre = AdhesionFactory(
        utilisateur=client.acteur_de_test.utilisateur, role=Role.ENSEIGNANT, organisation=OrganisationFactory()
    )
    client.post(reverse("changer_adhesion"), {"adhesion": str(autre.pk)})
    assert client.session["adhesion"] == str(autre.pk)
    assert client.session.session_key != premiere


@pytest.mark.parametrize("valeur", ["pas-un-uuid", "00000000-0000-0000-0000-000000000000"])
def test_on_n_agit_pas_sous_une_adhesion_d_autrui(client_role, valeur):
    etrangere = AdhesionFactory()
    client = client_role("agent_partenaire")
    for choix in (valeur, str(etrangere.pk)):
        assert client.post(reverse("changer_adhesion"), {"adhesion": choix}).status_code == 404


@pytest.mark.parametrize(
    "champs", [{"role": "conseiller"}, {"organisation": None}, {"valide_au": date(2019, 1, 1)}], ids=str
)
def test_la_base_refuse_une_adhesion_incoherente(champs):
    with pytest.raises(Exception, match="adhesion_"):
        AdhesionFactory(**({"role": Role.AGENT_PARTENAIRE} | champs))


def _code(texte: str) -> str:
    return re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{2,4})\s*$", texte, re.MULTILINE).group(1)


@pytest.mark.django_db(transaction=True)
def test_on_entre_par_un_code_recu_par_courriel_une_seule_fois(systeme):
    with systeme:
        utilisateur = UtilisateurFactory(email="amina@exemple.test")
        EmailAddress.objects.create(user=utilisateur, email=utilisateur.email, verified=True, primary=True)
    client = Client()
    client.post(reverse("account_request_login_code"), {"email": utilisateur.email})
    relayer_avis()
    code = _code(mail.outbox[-1].body)
    assert "amina" not in mail.outbox[-1].subject.lower()
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert client.session.get("_auth_user_id") == str(utilisateur.pk)
    autre = Client()
    autre.post(reverse("account_request_login_code"), {"email": utilisateur.email})
    autre.post(reverse("account_confirm_login_code"), {"code": code})
    assert "_auth_user_id" not in autre.session


@pytest.mark.parametrize("page", ["account_request_login_code", "account_reset_password"])
def test_une_adresse_inconnue_recoit_la_meme_reponse(page):
    UtilisateurFactory(email="connue@exemple.test")
    reponses = [Client().post(reverse(page), {"email": e}) for e in ("connue@exemple.test", "inconnue@exemple.test")]
    assert reponses[0].status_code == reponses[1].status_code
    assert reponses[0].headers.get("Location") == reponses[1].headers.get("Location")


def test_cinq_mauvais_mots_de_passe_ferment_la_porte():
    utilisateur = UtilisateurFactory(email="cible@exemple.test", password="Bon-mot-de-passe-2026")
    client = Client()
    for _ in range(5):
        client.post(reverse("account_login"), {"login": utilisateur.email, "password": "faux"})
    client.post(reverse("account_login"), {"login": utilisateur.email, "password": "Bon-mot-de-passe-2026"})
    assert "_auth_user_id" not in client.session


def test_les_courriels_de_compte_passent_par_la_boite_d_envoi():
    Client().post(reverse("account_reset_password"), {"email": UtilisateurFactory().email})
    assert Avis.objects.filter(cle__startswith="compte:").count() == 1
