"""The demonstration opens on a placement already lived: verified, confirmed, offered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.demo.questions import REGION_FORMEE, appuyer_la_refonte, placer_une_fois
from tests.factories.ecoute import RefonteFactory
from tests.factories.guichet import UtilisateurFactory
from tests.factories.indicateurs import ScenarioFactory
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory

pytestmark = pytest.mark.django_db


def test_la_demonstration_a_un_placement_confirme_avec_son_certificat_et_ses_offres(client_role):
    le = timezone.now()
    for region in (REGION_FORMEE, "03"):
        GroupeFactory(region_id=region, capacite=2, minimum=1, debut=timezone.localdate() + timedelta(days=30))
        for _rang in range(3):
            InscriptionFactory(region_id=region)
    conseiller = Acteur(role=Role.CONSEILLER, utilisateur_id=UtilisateurFactory().pk)
    execution = placer_une_fois(conseiller, le)
    assert execution is not None and (execution.etat, execution.manquements) == ("confirmee", [])
    assert execution.offres.count() == execution.nb_placees == 2
    assert not execution.offres.filter(region=REGION_FORMEE).exists()
    page = client_role("conseiller", regions=[]).get(reverse("placement", args=[execution.pk]))
    assert page.status_code == 200


def test_sans_session_a_venir_la_demonstration_ne_place_personne():
    assert placer_une_fois(Acteur(role=Role.CONSEILLER), timezone.now()) is None


def test_la_proposition_en_cours_s_appuie_sur_un_scenario(client_role):
    RefonteFactory(approuvee=True, numero="R-1")
    ebauche, scenario = RefonteFactory(numero="R-2"), ScenarioFactory(nom="Plus de places")
    acteur = Acteur(role=Role.ANALYSTE, utilisateur_id=UtilisateurFactory().pk)
    appuyer_la_refonte(scenario, acteur, timezone.now())
    assert list(ebauche.preuves.values_list("nature", "cle")) == [("scenario", str(scenario.pk))]
    page = client_role("analyste").get(reverse("refonte", args=[ebauche.pk])).content.decode()
    assert "Plus de places" in page and reverse("scenario", args=[scenario.pk]) in page
