"""One person, from the home page to a certificate, as each user lives it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from inscriptions.models import OffreDePlace
from tests.parcours import conseil, cours
from tests.parcours import decor as scene
from tests.parcours.demande import remplir_la_demande
from tests.parcours.gestes import continuer, creer_un_compte, donner_le_second_facteur, se_connecter, suivre
from tests.parcours.pile import Pile
from tests.parcours.regard import ETROIT, Regard

AMINA, NOM = "amina@exemple.test", "Amina Haddad"
INCORPORATION = 15


@pytest.fixture(scope="module")
def pile(lancer_pile: Callable[..., Pile]) -> Pile:
    return lancer_pile("parcours")


@pytest.mark.timeout(900)
def test_de_l_inscription_a_l_attestation(pile: Pile, ouvrir: Callable[..., BrowserContext]):
    regard, decor = Regard("parcours"), pile.dans_la_base(scene.planter)
    chiffres = entrer(pile, regard, ouvrir, decor.analyste)
    demandes = lire_les_demandes(chiffres)
    amina = deposer_une_demande(pile, regard, ouvrir)
    attendre_les_demandes(chiffres, regard, demandes + 1)
    placer_au_ministere(pile, regard, ouvrir, decor)
    repondre_a_l_offre(pile, regard, ouvrir)
    agente = entrer(pile, regard, ouvrir, decor.agent)
    cours.preparer_la_classe(agente, regard, NOM)
    pile.dans_la_base(lambda: cours.laisser_passer_le_temps(jusqu_a="premiere_seance"))
    cours.annoncer_une_absence(amina, regard)
    cours.faire_l_appel(agente, regard, NOM, code="Présent", capture="debut")
    pile.dans_la_base(lambda: cours.laisser_passer_le_temps(jusqu_a="dernier_jour"))
    cours.faire_l_appel(agente, regard, NOM, code="", capture="fin")
    cours.entrer_les_resultats(agente, regard)
    code = cours.telecharger_l_attestation(amina, regard)
    cours.verifier_l_attestation(ouvrir(pile, regard), regard, code, NOM)
    regarder_le_dossier(amina, regard)
    assert not regard.constats, "\n".join(regard.constats)


def entrer(pile: Pile, regard: Regard, ouvrir: Callable[..., BrowserContext], compte: scene.Compte) -> Page:
    """Someone who works with the portal signs in, second factor included."""
    page = ouvrir(pile, regard).new_page()
    se_connecter(page, pile, compte.courriel)
    donner_le_second_facteur(page, compte.secret)
    return page


def deposer_une_demande(pile: Pile, regard: Regard, ouvrir: Callable[..., BrowserContext]) -> Page:
    """Amina makes an account, begins on one device, ends on another, and sends."""
    telephone = ouvrir(pile, regard, viewport=ETROIT).new_page()
    telephone.goto("/")
    regard.regarder(telephone, "accueil")
    creer_un_compte(telephone, pile, AMINA)
    regard.regarder(telephone, "suivi-vide")
    telephone.goto("/inscription/")
    regard.regarder(telephone, "inscription")
    continuer(telephone, "Commencer")
    remplir_la_demande(telephone, regard, jusqu_a="langues")
    ordinateur = ouvrir(pile, regard).new_page()
    se_connecter(ordinateur, pile, AMINA)
    ordinateur.goto("/inscription/")
    regard.regarder(ordinateur, "reprise")
    suivre(ordinateur, "Continuer")
    remplir_la_demande(ordinateur, regard, depuis="langues")
    expect(ordinateur.locator("main")).to_contain_text("Haddad")
    regard.regarder(ordinateur, "verification-des-reponses")
    ordinateur.get_by_label("Mes réponses sont vraies.").check()
    continuer(ordinateur, "Envoyer ma demande")
    regard.regarder(ordinateur, "suivi")
    return ordinateur


def placer_au_ministere(pile: Pile, regard: Regard, ouvrir: Callable[..., BrowserContext], decor: scene.Decor) -> None:
    """Lise sets up her second factor, takes the file to the waiting list, opens a group and runs the placement."""
    page = ouvrir(pile, regard).new_page()
    se_connecter(page, pile, decor.conseiller.courriel)
    conseil.activer_le_second_facteur(page, regard)
    conseil.evaluer_le_dossier(page, regard, NOM)
    jour = timezone.localdate()
    conseil.creer_un_groupe(page, regard, decor, debut=jour + timedelta(21), fin=jour + timedelta(42))
    conseil.placer(page, regard, decor)


def repondre_a_l_offre(pile: Pile, regard: Regard, ouvrir: Callable[..., BrowserContext]) -> None:
    """The link of the e-mail, opened on a telephone where nobody is signed in."""
    corps = pile.courriel(AMINA, "Une place vous est proposée")
    lien = re.search(r"http\S+/o/\S+", corps)
    page = ouvrir(pile, regard, viewport=ETROIT).new_page()
    page.goto(lien[0])  # type: ignore[index]
    assert pile.dans_la_base(lambda: OffreDePlace.objects.get().etat) == "proposee"
    cours.accepter_l_offre(page, regard, lien[0])  # type: ignore[index]


def lire_les_demandes(page: Page) -> int:
    """The number of requests the dashboard shows."""
    page.goto("/tableau-de-bord/")
    return int(re.sub(r"\D", "", page.locator(".chiffre-valeur a[href$='/indicateurs/demandes/']").inner_text()))


def attendre_les_demandes(page: Page, regard: Regard, attendu: int) -> None:
    """The analyst's figure follows within seconds."""
    for _essai in range(INCORPORATION):
        if lire_les_demandes(page) == attendu:
            break
        page.wait_for_timeout(1000)
    assert lire_les_demandes(page) == attendu
    regard.regarder(page, "tableau-de-bord")


def regarder_le_dossier(page: Page, regard: Regard) -> None:
    """What Amina finds at the end: her request, her documents, who read her file."""
    for adresse, nom in (
        ("/ma-demande/", "suivi-fin"),
        ("/mes-documents/", "documents"),
        ("/mon-dossier/lectures/", "lectures"),
    ):
        page.goto(adresse)
        regard.regarder(page, nom)
    expect(page.locator("main")).to_contain_text("Évaluation de votre français")
