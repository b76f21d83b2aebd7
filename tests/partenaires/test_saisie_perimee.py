"""Two pages write the same account: the one that had not read the other is refused, and nothing typed is lost."""

from __future__ import annotations

import pytest
from django.urls import reverse

from partenaires.actions import reddition as actions
from partenaires.models import Reddition
from partenaires.queries.redditions import version_saisie
from tests.connexion import connecter
from tests.factories.ententes import RedditionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def brouillon():
    return RedditionFactory(etat="brouillon", recit="Premier récit.")


def page(brouillon):
    client = connecter("agent_partenaire", organisation=brouillon.organisation)
    adresse = reverse("reddition_ecrire", args=[brouillon.pk])
    return lambda recit, version: client.post(adresse, {"recit": recit, "version": version})


def test_la_page_ouverte_avant_un_autre_enregistrement_est_refusee_et_garde_ce_qui_est_ecrit(brouillon):
    envoyer, ouverte = page(brouillon), version_saisie(brouillon)
    assert envoyer("Écrit dans le premier onglet.", ouverte).status_code == 302
    refus = envoyer("Écrit dans le second onglet.", ouverte)
    texte = refus.content.decode()
    assert refus.status_code == 200 and "depuis que vous avez ouvert celle-ci" in texte
    assert "Écrit dans le second onglet." in texte and "Écrit dans le premier onglet." in texte
    assert Reddition.objects.get(pk=brouillon.pk).recit == "Écrit dans le premier onglet."
    # Read, then saved again: the page carries the version it has just shown.
    relue = refus.context["form"].data["version"]
    assert envoyer("Les deux ensemble.", relue).status_code == 302
    assert Reddition.objects.get(pk=brouillon.pk).recit == "Les deux ensemble."


def test_une_page_sans_version_est_refusee(brouillon):
    assert page(brouillon)("Sans version.", "").status_code == 200
    assert Reddition.objects.get(pk=brouillon.pk).recit == "Premier récit."


def test_temoin_sans_version_le_dernier_efface_le_premier(brouillon, monkeypatch):
    monkeypatch.setattr(actions, "version_saisie", lambda _reddition: ouverte)
    envoyer, ouverte = page(brouillon), version_saisie(brouillon)
    envoyer("Premier onglet.", ouverte)
    assert envoyer("Second onglet.", ouverte).status_code == 302
    assert Reddition.objects.get(pk=brouillon.pk).recit == "Second onglet."
