"""The charts of the homes: own figures among anonymous peers, envelopes to the end of the year."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from partenaires import figures_accueil
from partenaires.exercices import mois_de
from partenaires.queries import enveloppes as requetes
from partenaires.queries import pairs
from partenaires.queries.enveloppes import Consommation, Mois, previsions
from tests.connexion import connecter
from tests.factories.ententes import EntenteFactory, IndicateurFactory, VoletFactory
from tests.factories.normes import EnveloppeFactory
from tests.partenaires.test_ponctualite import DEBUT, a, organisation_avec

JOUR = DEBUT + timedelta(days=60)


@pytest.fixture(autouse=True)
def _jour():
    cache.clear()
    with time_machine.travel(a(JOUR), tick=False):
        yield


def convenir(organisation, version=1):
    IndicateurFactory(entente=organisation.ententes.get(), code="redditions_a_temps", version_mesure=version)


def page_de(organisation):
    return connecter("gestionnaire_partenaire", organisation=organisation).get(reverse("partenaire_accueil"))


@pytest.mark.django_db
def test_l_accueil_montre_ses_chiffres_et_rien_des_pairs_sous_le_minimum():
    mienne = organisation_avec(3, 4)
    convenir(mienne)
    autres = [organisation_avec(a_temps, 4) for a_temps in (0, 1, 2, 4)]
    seule = page_de(mienne)
    assert seule.context["parmi_les_pairs"].rangees()[0][1] == ["75,0\u00a0%", "–", "–", "–"]
    assert "Trop peu d’organismes semblables" in seule.content.decode()
    cache.clear()
    autres.append(organisation_avec(4, 4))
    page = page_de(mienne)
    assert page.context["parmi_les_pairs"].rangees()[0][1] == [
        "75,0\u00a0%",
        "25,0\u00a0%",
        "50,0\u00a0%",
        "100,0\u00a0%",
    ]
    assert "moitié centrale" in page.content.decode()
    assert not any(autre.nom in page.content.decode() for autre in autres)


@pytest.mark.django_db
def test_temoin_sans_le_minimum_quatre_pairs_se_liraient(monkeypatch):
    mienne = organisation_avec(3, 4)
    convenir(mienne)
    for a_temps in (0, 1, 2, 4):
        organisation_avec(a_temps, 4)
    monkeypatch.setattr(pairs, "parametre", lambda cle, *, au: 1 if cle == "pairs_minimum" else Decimal(3))
    assert page_de(mienne).context["parmi_les_pairs"].rangees()[0][1][2] != "–"


@pytest.mark.django_db
def test_un_indicateur_dont_la_definition_a_change_ne_se_compare_pas():
    mienne = organisation_avec(1, 1)
    convenir(mienne, version=99)
    assert pairs.mesures_convenues(mienne, au=JOUR) == []
    assert page_de(mienne).context["parmi_les_pairs"] is None


# --- Envelopes --------------------------------------------------------------------------------------------------------

ANNEE = Consommation(2026, Decimal(1000), Decimal(700), Decimal(250), Decimal(110))


def douze_mois(connus: int) -> list[Mois]:
    """100 planned every second month, 80 paid in each known one of those."""
    return [
        Mois(premier, Decimal(100 * (rang % 2)), Decimal(80 * (rang % 2)) if rang < connus else None)
        for rang, premier in enumerate(mois_de(2026))
    ]


@pytest.mark.parametrize("connus", [0, 1, 6, 11])
def test_la_prevision_part_de_ce_qui_reste_et_finit_a_la_projection(connus):
    mois = douze_mois(connus)
    restes = previsions(ANNEE, mois)
    assert len(restes) == 12 and restes[-1] == ANNEE.enveloppe - ANNEE.projete
    assert [reste is None for reste in restes] == [rang < connus - 1 for rang in range(12)]
    if connus:
        assert restes[connus - 1] == ANNEE.enveloppe - sum(un.verse or 0 for un in mois)
    assert all(avant >= apres for avant, apres in pairwise(r for r in restes if r is not None))


def test_une_annee_finie_n_a_pas_de_prevision():
    assert previsions(ANNEE, douze_mois(12)) == [None] * 12
    assert len(figures_accueil.figure_enveloppe(ANNEE, douze_mois(12)).series) == 2
    assert len(figures_accueil.figure_enveloppe(ANNEE, douze_mois(6)).series) == 3


@pytest.mark.django_db
def test_le_portefeuille_avertit_avant_le_depassement_et_reunit_les_programmes():
    volet = VoletFactory()
    EnveloppeFactory(exercice=2026, montant=Decimal("100000"), debut_le=a(DEBUT))
    EntenteFactory(volet=volet, approuvee=True, montant_demande=Decimal("50000"), debut=date(2026, 12, 1))
    client, adresse = connecter("gestionnaire_ententes"), reverse("portefeuille")
    page = client.get(adresse)
    assert page.context["epuisement"] is not None and "presque épuisée" not in page.content.decode()
    EntenteFactory(volet=volet, approuvee=True, montant_demande=Decimal("45000"), debut=date(2026, 12, 1))
    assert "presque épuisée" in client.get(adresse).content.decode()
    ensemble = requetes.portefeuille_des_enveloppes(au=JOUR)
    assert (ensemble.total.enveloppe, ensemble.total.engage, len(ensemble.mois)) == (100000, 95000, 12)
    EntenteFactory(volet=volet, approuvee=True, montant_demande=Decimal("9000"), debut=date(2026, 12, 1))
    assert "dépassent l’enveloppe" in client.get(adresse).content.decode()


@pytest.mark.django_db
def test_sans_enveloppe_le_portefeuille_reste_sobre():
    page = connecter("direction").get(reverse("portefeuille"))
    assert page.context["epuisement"] is None and "Où vont les enveloppes" not in page.content.decode()
