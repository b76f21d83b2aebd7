"""Views received: once at each due date, while the right holds, checked when they are made and when they leave."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.avis import relais
from guichet.cloison import portee
from guichet.models import Avis, EtatAvis
from indicateurs.actions import abonnement as actions
from indicateurs.liens_vues import lien_du_document
from indicateurs.models import Abonnement, EnvoiVue, Rythme
from indicateurs.policies import peut_encore_lire
from indicateurs.routines import envoyer_vues
from tests.factories.guichet import AdhesionFactory
from tests.factories.indicateurs import AbonnementFactory

pytestmark = pytest.mark.django_db
LE = timezone.now()
AUJOURDHUI = timezone.localdate(LE)


@pytest.fixture(autouse=True)
def document_court(monkeypatch):
    """The document itself has its own test: here its words are enough."""
    monkeypatch.setattr(actions, "rendre_tableau", lambda formulaire, *, le: formulaire.requete().encode())


@pytest.fixture
def adhesion():
    return AdhesionFactory(role="analyste", organisation=None)


def abonner(adhesion, **champs) -> Abonnement:
    return AbonnementFactory(utilisateur=adhesion.utilisateur, **champs)


def envoyer_les_avis() -> list[str]:
    dus = relais.reclamer(au=timezone.now())
    return [relais.envoyer(avis_id) for avis_id in dus]


def perdre_le_role(adhesion) -> None:
    adhesion.valide_du, adhesion.valide_au = AUJOURDHUI - timedelta(days=9), AUJOURDHUI - timedelta(days=1)
    adhesion.motif_fin = "Départ"
    adhesion.save()


@pytest.mark.parametrize(
    ("rythme", "jour", "suivante"),
    [
        ("hebdomadaire", date(2026, 11, 28), date(2026, 11, 30)),
        ("hebdomadaire", date(2026, 11, 30), date(2026, 12, 7)),
        ("mensuel", date(2026, 12, 1), date(2027, 1, 1)),
        ("mensuel", date(2027, 1, 31), date(2027, 2, 1)),
    ],
)
def test_la_prochaine_echeance_suit_le_rythme(rythme, jour, suivante):
    assert Rythme(rythme).suivante(jour) == suivante


def test_une_echeance_envoie_une_fois_le_lien_et_le_document(adhesion):
    abonnement = abonner(adhesion)
    assert envoyer_vues() == 1
    assert envoyer_vues() == 0
    envoi = EnvoiVue.objects.get()
    assert (envoi.abonnement, envoi.du_le) == (abonnement, AUJOURDHUI)
    assert envoyer_les_avis() == [EtatAvis.ENVOYE]
    (message,) = mail.outbox
    assert message.to == [adhesion.utilisateur.email]
    assert lien_du_document(envoi) in message.body
    assert "?periode=12&region=06" in message.body


def test_trois_lundis_manques_font_un_seul_envoi(adhesion):
    abonnement = abonner(adhesion, prochain_le=AUJOURDHUI - timedelta(days=21))
    assert [envoyer_vues(), envoyer_vues()] == [1, 0]
    abonnement.refresh_from_db()
    assert abonnement.prochain_le == Rythme.HEBDOMADAIRE.suivante(AUJOURDHUI)


def sans_role_rien_ne_part(adhesion) -> bool:
    """True when someone who lost her role receives nothing and her subscription ends with a reason."""
    abonnement = abonner(adhesion)
    perdre_le_role(adhesion)
    envoyer_vues()
    abonnement.refresh_from_db()
    return not EnvoiVue.objects.exists() and not Avis.objects.exists() and abonnement.motif_fin != ""


def test_qui_a_perdu_son_role_ne_recoit_rien_et_l_abonnement_finit_avec_son_motif(adhesion):
    assert sans_role_rien_ne_part(adhesion)


def test_temoin_sans_nouvelle_verification_la_vue_partirait(adhesion, monkeypatch):
    monkeypatch.setattr(actions, "peut_encore_lire", lambda utilisateur, *, au: True)
    assert not sans_role_rien_ne_part(adhesion)


def test_un_role_perdu_entre_le_depot_et_l_envoi_retient_le_message(adhesion):
    abonner(adhesion)
    envoyer_vues()
    perdre_le_role(adhesion)
    assert envoyer_les_avis() == [EtatAvis.SANS_OBJET]
    assert mail.outbox == []


def test_un_compte_ferme_ou_d_un_partenaire_ne_lit_plus(adhesion):
    assert peut_encore_lire(adhesion.utilisateur, au=AUJOURDHUI)
    adhesion.utilisateur.is_active = False
    assert not peut_encore_lire(adhesion.utilisateur, au=AUJOURDHUI)
    assert not peut_encore_lire(AdhesionFactory(role="enseignant").utilisateur, au=AUJOURDHUI)


def test_s_abonner_deux_fois_a_la_meme_vue_en_garde_une(client_role):
    client = client_role("direction")
    for vue in ("region=06&periode=12", "periode=12&region=06&inconnu=1"):
        client.post(reverse("abonnements"), {"vue": vue, "rythme": "mensuel"})
    page = client.get(reverse("abonnements")).content.decode()
    assert Abonnement.objects.count() == 1
    assert "Montréal" in page


def test_un_rythme_inconnu_est_refuse_en_mots(client_role):
    page = client_role("analyste").post(reverse("abonnements"), {"vue": "", "rythme": "jamais"}, follow=True)
    assert "Choisissez quand recevoir" in page.content.decode()
    assert not Abonnement.objects.exists()


def test_chacun_ne_voit_et_ne_finit_que_ses_vues(client_role, adhesion):
    abonnement = abonner(adhesion)
    autre = client_role("direction")
    assert autre.post(reverse("abonnement_terminer", args=[abonnement.pk])).status_code == 404
    with portee(Acteur.systeme()):
        envoyer_vues()
    envoi = EnvoiVue.objects.get()
    assert autre.get(lien_du_document(envoi)).status_code == 404
    assert abonnement.titre not in autre.get(reverse("abonnements")).content.decode()


def test_la_personne_ouvre_son_document_puis_finit_et_plus_rien_ne_part(client_role):
    client = client_role("analyste")
    abonnement = abonner(client.acteur_de_test)
    envoyer_vues()
    envoi = EnvoiVue.objects.get()
    assert lien_du_document(envoi) in client.get(reverse("abonnements")).content.decode()
    recu = client.get(lien_du_document(envoi))
    assert b"".join(recu.streaming_content) == b"periode=12&region=06"
    client.post(reverse("abonnement_terminer", args=[abonnement.pk]))
    assert envoyer_les_avis() == [EtatAvis.SANS_OBJET]
    Abonnement.objects.update(prochain_le=AUJOURDHUI)
    assert envoyer_vues() == 0


def test_le_lien_est_signe_pour_un_temps_et_les_droits_sont_relus_a_l_ouverture(client_role, monkeypatch):
    client = client_role("analyste")
    abonner(client.acteur_de_test)
    envoyer_vues()
    envoi = EnvoiVue.objects.get()
    lien, nu = lien_du_document(envoi), reverse("vue_envoyee", args=[envoi.pk])
    assert client.get(lien).status_code == 200
    assert [client.get(f"{nu}{cle}").status_code for cle in ("", "?cle=", f"?cle={lien[-9:]}")] == [404, 404, 404]
    assert Client().get(lien).status_code != 200
    # The session still holds the role that ended today: the right is read again.
    monkeypatch.setattr("indicateurs.views.abonnements.peut_encore_lire", lambda _compte, *, au: False)
    assert client.get(lien).status_code == 404
    monkeypatch.undo()
    EnvoiVue.objects.update(fait_le=LE - timedelta(days=15))
    perime = client.get(lien_du_document(EnvoiVue.objects.get()))
    assert perime.status_code == 410 and "n’est plus offert" in perime.content.decode()
    assert "lien expiré" in client.get(reverse("abonnements")).content.decode()


def ouvre_apres_avoir_perdu_son_role(client) -> bool:
    """True when a document sent while the role held opens after it ended, the session still open."""
    abonner(client.acteur_de_test)
    envoyer_vues()
    lien = lien_du_document(EnvoiVue.objects.get())
    assert client.get(lien).status_code == 200
    perdre_le_role(client.acteur_de_test)
    # An agent of an organisation from now on, on the same account.
    AdhesionFactory(role="agent_partenaire", utilisateur=client.acteur_de_test.utilisateur)
    return client.get(lien).status_code == 200


def test_un_role_perdu_entre_l_envoi_et_l_ouverture_ferme_le_lien(client_role):
    client = client_role("analyste")
    assert not ouvre_apres_avoir_perdu_son_role(client)
    # The right comes back with a role of the ministry, whichever it is.
    AdhesionFactory(role="direction", organisation=None, utilisateur=client.acteur_de_test.utilisateur)
    ouverte = client.session
    ouverte.pop("adhesion", None)
    ouverte.save()
    assert peut_encore_lire(client.acteur_de_test.utilisateur, au=AUJOURDHUI)


def test_temoin_un_droit_lu_une_fois_pour_toutes_laisserait_ouvrir(client_role, monkeypatch):
    """Control: with the right kept from the sending, the same person opens the same link."""
    monkeypatch.setattr("indicateurs.views.abonnements.peut_encore_lire", lambda _compte, *, au: True)
    monkeypatch.setattr("indicateurs.policies.peut_lire_indicateurs", lambda acteur: acteur is not None)
    assert ouvre_apres_avoir_perdu_son_role(client_role("analyste"))


def test_temoin_sans_relire_le_droit_le_message_depose_partirait(adhesion, monkeypatch):
    abonner(adhesion)
    envoyer_vues()
    perdre_le_role(adhesion)
    monkeypatch.setattr("indicateurs.courriels.peut_encore_lire", lambda _compte, *, au: True)
    assert envoyer_les_avis() == [EtatAvis.ENVOYE] and len(mail.outbox) == 1


def test_finir_est_au_journal(adhesion):
    abonnement = abonner(adhesion)
    acteur = Acteur(role=Role.ANALYSTE, utilisateur_id=adhesion.utilisateur_id)
    actions.terminer(abonnement=abonnement, acteur=acteur, le=LE)
    abonnement.refresh_from_db()
    assert (abonnement.etat, bool(abonnement.motif_fin)) == ("termine", True)
