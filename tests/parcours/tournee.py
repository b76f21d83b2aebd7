"""Walking through the portal by its own links: one page of each kind, for each person who signs in."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import BrowserContext, Page

from tests.parcours.pile import Pile
from tests.parcours.regard import Regard

# Files, not pages: their answer is checked without a browser page.
FICHIERS = {"classe_ics", "attestation_pdf", "piece", "tableau_csv", "declaration_csv", "capacite_modele"}
FICHIERS |= {"tableau_de_bord_pdf", "vue_envoyee", "api_schema"}
FICHIERS |= {"services_modele", "lot_paiement_csv", "entente_pdf", "avenant_pdf", "revue_pdf", "entente_document"}
FICHIERS |= {"pertes_csv", "plan_rapport_pdf", "table_document"}
FICHIERS |= {"vague_sondage_pdf", "vague_sondage_affiche", "vague_sondage_csv", "sondage_ouvert_csv"}
FICHIERS |= {"sondage_papier", "vague_sondage_papier"}
FICHIERS |= {"admissions_modele", "admissions_erreurs"}
FICHIERS |= {"jeu_csv", "jeu_schema", "dictionnaire_csv", "corrections_csv", "export_fichier"}
# A link of a drawing holds its address otherwise than a link of the page.
LIENS = """() => [...document.querySelectorAll('main a[href], nav a[href], footer a[href]')]
  .map(a => new URL(a.getAttribute('href'), document.baseURI).href)"""


def genre(adresse: str) -> tuple[str, ...] | None:
    """What kind of page an address is: its route's name and the names of its filters; None outside the portal."""
    parties = urlsplit(adresse)
    try:
        route = resolve(parties.path, urlconf="guichet.demo.urls_racine")
    except Resolver404:
        return None
    nom = route.view_name
    if not nom or nom.startswith("admin:"):
        return None
    variantes = [route.kwargs.get("etape", ""), route.kwargs.get("pas", "")]
    return (nom, *variantes, *sorted(f"{cle}={valeurs[0]}" for cle, valeurs in _filtres(parties.query)))


def _filtres(requete: str) -> Iterator[tuple[str, list[str]]]:
    """Tabs make another page; a page number or a search does not."""
    return ((cle, valeurs) for cle, valeurs in parse_qs(requete).items() if cle in ("vue", "onglet"))


def visiter(
    contexte: BrowserContext, pile: Pile, regard: Regard, departs: list[str], *, qui: str, vus: set[tuple[str, ...]]
) -> None:
    """Look at one page of each kind not seen yet, from these addresses on; `vus` grows."""
    page, essayes = contexte.new_page(), set()
    file = [pile.url + depart for depart in departs]
    for depart in list(file):  # Its menu leads to pages of this role alone, even when the page itself has been seen.
        page.goto(depart)
        file += page.evaluate(LIENS)
    while file:
        adresse = file.pop(0)
        sorte = genre(adresse)
        if sorte is None or sorte in vus | essayes or not adresse.startswith(pile.url):
            continue
        essayes.add(sorte)
        if sorte[0] in FICHIERS:
            reponse = contexte.request.get(adresse)
            if reponse.status != 200:
                regard.constats.append(f"{reponse.status} {adresse}")
            continue
        nom = f"{qui}-{'-'.join(filter(None, sorte)).replace(':', '-').replace('=', '-')}"
        file += _regarder(page, regard, adresse, nom, vus)
    page.close()


def _regarder(page: Page, regard: Regard, adresse: str, nom: str, vus: set[tuple[str, ...]]) -> list[str]:
    """Judge the page unless it sends elsewhere, and give the addresses it leads to."""
    reponse = page.goto(adresse)
    if reponse and reponse.status >= 400:
        regard.constats.append(f"{nom} : {reponse.status} {adresse}")
        return []
    if (sorte := genre(page.url)) is None or sorte in vus:
        return []
    vus.add(sorte)
    regard.regarder(page, nom)
    return page.evaluate(LIENS)
