"""Amina's answers, typed and clicked step by step."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.inscriptions.reponses import PDF
from tests.parcours.gestes import SOIRS, cocher, continuer, ecrire_date
from tests.parcours.regard import Regard


def identite(page: Page) -> None:
    page.get_by_label("Prénom").fill("Amina")
    page.get_by_label("Nom de famille").fill("Haddad")
    ecrire_date(page, "Date de naissance", "17", "5", "1990")
    cocher(page, "Sexe", "Féminin")
    page.get_by_label("Pays de naissance").select_option(label="Algérie")


def statut(page: Page) -> None:
    cocher(page, "Habitez-vous au Québec?", "Oui")
    page.locator("input[name=statut][value=resident_permanent]").check()


def preuve(page: Page) -> None:
    ecrire_date(page, "Date d’arrivée", "1", "9", "2025")
    page.get_by_label("Dans quel programme").select_option(index=1)
    page.get_by_label("Votre document").set_input_files(
        {"name": "carte.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )


def coordonnees(page: Page) -> None:
    page.get_by_label("Téléphone").fill("514 864-9191")
    cocher(page, "Comment voulez-vous recevoir", "Courriel")
    page.get_by_label("Numéro et rue").fill("12, rue des Érables")
    page.get_by_label("Ville ou village").fill("Montréal")
    page.get_by_label("Code postal").fill("h2x1y4")


def langues(page: Page) -> None:
    page.get_by_label("Quelle langue parlez-vous").select_option(label="Arabe")
    cocher(page, "Lisez-vous et écrivez-vous", "Oui")
    page.get_by_label("Combien d’années").fill("14")
    page.locator("input[name=occupation][value=emploi]").check()
    page.locator("input[name=objectif][value=quotidien]").check()


def besoins(page: Page) -> None:
    page.locator("input[name=besoins]").last.check()


def disponibilites(page: Page) -> None:
    for moment in SOIRS:
        page.get_by_label(moment).check()


def preferences(page: Page) -> None:
    page.locator("select[name=formules_0]").select_option("temps_partiel")
    page.locator("select[name=modes_0]").select_option("en_classe")
    page.locator("input[name=deplacement][value=ma_region]").check()


def oral(page: Page) -> None:
    cocher_niveaux(page, co="2", po="2")


def ecrit(page: Page) -> None:
    cocher_niveaux(page, ce="2", pe="2")


def cocher_niveaux(page: Page, **niveaux: str) -> None:
    for competence, niveau in niveaux.items():
        page.locator(f"input[name={competence}][value='{niveau}']").check()


def consentements(page: Page) -> None:
    for question in page.locator("main form fieldset").all():
        question.get_by_label("Oui", exact=True).check()


ETAPES: dict[str, Callable[[Page], None]] = {
    "identite": identite,
    "statut": statut,
    "preuve": preuve,
    "coordonnees": coordonnees,
    "langues": langues,
    "besoins": besoins,
    "disponibilites": disponibilites,
    "preferences": preferences,
    "oral": oral,
    "ecrit": ecrit,
    "consentements": consentements,
}


def remplir_la_demande(
    page: Page, regard: Regard | None = None, *, depuis: str = "identite", jusqu_a: str = ""
) -> None:
    """Answer each step in order; stop before the step named."""
    codes = list(ETAPES)
    for code in codes[codes.index(depuis) : codes.index(jusqu_a) if jusqu_a else None]:
        expect(page).to_have_url(re.compile(f"/inscription/{code}/"))
        ETAPES[code](page)
        if regard:
            regard.regarder(page, f"etape-{code}")
        continuer(page)
