"""Field history: every changed row carries who changed it, in which request."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.urls import reverse
from pghistory.models import Context

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.vieprivee.historique import signature
from tests.factories.guichet import PersonneFactory
from tests.inscriptions.conftest import navigateur

pytestmark = pytest.mark.django_db


def test_un_champ_change_garde_son_ancienne_valeur_et_son_auteur():
    personne = PersonneFactory(prenom="Mei")
    acteur = Acteur(role=Role.CONSEILLER, utilisateur_id=7)
    with portee(Acteur.systeme(), reglages=signature(acteur, "requete-1")):
        personne.prenom = "Mai"
        personne.save()
    ancienne = apps.get_model("guichet", "PersonneEvent").objects.get(pgh_obj_id=personne.pk)
    assert ancienne.prenom == "Mei"
    contexte = Context.objects.get(pk=ancienne.pgh_context_id)
    assert contexte.metadata == {"acteur": 7, "role": "conseiller", "requete": "requete-1"}


def test_une_requete_signe_les_lignes_qu_elle_change():
    personne = PersonneFactory(avec_compte=True)
    appareil = navigateur(personne.utilisateur)
    reponse = appareil.post(reverse("inscription"))
    appareil.remplir("identite")
    signees = Context.objects.filter(metadata__acteur=personne.utilisateur_id, metadata__role="personne")
    assert reponse["X-Request-ID"] and signees.exists()
