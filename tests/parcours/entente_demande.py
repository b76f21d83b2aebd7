"""An entente until it is signed: the request, its analysis, the power to decide, the words, the signatures."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.parcours.gestes import cocher, continuer, ecrire_date, onglet, ouvrir_l_entente, suivre
from tests.parcours.regard import Regard

TITRE = "Cours du soir aux Érables"
PATIENCE = 60


def ecrire_la_date(page: Page, question: str, jour: date) -> None:
    """Type a date in its three boxes."""
    ecrire_date(page, question, str(jour.day), str(jour.month), str(jour.year))


def deposer(page: Page, regard: Regard) -> None:
    """From the open call to the request sent, each step in its turn."""
    page.goto("/partenaire/")
    regard.regarder(page, "organisme-accueil")
    suivre(page, "Appels")
    regard.regarder(page, "appels")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Faire une demande")).first.click()
    regard.regarder(page, "demande-a-remplir")
    suivre(page, "Compléter la demande")
    page.get_by_label("Titre du projet").fill(TITRE)
    page.get_by_label("Description du projet").fill("Des cours de groupe, le soir, pour des personnes qui travaillent.")
    regard.regarder(page, "demande-projet")
    continuer(page, "Enregistrer et continuer")
    cocher(page, "Clientèles", "Toutes les personnes immigrantes")
    ecrire_la_date(page, "Revue de mi-parcours", timezone.localdate() - timedelta(days=8))
    continuer(page, "Enregistrer et continuer")
    _activites_et_budget(page, regard)
    _echeancier(page, regard)
    continuer(page, "Vérifier la demande")
    regard.regarder(page, "demande-a-verifier")
    continuer(page, "Soumettre la demande")
    expect(page.locator("main")).to_contain_text("Soumise")


def _activites_et_budget(page: Page, regard: Regard) -> None:
    suivre(page, "Ajouter une activité")
    page.get_by_label("Activité").select_option("cours")
    page.get_by_label("Volume prévu").fill("2500")
    page.get_by_label("Prix d’une unité").fill("20")
    regard.regarder(page, "demande-activite")
    continuer(page, "Enregistrer")
    continuer(page)
    suivre(page, "Ajouter une ligne")
    for poste, montant, bouton in (
        ("Salaires", "48000", "Enregistrer et ajouter un autre"),
        ("Locaux", "12000", "Enregistrer"),
    ):
        page.get_by_label("Dépense admissible").select_option(poste)
        page.get_by_label("Montant, en dollars").fill(montant)
        continuer(page, bouton)
    page.get_by_label("Montant demandé").fill("50000")
    page.get_by_label("Autres aides publiques").fill("0")
    regard.regarder(page, "demande-budget")
    continuer(page, "Enregistrer et continuer")


def _echeancier(page: Page, regard: Regard) -> None:
    """Two accounts to give, three instalments; the calendar follows the dates of the call."""
    jour = timezone.localdate()
    debut, fin = jour - timedelta(days=200), jour + timedelta(days=60)
    suivre(page, "Ajouter un livrable")
    for genre, titre, au, du_le, bouton in (
        ("reddition_periodique", "Mi-parcours", jour - timedelta(9), jour + timedelta(20), "et ajouter un autre"),
        ("reddition_finale", "Rapport final", fin, fin + timedelta(days=60), ""),
    ):
        page.get_by_label("Genre").select_option(genre)
        page.get_by_label("Titre").fill(titre)
        for question, quand in (
            ("Période, premier jour", debut),
            ("Période, dernier jour", au),
            ("À remettre au plus tard le", du_le),
        ):
            ecrire_la_date(page, question, quand)
        continuer(page, f"Enregistrer {bouton}".strip())
    regard.regarder(page, "demande-livrables")
    continuer(page)
    suivre(page, "Ajouter un versement")
    for montant, condition, livrable, bouton in (
        ("20000", "signature", "", "et ajouter un autre"),
        ("20000", "reddition", "Mi-parcours", "et ajouter un autre"),
        ("10000", "reddition", "Rapport final", ""),
    ):
        page.get_by_label("Montant, en dollars").fill(montant)
        page.get_by_label("Condition").select_option(condition)
        if livrable:
            page.get_by_label("Reddition attendue").select_option(label=livrable)
        ecrire_la_date(page, "Prévu le", debut)
        continuer(page, f"Enregistrer {bouton}".strip())
    regard.regarder(page, "demande-versements")
    continuer(page)


def analyser(page: Page, regard: Regard) -> None:
    """From the work list: complete, noted, recommended."""
    page.goto("/portefeuille/")
    regard.regarder(page, "gestion-a-faire")
    premiere_affaire(page)
    regard.regarder(page, "gestion-entente")
    suivre(page, "Vérifier et analyser")
    continuer(page, "Commencer l’analyse")
    page.get_by_label("Pertinence : note sur 5").fill("4")
    page.get_by_label("Pertinence : commentaire").fill("Répond à un besoin du quartier.")
    continuer(page, "Enregistrer la grille")
    page.locator("textarea[name=texte]").fill("Un bon projet, à un prix juste.")
    regard.regarder(page, "gestion-analyse")
    continuer(page, "Recommander")
    expect(page.locator("main")).to_contain_text("Recommandée")


def premiere_affaire(page: Page) -> None:
    """Open what waits first in the work list."""
    with page.expect_navigation():
        page.locator("main tbody th a").first.click()


def decider_sans_delegation(page: Page, regard: Regard) -> None:
    """The approver has no power yet: the page says so and keeps the amount typed."""
    page.goto("/portefeuille/")
    regard.regarder(page, "approbation-a-faire")
    premiere_affaire(page)
    suivre(page, "Décider")
    continuer(page, "Approuver")
    expect(page.locator("main")).to_contain_text("pas de délégation en vigueur")
    expect(page.get_by_label("Montant approuvé")).to_have_value(re.compile("50000"))
    regard.regarder(page, "approbation-sans-delegation")


def deleguer(page: Page, regard: Regard, qui: str) -> None:
    """Management grants the power to decide."""
    suivre(page, "Programmes")
    suivre(page, "Délégations de pouvoir")
    regard.regarder(page, "delegations-vides")
    suivre(page, "Accorder une délégation")
    page.get_by_label("À qui").select_option(label=qui)
    page.get_by_label("Jusqu’à quel montant").fill("100 000")
    page.get_by_label("Acte de délégation").fill("Plan de délégation, article 4")
    regard.regarder(page, "delegation-a-accorder")
    continuer(page, "Accorder la délégation")
    expect(page.locator("main")).to_contain_text(qui)
    regard.regarder(page, "delegations")


def terminer_la_delegation(page: Page, regard: Regard) -> None:
    """The power ends with its reason; the decision taken under it stands."""
    page.goto("/delegations/")
    suivre(page, "Terminer")
    page.get_by_label("La personne change de fonctions").check()
    regard.regarder(page, "delegation-a-terminer")
    continuer(page, "Terminer la délégation")
    expect(page.locator("main")).to_contain_text("La personne change de fonctions")
    regard.regarder(page, "delegations-terminees")


def approuver(page: Page, regard: Regard) -> None:
    """The same page again, with the power to decide."""
    suivre(page, "Ententes")
    ouvrir_l_entente(page, TITRE)
    suivre(page, "Décider")
    regard.regarder(page, "approbation-decision")
    continuer(page, "Approuver")
    expect(page.locator("main")).to_contain_text("L’entente est approuvée")


def questionner(page: Page, regard: Regard) -> None:
    """The organisation asks about the price, where the price is written."""
    page.goto("/ententes/")
    ouvrir_l_entente(page, TITRE)
    regard.regarder(page, "organisme-entente-approuvee")
    onglet(page, "Termes")
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("Commenter")).first.click()
    page.locator("textarea[name=texte]").fill("Le prix comprend-il le matériel?")
    continuer(page, "Ouvrir le commentaire")
    regard.regarder(page, "organisme-question")


def repondre_et_figer(page: Page, regard: Regard, *, organisme: str, ministere: str) -> None:
    """The manager of ententes answers, resolves, freezes the words and names who signs."""
    page.goto("/ententes/")
    ouvrir_l_entente(page, TITRE)
    suivre(page, "Discuter le texte")
    page.locator("summary", has_text="Répondre").click()
    page.get_by_label("Réponse").fill("Oui, le matériel est compris.")
    continuer(page, "Envoyer la réponse")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Marquer réglé")).click()
    regard.regarder(page, "gestion-question-reglee")
    onglet(page, "Entente")
    suivre(page, "Préparer la signature")
    for partie, qui, titre in (("partenaire", organisme, "Directrice"), ("ministere", ministere, "Sous-ministre")):
        page.locator(f"select[name={partie}_1]").select_option(label=qui)
        page.locator(f"input[name=titre_{partie}_1]").fill(titre)
    regard.regarder(page, "gestion-signataires")
    continuer(page, "Figer le texte et faire signer")
    attendre(page, lambda: page.get_by_role("link", name="Télécharger le PDF").count() > 0)
    regard.regarder(page, "gestion-document-fige")


def signer(page: Page, regard: Regard, capture: str) -> None:
    """From the list to the signature, by the button that the entente's page shows."""
    page.goto("/ententes/")
    ouvrir_l_entente(page, TITRE)
    suivre(page, "Lire et signer")
    page.get_by_label("J’ai lu le document et je le signe.").check()
    regard.regarder(page, f"signature-{capture}")
    continuer(page, "Signer le document")
    expect(page.locator("main")).to_contain_text("Votre signature est donnée.")
    # The worker puts the signature in the file; the next person signs that file.
    attendre(page, lambda: page.get_by_text("Empreinte du fichier signé").count() > 0)


def attendre(page: Page, condition) -> None:
    """Reload until the worker has done its part."""
    for _essai in range(PATIENCE):
        if condition():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"Rien n’est venu : {page.url}")
