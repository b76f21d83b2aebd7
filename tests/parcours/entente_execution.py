"""An entente once signed: payments, the mid-term review, the accounts, the final accounting, the closing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from partenaires import routines, routines_ententes
from partenaires.models import Entente, Reddition
from tests.parcours.entente_demande import TITRE, ecrire_la_date
from tests.parcours.gestes import continuer, onglet, ouvrir_l_entente, suivre
from tests.parcours.regard import Regard


# --- The clock, called when the journey needs it ---------------------------------------------------------------------
def commencer() -> bool:
    """The first day has come."""
    return bool(routines_ententes.activer_ententes()) or Entente.objects.get().etat == "active"


def rendre_exigible() -> bool:
    """What is due is made due."""
    routines.rendre_versements_exigibles()
    return True


def generer_la_revue() -> bool:
    """The day of the mid-term review has come."""
    routines_ententes.generer_revues()
    return Entente.objects.get().etat == "revue_mi_parcours"


def finir_la_periode() -> bool:
    """Bring the last day back to yesterday: the final report is expected."""
    hier = timezone.localdate() - timedelta(days=1)
    Entente.objects.update(fin=hier)
    Reddition.objects.filter(livrable__genre="reddition_finale").update(periode_au=hier)
    routines_ententes.attendre_rapports_finaux()
    return Entente.objects.get().etat == "rapport_final"


# --- Payments --------------------------------------------------------------------------------------------------------
def payer(approbation: Page, paiement: Page, horloge: Callable[[], object], regard: Regard, capture: str) -> None:
    """One authorises, another makes the payment file and brings back its references."""
    horloge()
    approbation.goto("/versements/")
    regard.regarder(approbation, f"versements-a-autoriser-{capture}")
    with approbation.expect_navigation():
        approbation.locator("tbody th a").first.click()
    continuer(approbation, "Autoriser")
    expect(approbation.locator("main")).to_contain_text("Le versement est autorisé.")
    paiement.goto("/versements/")
    paiement.locator("input[name=versements]").first.check()
    regard.regarder(paiement, f"versements-a-emettre-{capture}")
    continuer(paiement, "Préparer un lot de paiement")
    continuer(paiement, "Préparer le fichier")
    paiement.get_by_label(re.compile("Référence du paiement de")).fill(f"P-{capture}")
    regard.regarder(paiement, f"lot-{capture}")
    continuer(paiement, "Consigner les paiements")
    expect(paiement.locator("main")).to_contain_text("Tous les paiements sont consignés")


# --- Mid-term review -------------------------------------------------------------------------------------------------
def commenter_la_revue(page: Page, regard: Regard) -> None:
    """The organisation reads its review and comments it."""
    _ouvrir_la_revue(page)
    regard.regarder(page, "organisme-revue")
    suivre(page, "Envoyer nos commentaires")
    page.get_by_label("Commentaires de l’organisme").fill("Il manque des locaux le soir.")
    continuer(page, "Envoyer nos commentaires")
    expect(page.locator("main")).to_contain_text("Il manque des locaux le soir.")


def conclure_la_revue(page: Page, regard: Regard) -> None:
    """The meeting is recorded, the review concluded with a dated action."""
    _ouvrir_la_revue(page)
    suivre(page, "Consigner la rencontre")
    ecrire_la_date(page, "Date de la rencontre", timezone.localdate())
    page.get_by_label("Compte rendu").fill("Les deux parties ont lu les chiffres.")
    continuer(page, "Consigner la rencontre")
    suivre(page, "Conclure la revue")
    page.get_by_label("Conclusion").fill("On continue.")
    for ligne in page.locator("textarea[name$=-description]").all():
        ligne.fill("")
    premiere = page.get_by_role("group", name="Mesure 1", exact=True)
    premiere.locator("textarea").fill("Trouver deux locaux")
    dans = timezone.localdate() + timedelta(days=45)
    for partie, valeur in (("Jour", dans.day), ("Mois", dans.month), ("Année", dans.year)):
        premiere.get_by_label(partie).fill(str(valeur))
    regard.regarder(page, "gestion-conclusion")
    continuer(page, "Conclure la revue")
    expect(page.locator("main")).to_contain_text("Trouver deux locaux")
    regard.regarder(page, "gestion-revue-conclue")


def _ouvrir_la_revue(page: Page) -> None:
    suivre(page, "Ententes")
    suivre(page, "Revues de mi-parcours")
    with page.expect_navigation():
        page.locator("main table a").first.click()


# --- Accounts --------------------------------------------------------------------------------------------------------
def rendre_compte(page: Page, regard: Regard, titre: str, *, part: int) -> None:
    """The organisation begins its account, writes, submits."""
    _ouvrir_la_reddition(page, titre)
    if page.get_by_role("button", name="Commencer").count():
        continuer(page, "Commencer")
    regard.regarder(page, f"reddition-{part}-commencee")
    suivre(page, "Écrire le récit")
    page.get_by_label("Récit de la période").fill("Deux groupes ont commencé.")
    for raison in page.get_by_label(re.compile("Raison de l’écart")).all():
        raison.fill("Les groupes ont commencé plus tard que prévu.")
    page.get_by_label(re.compile("^Dépense : Salaires")).fill(str(480 * part))
    page.get_by_label(re.compile("^Dépense : Locaux")).fill(str(120 * part))
    regard.regarder(page, f"reddition-{part}-ecrite")
    continuer(page, "Enregistrer")
    continuer(page, "Soumettre")
    expect(page.locator("main")).to_contain_text("La reddition est soumise.")


def retourner(page: Page, regard: Regard, titre: str) -> None:
    """The ministry asks for a correction, with a coded reason and where."""
    _ouvrir_la_reddition(page, titre)
    suivre(page, "Retourner pour correction")
    page.get_by_label("Des dépenses sont à préciser").check()
    page.get_by_label("Ce qui est à corriger").fill("La dépense de locaux.")
    regard.regarder(page, "reddition-a-retourner")
    continuer(page, "Retourner la reddition")


def corriger(page: Page, regard: Regard, titre: str) -> None:
    """The organisation reads why, corrects, submits again."""
    _ouvrir_la_reddition(page, titre)
    expect(page.locator("main")).to_contain_text("La dépense de locaux.")
    regard.regarder(page, "reddition-retournee")
    suivre(page, "Écrire le récit")
    page.get_by_label("Note sur cette dépense : Locaux").fill("Loyer de mai à octobre.")
    continuer(page, "Enregistrer")
    continuer(page, "Soumettre")
    expect(page.locator("main")).to_contain_text("La reddition est soumise.")


def accepter(page: Page, regard: Regard, titre: str) -> None:
    """The ministry admits the expenses."""
    _ouvrir_la_reddition(page, titre)
    suivre(page, "Accepter")
    regard.regarder(page, f"reddition-a-accepter-{titre[0]}")
    continuer(page, "Accepter la reddition")
    expect(page.locator("main")).to_contain_text("La reddition est acceptée.")


def _ouvrir_la_reddition(page: Page, titre: str) -> None:
    suivre(page, "Ententes")
    suivre(page, "Redditions de comptes")
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile(titre)).first.click()


# --- Final accounting ------------------------------------------------------------------------------------------------
def etablir_le_decompte(page: Page, regard: Regard) -> None:
    """The manager of ententes draws the accounting up."""
    _ouvrir_le_decompte(page)
    regard.regarder(page, "decompte-a-etablir")
    continuer(page, "Établir le décompte")


def approuver_le_decompte(page: Page, regard: Regard) -> None:
    """Another person approves it."""
    _ouvrir_le_decompte(page)
    continuer(page, "Approuver le décompte")
    regard.regarder(page, "decompte-approuve")


def fermer(page: Page, regard: Regard) -> None:
    """Everything is paid: the entente closes."""
    _ouvrir_le_decompte(page)
    if page.get_by_role("button", name="Fermer l’entente").count():
        continuer(page, "Fermer l’entente")
    onglet(page, "Entente")
    regard.regarder(page, "entente-fermee")


def _ouvrir_le_decompte(page: Page) -> None:
    page.goto("/ententes/")
    ouvrir_l_entente(page, TITRE)
    onglet(page, "Décompte")
