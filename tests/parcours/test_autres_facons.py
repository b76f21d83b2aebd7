"""The learner's path without JavaScript, by the keyboard alone, and the portal from right to left."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.parcours.demande import remplir_la_demande
from tests.parcours.gestes import continuer, creer_un_compte
from tests.parcours.pile import Pile
from tests.parcours.regard import ETROIT, Regard

ACTIF = """() => {
  const e = document.activeElement, s = getComputedStyle(e), l = e.closest('label');
  const contour = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none'
    || (l && getComputedStyle(l).boxShadow !== 'none');
  return {nom: e.name || '', genre: e.tagName.toLowerCase(), visible: contour, texte: (e.innerText || '').trim()};
}"""
TOUCHES_MAX = 80


@pytest.fixture(scope="module")
def pile(lancer_pile: Callable[..., Pile]) -> Pile:
    return lancer_pile("facons")


def test_sans_javascript_une_personne_depose_sa_demande(pile: Pile, ouvrir: Callable[..., BrowserContext]):
    regard = Regard("sans-javascript")
    page = ouvrir(pile, regard, java_script_enabled=False, viewport=ETROIT).new_page()
    creer_un_compte(page, pile, "sans.script@exemple.test")
    page.goto("/inscription/")
    continuer(page, "Commencer")
    remplir_la_demande(page)
    page.get_by_label("Mes réponses sont vraies.").check()
    continuer(page, "Envoyer ma demande")
    expect(page.locator("main")).to_contain_text("Reçue")
    assert not regard.constats, "\n".join(regard.constats)


def test_au_clavier_seul_on_remplit_les_premieres_etapes(pile: Pile, ouvrir: Callable[..., BrowserContext]):
    regard = Regard("clavier")
    page = ouvrir(pile, regard).new_page()
    creer_un_compte(page, pile, "clavier@exemple.test")
    page.goto("/inscription/")
    aller_a(page, texte="Commencer")
    presser(page, "Enter")
    for nom, saisie in (("prenom", "Amina"), ("nom", "Haddad"), ("date_naissance_jour", "17")):
        aller_a(page, nom=nom)
        page.keyboard.type(saisie)
    for saisie in ("5", "1990"):
        page.keyboard.press("Tab")
        page.keyboard.type(saisie)
    aller_a(page, nom="sexe")
    page.keyboard.press("Space")
    aller_a(page, nom="pays_naissance")
    page.keyboard.type("Alg")
    aller_a(page, texte="Continuer")
    presser(page, "Enter")
    expect(page).to_have_url(f"{pile.url}/inscription/statut/")
    aller_a(page, nom="domicile")
    page.keyboard.press("Space")
    aller_a(page, nom="statut")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    aller_a(page, texte="Continuer")
    presser(page, "Enter")
    expect(page).to_have_url(f"{pile.url}/inscription/preuve/")
    aller_a(page, texte="Continuer")
    presser(page, "Enter")
    assert page.evaluate(ACTIF)["texte"] or page.get_by_role("alert").count(), "L’erreur ne se signale pas."
    page.goto("/inscription/disponibilites/")
    aller_a(page, nom="disponibilites")
    page.keyboard.press("Space")
    aller_a(page, texte="Continuer")
    presser(page, "Enter")
    expect(page).to_have_url(f"{pile.url}/inscription/preferences/")
    assert not regard.constats, "\n".join(regard.constats)


def test_en_arabe_la_page_va_de_droite_a_gauche(pile: Pile, ouvrir: Callable[..., BrowserContext]):
    regard = Regard("arabe")
    contexte = ouvrir(pile, regard, locale="ar")
    contexte.add_cookies([{"name": "django_language", "value": "ar", "url": pile.url}])
    page = contexte.new_page()
    for adresse, nom in (("/", "accueil"), ("/comptes/signup/", "compte")):
        page.goto(adresse)
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        regard.regarder(page, nom)
    assert not regard.constats, "\n".join(regard.constats)


def aller_a(page: Page, *, nom: str = "", texte: str = "") -> None:
    """Press Tab until the focus reaches this field or this button; it shows all along the way."""
    for _touche in range(TOUCHES_MAX):
        page.keyboard.press("Tab")
        actif = page.evaluate(ACTIF)
        assert actif["visible"] or actif["genre"] == "body", f"Le focus ne se voit pas : {actif}"
        if (nom and actif["nom"] == nom) or (texte and actif["texte"] == texte):
            return
    raise AssertionError(f"Le clavier n’atteint pas {nom or texte}.")


def presser(page: Page, touche: str) -> None:
    """Press a key that opens another page."""
    with page.expect_navigation():
        page.keyboard.press(touche)
