"""The ministry's adviser at work: a file, a level, a group, a placement."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import Page, expect

from tests.parcours.decor import Decor
from tests.parcours.gestes import SOIRS, code_totp, continuer, ecrire_date, suivre
from tests.parcours.regard import Regard

CALCUL = 60_000


def activer_le_second_facteur(page: Page, regard: Regard) -> None:
    """A first sign-in: the portal asks for an authenticator before showing anything."""
    expect(page).to_have_url(re.compile("/comptes/2fa/totp/activate/"))
    regard.regarder(page, "second-facteur")
    page.locator("input[name=code]").fill(code_totp(page.locator("main code").first.inner_text()))
    continuer(page, "Activer")
    regard.regarder(page, "second-facteur-actif")


def evaluer_le_dossier(page: Page, regard: Regard, nom: str) -> None:
    """From the queue to the waiting list: the file is complete, the level is known."""
    page.goto("/file/")
    regard.regarder(page, "file-de-travail")
    suivre(page, nom)
    regard.regarder(page, "dossier")
    continuer(page, "Déclarer le dossier complet")
    suivre(page, "Évaluer le niveau")
    for competence in ("Compréhension orale", "Production orale", "Compréhension écrite", "Production écrite"):
        page.get_by_label(competence, exact=True).select_option("2")
    regard.regarder(page, "evaluation")
    continuer(page, "Noter le niveau")
    expect(page.locator("main")).to_contain_text("attend une place")
    suivre(page, "Historique")
    regard.regarder(page, "dossier-historique")


def creer_un_groupe(page: Page, regard: Regard, decor: Decor, *, debut: date, fin: date) -> None:
    """Announce a group of level 3, five evenings a week."""
    page.goto("/groupes/nouveau/")
    page.get_by_label("Partenaire").select_option(label=decor.partenaire)
    page.get_by_label("Lieu").select_option(index=1)
    page.get_by_label("Session").select_option(label=decor.session)
    page.get_by_label("Niveau", exact=True).select_option("3")
    page.get_by_label("Formule").select_option(label="Temps partiel")
    page.get_by_label("Façon de suivre").select_option(label="En classe")
    for moment in SOIRS:
        page.get_by_label(moment).check()
    page.get_by_label("Heures par semaine").fill("15")
    page.get_by_label("Minimum").fill("1")
    for question, jour in (("Premier jour", debut), ("Dernier jour", fin)):
        ecrire_date(page, question, str(jour.day), str(jour.month), str(jour.year))
    regard.regarder(page, "groupe-nouveau")
    continuer(page, "Annoncer le groupe")
    expect(page.locator("main")).to_contain_text("est annoncé")
    regard.regarder(page, "groupe-annonce")


def placer(page: Page, regard: Regard, decor: Decor) -> None:
    """Run the placement, read its proof and its lists, then let the offers leave."""
    page.goto("/placements/")
    page.locator("summary", has_text="Lancer un placement").click() if _est_fermee(page) else None
    page.get_by_label("Session").select_option(label=decor.session)
    regard.regarder(page, "placements")
    continuer(page, "Lancer le calcul")
    expect(page.locator("main")).to_contain_text("Vérifié par un second programme", timeout=CALCUL)
    regard.regarder(page, "placement")
    suivre(page, "Personnes placées")
    expect(page.locator("main")).to_contain_text("Amina Haddad")
    regard.regarder(page, "placement-placees")
    suivre(page, "Personnes sans place")
    regard.regarder(page, "placement-sans-place")
    continuer(page, "Confirmer et envoyer les offres")
    regard.regarder(page, "placement-confirme")


def _est_fermee(page: Page) -> bool:
    return page.locator("details.carte:not([open])").count() > 0
