"""What answering costs, and what it never reads: the code alone says what may be answered."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guichet.middleware import acteur
from indicateurs.actions import reponse as actions
from indicateurs.models import Invitation, Urne
from tests.connexion import connecter
from tests.factories.guichet import PersonneFactory
from tests.factories.sondages import VagueSondageFactory

pytestmark = pytest.mark.django_db(transaction=True)
ENVOI = {"page": "9", "langue": "fr", "q_satisfaction": "8", "q_aide": "oui", "q_mots": "Plus de soirs"}
DE_LA_SEANCE = ("django_session", "guichet_utilisateur", "guichet_adhesion", "SAVEPOINT")


@pytest.fixture
def invitation(systeme):
    with systeme:
        return Invitation.objects.create(
            vague=VagueSondageFactory(),
            personne=PersonneFactory(region_id="06"),
            strate="06",
            canal="courriel",
            code="0123456789abcdef",
        )


def ordres_lus(systeme, invitation) -> tuple[list[str], list[str]]:
    """The statements of a page of questions, then of an answer, for someone who is signed in."""
    with systeme:
        client = connecter("analyste")
    url = reverse("sondage_repondre", args=[invitation.code])
    client.get(url)  # A version is read once by process.
    with CaptureQueriesContext(connection) as page:
        assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as reponse:
        assert "reçues" in client.post(url, ENVOI).content.decode()
    return [lu["sql"] for lu in page], [lu["sql"] for lu in reponse]


def hors_seance(ordres: list[str]) -> bool:
    return not any(mot in ordre for ordre in ordres for mot in DE_LA_SEANCE)


def test_repondre_coute_deux_ordres_et_ne_lit_ni_seance_ni_compte(systeme, invitation):
    page, reponse = ordres_lus(systeme, invitation)
    # BEGIN, the scope and the statement leave together; COMMIT follows.
    assert ([ordre for ordre in page if ordre != "COMMIT"], len(reponse)) == (page[:1], 4)
    assert hors_seance(page + reponse)
    with systeme:
        assert Urne.objects.get().strate == "06"


def test_temoin_avec_une_seance_le_compte_serait_lu(systeme, invitation, monkeypatch):
    monkeypatch.setattr(acteur, "SANS_SEANCE", ("/statique/", "/sante/"))
    page, reponse = ordres_lus(systeme, invitation)
    assert len(reponse) > 6
    assert not hors_seance(page + reponse)


def repondre_ensemble(invitation, fois: int = 6) -> list[int]:
    """The same code sent from several browsers at once; the status each received."""
    depart, recus = threading.Barrier(fois), []
    url = reverse("sondage_repondre", args=[invitation.code])

    def envoyer() -> None:
        depart.wait()
        try:
            recus.append(Client().post(url, ENVOI).status_code)
        finally:
            connections.close_all()

    fils = [threading.Thread(target=envoyer) for _rang in range(fois)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    return sorted(recus)


def test_six_envois_a_la_fois_du_meme_code_ne_font_qu_un_bulletin(systeme, invitation):
    assert repondre_ensemble(invitation) == [200] + [410] * 5
    with systeme:
        assert Urne.objects.count() == 1


def test_temoin_sans_condition_sur_le_code_plusieurs_bulletins_entrent(systeme, invitation, monkeypatch):
    monkeypatch.setattr(actions, "PAR_INVITATION", actions.PAR_INVITATION.replace("AND NOT i.repondue", ""))
    recus = repondre_ensemble(invitation)
    with systeme:
        assert Urne.objects.count() == recus.count(200) > 1


def test_une_vague_fermee_pendant_que_l_on_ecrit_ne_recoit_plus_rien(systeme, invitation):
    with systeme:
        vague = invitation.vague
        lendemain = vague.ferme_le + timedelta(days=1)
        with pytest.raises(actions.VagueClose):
            actions.repondre(vague=vague, invitation=invitation, valeurs={}, au=lendemain)
        with pytest.raises(actions.VagueClose):
            actions.repondre(vague=vague, invitation=None, valeurs={}, au=lendemain)
        invitation.refresh_from_db()
        assert (invitation.repondue, Urne.objects.count()) == (False, 0)
