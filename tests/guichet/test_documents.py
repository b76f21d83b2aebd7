"""What documents share between them: the fonts and the sheets, never a word of one in the other."""

from __future__ import annotations

import threading

import pytest
import weasyprint

from guichet import documents
from guichet.balisage import finir_le_balisage

STYLE = '<style>@font-face { font-family: "Texte"; src: url("%s") format("woff2"); } h1 { color: %s }</style>'


def page(titre: str, couleur: str = "#223654") -> str:
    style = STYLE % (documents.polices()[0]["url"], couleur)
    tete = f'<meta charset="utf-8"><title>{titre}</title>{style}'
    corps = f'<h1 style="font-family: Texte">{titre}</h1><p style="color: #095797">Texte</p>'
    return f'<!DOCTYPE html><html lang="fr-CA"><head>{tete}</head><body>{corps}</body></html>'


@pytest.fixture(autouse=True)
def rien_de_garde():
    documents._partage.cache_clear()
    yield
    documents._partage.cache_clear()


def sans_partage(html: str) -> bytes:
    """The renderer alone, as its manual says to call it."""
    document = weasyprint.HTML(string=html, base_url="statique:", url_fetcher=documents.recuperateur())
    return document.write_pdf(pdf_variant="pdf/ua-1", finisher=finir_le_balisage)


def test_ce_qui_est_partage_ne_change_aucun_octet():
    for html in (page("Un"), page("Deux", "#c00"), page("Un"), page("Trois")):
        assert documents.rendre_pdf(html) == sans_partage(html)


def test_la_feuille_d_un_gabarit_est_lue_une_fois(monkeypatch):
    lues = []
    lire = weasyprint.CSS
    monkeypatch.setattr(weasyprint, "CSS", lambda **mots: lues.append(mots["string"]) or lire(**mots))
    for titre in ("Un", "Deux", "Trois"):
        documents.rendre_pdf(page(titre))
    assert len(lues) == 1


def test_les_feuilles_gardees_ont_une_borne(monkeypatch):
    monkeypatch.setattr(documents, "FEUILLES_GARDEES", 2)
    for couleur in ("#100", "#200", "#300"):
        documents.rendre_pdf(page("Un", couleur))
    gardees = documents._partage().feuilles
    assert [couleur in texte for texte in gardees for couleur in ("#200", "#300")] == [True, False, False, True]


def test_deux_fils_ne_partagent_ni_polices_ni_feuilles():
    vus: list[tuple[int, int]] = []

    def rendre() -> None:
        documents.rendre_pdf(page("Un"))
        vus.append((id(documents._partage().polices), len(documents._partage().feuilles)))

    rendre()
    fil = threading.Thread(target=rendre)
    fil.start()
    fil.join()
    assert vus[0][0] != vus[1][0] and [nombre for _polices, nombre in vus] == [1, 1]


def test_une_page_sans_style_en_tete_est_rendue_telle_quelle():
    nue = page("Un").replace("<style>", "<style media=print>")
    assert documents.rendre_pdf(nue) == sans_partage(nue)
