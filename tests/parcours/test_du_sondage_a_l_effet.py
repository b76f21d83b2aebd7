"""From what a survey says to a promise kept and an effect measured, each person at her own browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from indicateurs.models import Amelioration
from partenaires.models import EngagementConcertation
from tests.parcours import ecoute
from tests.parcours import ecoute_decor as scene
from tests.parcours.decor import Compte
from tests.parcours.gestes import donner_le_second_facteur, se_connecter
from tests.parcours.pile import Pile
from tests.parcours.regard import Regard


@pytest.fixture(scope="module")
def pile(lancer_pile: Callable[..., Pile]) -> Pile:
    return lancer_pile("ecoute")


@pytest.mark.timeout(600)
def test_du_sondage_a_l_effet_mesure(pile: Pile, ouvrir: Callable[..., BrowserContext]):
    regard, comptes = Regard("ecoute"), pile.dans_la_base(scene.planter_l_ecoute)

    def entrer(compte: Compte) -> Page:
        page = ouvrir(pile, regard).new_page()
        se_connecter(page, pile, compte.courriel)
        donner_le_second_facteur(page, compte.secret)
        return page

    analyste, direction, conseil, membre = (
        entrer(comptes[qui]) for qui in ("analyste", "direction", "conseil", "membre")
    )
    ecoute.consigner_le_constat(analyste, regard)
    ecoute.planifier(analyste, regard)
    ecoute.mettre_en_place(analyste, regard)
    ecoute.inscrire_l_engagement(direction, regard)
    ecoute.commencer_l_engagement(membre, regard)
    scene.laisser_passer_le_temps(pile.base)
    ecoute.convoquer(conseil, regard)
    ecoute.tenir_l_engagement(membre, regard)
    ecoute.mesurer(analyste, regard)
    ecoute.conclure(direction, regard)
    ecoute.lire_les_promesses(direction, regard)
    ecoute.lire_le_plan(ouvrir(pile, regard).new_page(), regard)
    assert pile.dans_la_base(bilan) == ("enquete", "conclue", "garder", "tenu", True)
    assert not regard.constats, "\n".join(regard.constats)


def bilan() -> tuple[str, str, str, str, bool]:
    """The line, where it comes from and what was decided; its promise, and that the one names the other."""
    ligne, promis = Amelioration.objects.get(), EngagementConcertation.objects.get()
    return ligne.origine, ligne.etat, ligne.conclusion, promis.etat, promis.origine_cle == str(ligne.pk)
