"""The class on both sides: the partner calls the roll, the learner follows her calendar to the certificate."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pikepdf
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from inscriptions.models import Groupe, Seance
from tests.parcours.gestes import continuer, suivre
from tests.parcours.regard import Regard

PATIENCE = 30_000


def laisser_passer_le_temps(*, jusqu_a: str) -> int:
    """Bring the group's calendar back so that today is its first meeting, or its last day; say by how many days."""
    seances = Seance.objects.order_by("date")
    groupe = Groupe.objects.get()
    arrivee: date = seances.first().date if jusqu_a == "premiere_seance" else groupe.fin  # type: ignore[union-attr]
    ecart = arrivee - timezone.localdate()
    Groupe.objects.update(debut=F("debut") - ecart, fin=F("fin") - ecart)
    for seance in seances:  # The earliest first: two meetings never share a day.
        Seance.objects.filter(pk=seance.pk).update(date=seance.date - ecart)
    return ecart // timedelta(days=1)


def accepter_l_offre(page: Page, regard: Regard, lien: str) -> None:
    """Open the link of the e-mail; only the button answers."""
    page.goto(lien)
    page.goto(lien)
    expect(page.get_by_role("button", name="Accepter la place")).to_be_visible()
    regard.regarder(page, "offre")
    continuer(page, "Accepter la place")
    expect(page.locator("main")).to_contain_text("Votre place est réservée")
    regard.regarder(page, "offre-acceptee")


def preparer_la_classe(page: Page, regard: Regard, nom: str) -> None:
    """The partner finds its learner, and confirms the group."""
    regard.regarder(page, "partenaire")
    page.goto("/groupes/")
    expect(page.locator("main tbody tr")).to_have_count(1)
    regard.regarder(page, "groupes")
    suivre(page, re.compile("-"))
    expect(page.locator("main")).to_contain_text(nom)
    continuer(page, "Confirmer")
    regard.regarder(page, "groupe-confirme")


def faire_l_appel(page: Page, regard: Regard, nom: str, *, code: str, capture: str) -> None:
    """From the group's page: the meetings, then the roll of the last one due."""
    suivre(page, "Séances")
    regard.regarder(page, f"seances-{capture}")
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("Faire l’appel")).last.click()
    if code:
        page.get_by_role("radiogroup", name=nom).get_by_label(code).check()
    regard.regarder(page, f"appel-{capture}")
    continuer(page, "Enregistrer l’appel")
    expect(page.locator("main")).to_contain_text("Appel fait")
    page.locator("a.retour").click()


def entrer_les_resultats(page: Page, regard: Regard) -> None:
    """Four skills at level 3."""
    suivre(page, "Entrer les résultats")
    for case in page.locator("main input[type=number]").all():
        case.fill("3")
    regard.regarder(page, "resultats")
    continuer(page, "Enregistrer les résultats")
    regard.regarder(page, "resultats-entres")


def annoncer_une_absence(page: Page, regard: Regard) -> None:
    """From the class page: the last meeting, and a reason."""
    page.goto("/ma-demande/")
    regard.regarder(page, "suivi-en-classe")
    suivre(page, "Voir ma classe")
    regard.regarder(page, "classe")
    verifier_le_calendrier(page)
    suivre(page, "Je ne peux pas venir")
    page.locator("input[name=seance]").last.check()
    page.locator("input[name=motif]").first.check()
    regard.regarder(page, "absence")
    continuer(page, "Annoncer mon absence")
    expect(page.locator("main")).to_contain_text("Absence annoncée")


def verifier_le_calendrier(page: Page) -> None:
    """The calendar file has one event per meeting."""
    adresse = page.get_by_role("link", name="Mettre dans mon calendrier").get_attribute("href")
    reponse = page.request.get(str(adresse))
    assert reponse.headers["content-type"].startswith("text/calendar")
    assert reponse.text().count("BEGIN:VEVENT") == page.locator(".classe-seances li").count()


def telecharger_l_attestation(page: Page, regard: Regard) -> str:
    """Read the results, check that the certificate is a tagged PDF in French, and give its code."""
    page.reload()
    lien = page.get_by_role("link", name="Télécharger mon attestation")
    for _essai in range(PATIENCE // 500):
        if lien.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    regard.regarder(page, "classe-terminee")
    reponse = page.request.get(str(lien.get_attribute("href")))
    assert reponse.headers["content-type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(reponse.body())) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert str(pdf.Root.Lang).startswith("fr")
    texte = page.get_by_text("Code de vérification").inner_text()
    return re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}", texte)[0]  # type: ignore[index]


def verifier_l_attestation(contexte: BrowserContext, regard: Regard, code: str, nom: str) -> None:
    """Anyone, without an account, checks the code."""
    page = contexte.new_page()
    page.goto("/verification/")
    regard.regarder(page, "verification")
    page.get_by_label("Code de l’attestation").fill(code.lower())
    continuer(page, "Vérifier")
    expect(page.locator("main")).to_contain_text("Cette attestation est valable")
    expect(page.locator("main")).to_contain_text(nom)
    regard.regarder(page, "verification-code")
