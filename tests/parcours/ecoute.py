"""What was heard becomes a finding, a measure, a promise; then a figure tells whether it served."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.parcours.ecoute_decor import MEMBRE
from tests.parcours.entente_demande import ecrire_la_date
from tests.parcours.gestes import cocher, continuer, suivre
from tests.parcours.regard import Regard

MESURE = "Un avis deux semaines avant chaque changement d’horaire."
CONSTAT = "Les horaires changent sans avis"


def dans(jours: int) -> date:
    """That many days from today."""
    return timezone.localdate() + timedelta(days=jours)


def dit(page: Page, *phrases: str) -> None:
    """The page says each of these, where people read."""
    for phrase in phrases:
        expect(page.locator("main")).to_contain_text(phrase)


# --- The analyst: what the survey says, why, what is tried ------------------------------------------------------------
def consigner_le_constat(page: Page, regard: Regard) -> None:
    """From the results of a closed wave to a line of the register, without typing where it comes from."""
    page.goto("/sondages/")
    suivre(page, "Fin de cours")
    with page.expect_navigation():
        page.locator("main table a").first.click()
    dit(page, "20 réponses comptées sur 24 personnes invitées", "Moyenne 4,0")
    regard.regarder(page, "vague-close")
    vague = page.url.rstrip("/").rsplit("/", 1)[-1]
    suivre(page, "Consigner un constat")
    expect(page.get_by_label("Enquête", exact=True)).to_be_checked()
    expect(page.get_by_label("Référence")).to_have_value(vague)
    expect(page.get_by_label("Constat", exact=True)).to_have_value(
        re.compile("20 réponses comptées.*Moyenne 4,0", re.S)
    )
    page.get_by_label("En une ligne").fill(CONSTAT)
    page.get_by_label("Ligne du plan d’action").select_option(index=1)
    regard.regarder(page, "constat-prerempli")
    continuer(page, "Consigner")
    dit(page, "Le constat est consigné.", "À instruire")


def planifier(page: Page, regard: Regard) -> None:
    """The cause, then the measure with what it should change and how that will be measured."""
    suivre(page, "Dire la cause")
    page.get_by_label("Cause").fill("Un avis affiché la veille ne se lit pas.")
    continuer(page, "Dire la cause")
    dit(page, "Un avis affiché la veille")
    suivre(page, "Planifier la mesure")
    page.get_by_label("Mesure", exact=True).fill(MESURE)
    page.get_by_label("Responsable").fill("Direction pédagogique")
    page.get_by_label("Indicateur qui devrait bouger").select_option("assiduite")
    cocher(page, "Dans quel sens?", "Une hausse")
    page.get_by_label("De combien?").fill("5")
    ecrire_la_date(page, "D’ici quelle date?", dans(60))
    cocher(page, "Comment le mesurer?", "Avant et après")
    cocher(page, "Régions de la mesure", "Montréal")
    page.get_by_label("Mois à mesurer, avant comme après").fill("6")
    page.get_by_label("Nombre minimal compté, avant comme après").fill("100")
    regard.regarder(page, "mesure-a-planifier")
    continuer(page, "Planifier la mesure")
    dit(page, MESURE, "de 5,0 points", "Direction pédagogique : effet attendu")


def mettre_en_place(page: Page, regard: Regard) -> None:
    """The measure begins today; nobody may conclude, and an analyst takes no promise at a table."""
    suivre(page, "Mettre en place")
    continuer(page, "Mettre en place")
    dit(page, "On ne peut pas encore conclure", "L’effet n’est pas encore mesuré.")
    expect(page.get_by_role("link", name="Inscrire un engagement")).to_have_count(0)
    regard.regarder(page, "mesure-en-place")


# --- Management, the adviser, the member: a promise -------------------------------------------------------------------
def inscrire_l_engagement(page: Page, regard: Regard) -> None:
    """From the line of the register to a promise of a member at the table of its region."""
    page.goto("/ameliorations/")
    suivre(page, CONSTAT)
    suivre(page, "Inscrire un engagement")
    page.get_by_label("Table de concertation").select_option(label="Table régionale, Montréal")
    regard.regarder(page, "engagement-quelle-table")
    continuer(page)
    expect(page.get_by_label("Ce qui est promis")).to_have_value(MESURE)
    expect(page.get_by_label("Indicateur à faire bouger")).to_have_value("assiduite")
    page.get_by_label("Qui en répond").select_option(label=MEMBRE)
    regard.regarder(page, "engagement-prerempli")
    continuer(page, "Inscrire l’engagement")
    dit(page, "L’engagement est inscrit.", "Engagements pris", "Table régionale, Montréal", MEMBRE)
    regard.regarder(page, "amelioration-avec-engagement")


def commencer_l_engagement(page: Page, regard: Regard) -> None:
    """The member finds its promise at its table and begins."""
    _ouvrir_l_engagement(page)
    # A member reads what it comes from in words; the register is the ministry's.
    dit(page, "Constat du registre d’amélioration", f"{MEMBRE} en répond")
    expect(page.get_by_role("link", name="Constat du registre d’amélioration")).to_have_count(0)
    continuer(page, "Commencer")
    dit(page, "C’est fait.", "En cours")
    regard.regarder(page, "membre-engagement")


def convoquer(page: Page, regard: Regard) -> None:
    """Months later, the adviser prepares the next meeting: the agenda already holds what is late."""
    suivre(page, "Concertation")
    suivre(page, "Table régionale, Montréal")
    suivre(page, "Préparer une rencontre")
    page.get_by_label("Sujet").fill("Rencontre d’automne")
    ecrire_la_date(page, "Jour", dans(12))
    page.get_by_label("Début").fill("13:30")
    page.get_by_label("Fin", exact=True).fill("15:30")
    page.get_by_label("Lieu").fill("En ligne")
    continuer(page, "Préparer la rencontre")
    suivre(page, "Rencontre d’automne")
    expect(page.locator("main ol li").first).to_contain_text(re.compile(f"{MESURE}.*{MEMBRE}.*En retard", re.S))
    continuer(page, "Convoquer les membres")
    dit(page, "Convoquée")
    regard.regarder(page, "rencontre-convoquee")


def tenir_l_engagement(page: Page, regard: Regard) -> None:
    """The member answers the call and reads the agenda, then shows what it did: refused without evidence."""
    suivre(page, "Concertation")
    dit(page, "Votre réponse est attendue")
    suivre(page, "Rencontre d’automne")
    page.get_by_label("Présente", exact=True).check()
    regard.regarder(page, "membre-convocation")
    continuer(page, "Enregistrer la réponse")
    dit(page, "Votre réponse est enregistrée.")
    dit(page, MESURE, "En retard")
    regard.regarder(page, "membre-rencontre")
    suivre(page, MESURE)
    suivre(page, "Montrer qu’il est tenu")
    page.get_by_label("Ce qui montre que l’engagement est tenu").fill("Chaque groupe reçoit l’avis depuis avril.")
    continuer(page, "Clore comme tenu")
    dit(page, "Joignez une preuve")
    page.get_by_label(re.compile("Chiffre de l’indicateur")).fill("81")
    regard.regarder(page, "membre-preuve")
    continuer(page, "Clore comme tenu")
    dit(page, "L’engagement est tenu.", "Chaque groupe reçoit l’avis", "81,0")
    regard.regarder(page, "membre-engagement-tenu")


def _ouvrir_l_engagement(page: Page) -> None:
    suivre(page, "Concertation")
    suivre(page, MESURE)


# --- What it changed --------------------------------------------------------------------------------------------------
def mesurer(page: Page, regard: Regard) -> None:
    """The analyst computes the effect from the months since."""
    page.goto("/ameliorations/")
    dit(page, "À conclure")
    suivre(page, CONSTAT)
    suivre(page, "Mesurer l’effet")
    continuer(page, "Mesurer l’effet")
    dit(page, "Effet mesuré.", "6 mois avant", "atteint l’ampleur attendue")
    expect(page.get_by_role("link", name="Conclure")).to_have_count(0)
    regard.regarder(page, "effet-mesure")


def conclure(page: Page, regard: Regard) -> None:
    """Management keeps the measure, its effect and its promise before its eyes."""
    page.goto("/ameliorations/")
    suivre(page, CONSTAT)
    dit(page, "atteint l’ampleur attendue", "Tenu")
    suivre(page, "Conclure")
    page.get_by_label("Garder la mesure").check()
    page.get_by_label("Pourquoi?").fill("L’assiduité a gagné dix points.")
    continuer(page, "Conclure")
    dit(page, "Conclue le", "Garder la mesure", "L’assiduité a gagné dix points.")
    regard.regarder(page, "amelioration-conclue")


def lire_les_promesses(page: Page, regard: Regard) -> None:
    """The region's page: one promise, kept, its curve before and after."""
    suivre(page, "Concertation")
    suivre(page, "Promesses et résultats")
    page.locator("select[name=region]").select_option(label="Montréal")
    continuer(page, "Afficher")
    dit(page, "1 engagement pris, 1 tenu", "Sur 1 courbe suivie, mieux qu’au moment de la promesse : 1; moins bien : 0")
    carte = page.locator("article", has_text=MESURE)
    expect(carte).to_contain_text(re.compile("Tenu.*Au mois de la promesse.*7.,..%.*Dernier mois entier.*8.,..%", re.S))
    expect(carte).to_contain_text("Va mieux")
    expect(carte.locator("svg.graphique")).to_contain_text("Promesse")
    regard.regarder(page, "promesses")


def lire_le_plan(page: Page, regard: Regard) -> None:
    """Anyone reads the plan, and finds nothing of the register there."""
    page.goto("/plan-action/")
    dit(page, "Ce qui est promis, ce qui est fait")
    expect(page.locator("main .promesse").first).to_be_visible()
    expect(page.locator("main")).not_to_contain_text(CONSTAT)
    regard.regarder(page, "plan-public")
