"""What hands do in front of the portal: sign in, type, choose, go on."""

from __future__ import annotations

import base64
import hmac
import re
import struct
import time

from playwright.sync_api import Page, expect

from tests.parcours.pile import Pile

SOIRS = ("Lundi, Soir", "Mardi, Soir", "Mercredi, Soir", "Jeudi, Soir", "Vendredi, Soir")


def continuer(page: Page, bouton: str = "Continuer") -> None:
    """Press the button that goes on, and wait for the next page."""
    with page.expect_navigation():
        page.get_by_role("button", name=bouton, exact=True).click()


def suivre(page: Page, lien: str) -> None:
    """Follow a link by its words."""
    suite = page.locator(".navigation-suite summary")
    if not page.get_by_role("link", name=lien).count() and suite.count():
        suite.click()
    with page.expect_navigation():
        page.get_by_role("link", name=lien).first.click()


def ouvrir_l_entente(page: Page, titre: str) -> None:
    """Open the file of this entente from a list that names it."""
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile(titre)).first.click()


def onglet(page: Page, nom: str) -> None:
    """Open a tab of a file, by its exact words."""
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=nom, exact=True).first.click()


def cocher(page: Page, groupe: str, choix: str) -> None:
    """Choose an answer inside the question of that name."""
    page.get_by_role("group", name=groupe).get_by_label(choix, exact=True).check()


def ecrire_date(page: Page, groupe: str, jour: str, mois: str, annee: str) -> None:
    """Type a date in its three boxes."""
    question = page.get_by_role("group", name=groupe)
    question.get_by_label("Jour").fill(jour)
    question.get_by_label("Mois").fill(mois)
    question.get_by_label("Année").fill(annee)


def creer_un_compte(page: Page, pile: Pile, courriel: str) -> None:
    """Sign up with an address, then with the code it receives."""
    page.goto("/comptes/signup/")
    _demander_un_code(page, pile, courriel)


def se_connecter(page: Page, pile: Pile, courriel: str) -> None:
    """Sign in with the code sent by e-mail."""
    page.goto("/comptes/login/")
    _demander_un_code(page, pile, courriel)


def _demander_un_code(page: Page, pile: Pile, courriel: str) -> None:
    page.locator("input[name=email]").fill(courriel)
    continuer(page, "Recevoir un code")
    page.locator("input[name=code]").fill(pile.code_recu(courriel))
    continuer(page)


def donner_le_second_facteur(page: Page, secret: str) -> None:
    """Type the six digits an authenticator application shows now; once more when they changed on the way."""
    demande = re.compile("/comptes/2fa/authenticate/")
    expect(page).to_have_url(demande)
    for _essai in range(2):
        page.locator("input[name=code]").first.fill(code_totp(secret))
        with page.expect_navigation():
            page.locator("main form button[type=submit]").first.click()
        if not demande.search(page.url):
            break
    expect(page).not_to_have_url(demande)


def code_totp(secret: str) -> str:
    """RFC 6238 with its usual values: SHA-1, thirty seconds, six digits."""
    cle = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    empreinte = hmac.digest(cle, struct.pack(">Q", int(time.time()) // 30), "sha1")
    debut = empreinte[-1] & 15
    return f"{(struct.unpack('>I', empreinte[debut : debut + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"
