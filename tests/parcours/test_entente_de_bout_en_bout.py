"""One entente from the call for projects to its closing, each person at her own browser."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import BrowserContext, Page

from partenaires.models import Decompte, Entente, Versement
from tests.parcours import decor as scene
from tests.parcours import entente_demande as demande
from tests.parcours import entente_execution as execution
from tests.parcours.gestes import donner_le_second_facteur, se_connecter
from tests.parcours.pile import Pile
from tests.parcours.regard import Regard


@pytest.fixture(scope="module")
def pile(lancer_pile: Callable[..., Pile]) -> Pile:
    return lancer_pile("entente")


@pytest.mark.timeout(900)
def test_une_entente_de_l_appel_a_la_fermeture(pile: Pile, ouvrir: Callable[..., BrowserContext]):
    regard, decor = Regard("entente"), pile.dans_la_base(scene.planter_un_appel)

    def entrer(compte: scene.Compte) -> Page:
        page = ouvrir(pile, regard).new_page()
        se_connecter(page, pile, compte.courriel)
        donner_le_second_facteur(page, compte.secret)
        return page

    organisme, gestion, approbation, paiement, direction = (
        entrer(decor[qui]) for qui in ("organisme", "gestion", "approbation", "paiement", "direction")
    )
    demande.deposer(organisme, regard)
    demande.analyser(gestion, regard)
    demande.decider_sans_delegation(approbation, regard)
    demande.deleguer(direction, regard, scene.NOMS["approbation"])
    demande.approuver(approbation, regard)
    demande.questionner(organisme, regard)
    demande.repondre_et_figer(gestion, regard, organisme=scene.NOMS["organisme"], ministere=scene.NOMS["approbation"])
    demande.signer(organisme, regard, "organisme")
    demande.signer(approbation, regard, "ministere")
    demande.terminer_la_delegation(direction, regard)
    assert pile.dans_la_base(execution.commencer)

    def exigible() -> None:
        pile.dans_la_base(execution.rendre_exigible)

    execution.payer(approbation, paiement, exigible, regard, "1")
    assert pile.dans_la_base(execution.generer_la_revue)
    execution.commenter_la_revue(organisme, regard)
    execution.conclure_la_revue(gestion, regard)
    execution.rendre_compte(organisme, regard, "périodique", part=50)
    execution.retourner(gestion, regard, "périodique")
    execution.corriger(organisme, regard, "périodique")
    execution.accepter(gestion, regard, "périodique")
    execution.payer(approbation, paiement, exigible, regard, "2")
    assert pile.dans_la_base(execution.finir_la_periode)
    execution.rendre_compte(organisme, regard, "Rapport final", part=90)
    execution.accepter(gestion, regard, "Rapport final")
    execution.etablir_le_decompte(gestion, regard)
    execution.approuver_le_decompte(approbation, regard)
    execution.payer(approbation, paiement, exigible, regard, "3")
    execution.fermer(approbation, regard)
    # 90 % of a budget of 60,000 $ was spent: the whole amount agreed is due.
    assert pile.dans_la_base(bilan) == ("fermee", Decimal("50000.00"), Decimal("50000.00"))
    assert not regard.constats, "\n".join(regard.constats)


def bilan() -> tuple[str, Decimal, Decimal]:
    """Where the entente stands, what it gave right to, what was paid."""
    paye = sum((versement.montant for versement in Versement.objects.emis()), Decimal(0))
    return Entente.objects.get().etat, Decompte.objects.get().droit, paye
