"""Calls for projects by page: prepared, opened, cancelled; what a partner and the ministry see."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from partenaires.actions.exemples import charger_programmes
from partenaires.models import AppelProjets, VersionProgramme
from tests.connexion import connecter
from tests.factories.ententes import (
    AppelFactory,
    EntenteFactory,
    VersionProgrammeFactory,
    VoletFactory,
)
from tests.factories.guichet import OrganisationFactory

pytestmark = pytest.mark.django_db


def texte(reponse) -> str:
    return reponse.content.decode()


def jour(nom: str, date) -> dict:
    return {f"{nom}_jour": date.day, f"{nom}_mois": date.month, f"{nom}_annee": date.year}


def appel_saisi(volet, /, **autres) -> dict:
    demain = timezone.localdate() + timedelta(days=1)
    return {
        "titre": "Cours du soir",
        "volet": str(volet.pk),
        "regions": ["06"],
        "enveloppe": "500 000",
        **jour("ouvre_le", demain),
        **jour("ferme_le", demain + timedelta(days=30)),
        **jour("debut", demain + timedelta(days=90)),
        **jour("fin", demain + timedelta(days=454)),
        **autres,
    }


def volet_adopte():
    charger_programmes(le=timezone.now())
    return VersionProgramme.objects.get(programme="soutien-integration", numero=1).volets.get(code="parcours")


def test_un_appel_se_prepare_se_change_s_ouvre_et_s_annule():
    volet = volet_adopte()
    client = connecter("gestionnaire_ententes")
    reponse = client.post(reverse("appel_projets_nouveau"), appel_saisi(volet))
    appel = AppelProjets.objects.get()
    assert reponse.url == reverse("appel_projets", args=[appel.pk])
    assert (appel.version, appel.etat, appel.numero[-3:]) == (volet.version, "ebauche", "001")
    client.post(reverse("appel_projets_modifier", args=[appel.pk]), appel_saisi(volet, titre="Cours de jour"))
    appel.refresh_from_db()
    assert appel.titre == "Cours de jour"
    client.post(reverse("appel_projets_pas", args=[appel.pk, "ouvrir_appel"]))
    appel.refresh_from_db()
    assert appel.etat == "ouvert"
    assert client.get(reverse("appel_projets_modifier", args=[appel.pk])).status_code == 302
    adresse = reverse("appel_projets_pas", args=[appel.pk, "annuler"])
    assert client.post(adresse, {}).context["form"].errors
    client.post(adresse, {"motif": "appel_budget"})
    appel.refresh_from_db()
    assert appel.etat == "annule"


@pytest.mark.parametrize(
    ("autres", "champ"),
    [
        ({"enveloppe": "zéro"}, "enveloppe"),
        ({"titre": ""}, "titre"),
        ({"volet": ""}, "volet"),
        ({"ferme_le_annee": 2020}, "ferme_le"),
        ({"fin_annee": 2020}, "fin"),
        ({"regions": ["99"]}, "regions"),
    ],
)
def test_un_appel_impossible_nomme_le_champ_et_garde_ce_qui_est_ecrit(autres, champ):
    donnees = appel_saisi(volet_adopte(), description="Texte gardé", **autres)
    reponse = connecter("gestionnaire_ententes").post(reverse("appel_projets_nouveau"), donnees)
    assert champ in reponse.context["form"].errors and "Texte gardé" in texte(reponse)
    assert not AppelProjets.objects.exists()


def test_un_appel_ne_se_fait_que_sous_une_version_adoptee():
    volet = VoletFactory()
    reponse = connecter("gestionnaire_ententes").post(reverse("appel_projets_nouveau"), appel_saisi(volet))
    assert "volet" in reponse.context["form"].errors


def test_un_partenaire_voit_les_appels_de_sa_region_et_de_son_genre():
    volet = VoletFactory(organisations=["organisme"])
    AppelFactory(titre="Pour nous", volet=volet, regions=["06"])
    AppelFactory(titre="Partout", volet=volet)
    AppelFactory(titre="Ailleurs", volet=volet, regions=["03"])
    AppelFactory(titre="Aux cégeps", volet=VoletFactory(organisations=["cegep"]))
    AppelFactory(titre="En préparation", volet=volet, etat="ebauche")
    client = connecter("agent_partenaire", organisation=OrganisationFactory(region_id="06", genre="organisme"))
    page = client.get(reverse("appels"))
    assert {appel.titre for appel in page.context["ouverts"]} == {"Pour nous", "Partout"}
    assert "Ailleurs" not in texte(page) and "En préparation" not in texte(page)
    ailleurs = AppelProjets.objects.get(titre="Ailleurs")
    assert "autres régions" in texte(client.get(reverse("appel_projets", args=[ailleurs.pk])))


def test_un_appel_montre_ce_qui_est_demande_et_accorde():
    appel = AppelFactory(enveloppe=Decimal("300000"))
    for traits in ({"soumise": True}, {"approuvee": True}, {}):
        EntenteFactory(appel=appel, volet=appel.volet, montant_demande=Decimal("100000"), **traits)
    page = connecter("direction").get(reverse("appel_projets", args=[appel.pk]))
    lu = page.context["appel"]
    assert (lu.nb_demandes, lu.demande, lu.accorde) == (2, Decimal("200000"), Decimal("100000"))
    assert page.context["reste"] == Decimal("200000")


def test_dix_appels_et_dix_versions_coutent_les_requetes_d_un_seul():
    client = connecter("gestionnaire_ententes")
    volet = VoletFactory()
    comptes = []
    for nombre in (1, 9):
        for _fois in range(nombre):
            AppelFactory(volet=volet)
            VersionProgrammeFactory(adoptee=True)
        requetes = 0
        for route in ("appels", "programmes"):
            with CaptureQueriesContext(
                connection,
            ) as capture:
                client.get(reverse(route))
            requetes += len(capture)
        comptes.append(requetes)
    assert comptes[0] == comptes[1]
