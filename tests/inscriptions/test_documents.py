"""The attestation as a file: tagged, readable by a screen reader, made of our own files only."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pikepdf
import pytest

from guichet import documents as commun
from inscriptions import documents
from inscriptions.models import Attestation

CONTENU = {
    "nom": "Amina Haddad",
    "niveaux": {"CO": 4, "PO": 3, "CE": 5, "PE": 0},
    "edition": "Échelle québécoise, édition 2023",
    "cours": {
        "niveau": 3,
        "formule": "Temps partiel",
        "mode": "En classe",
        "heures_par_semaine": "6.0",
        "debut": "2027-01-11",
        "fin": "2027-03-26",
        "groupe": "G-00001",
        "organisation": "Centre fictif",
    },
}
SECRET = b"secret-du-serveur-jamais-dans-un-pdf"


def attestation(**contenu) -> Attestation:
    return Attestation(code="ABCD2345WXYZ", emise_le=datetime(2027, 3, 26, 21, tzinfo=UTC), contenu=CONTENU | contenu)


def ouvrir(contenu: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(contenu))


def balises(noeud, trouvees=None) -> list[pikepdf.Dictionary]:
    """Every structure element of a tagged PDF, in reading order."""
    trouvees = [] if trouvees is None else trouvees
    if isinstance(noeud, pikepdf.Array):
        for enfant in noeud:
            balises(enfant, trouvees)
    elif isinstance(noeud, pikepdf.Dictionary):
        if "/S" in noeud:
            trouvees.append(noeud)
        if "/K" in noeud:
            balises(noeud.K, trouvees)
    return trouvees


@pytest.fixture(scope="module")
def pdf() -> pikepdf.Pdf:
    return ouvrir(documents.rendre_attestation(attestation()))


def test_le_document_dit_sa_langue_son_titre_et_qu_il_est_balise(pdf):
    assert str(pdf.Root.Lang) == "fr-CA"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as meta:
        assert meta["dc:title"] == "Attestation de niveau de français – Amina Haddad"
        assert meta["pdfuaid:part"] == "1"


def test_un_seul_titre_puis_des_sous_titres_et_une_image_decrite(pdf):
    genres = [str(balise.S) for balise in balises(pdf.Root.StructTreeRoot.K)]
    assert genres.count("/H1") == 1
    assert genres.count("/H2") == 6
    figures = [balise for balise in balises(pdf.Root.StructTreeRoot.K) if str(balise.S) == "/Figure"]
    assert all(str(figure.get("/Alt", "")) for figure in figures)
    assert len(figures) == 2


def test_chaque_cellule_du_tableau_renvoie_a_ses_en_tetes(pdf):
    toutes = balises(pdf.Root.StructTreeRoot.K)
    entetes = [balise for balise in toutes if str(balise.S) == "/TH"]
    cellules = [balise for balise in toutes if str(balise.S) == "/TD"]
    assert (len(entetes), len(cellules)) == (8, 12)
    assert all("/Headers" in balise.A for balise in cellules)
    assert any("/Scope" in balise.get("/A", {}) or "/ID" in balise for balise in entetes)


def test_tient_sur_une_page_meme_avec_un_nom_tres_long():
    long = attestation(nom="Marie-Antoinette " * 9)
    assert len(ouvrir(documents.rendre_attestation(long)).pages) <= 2
    assert len(ouvrir(documents.rendre_attestation(attestation())).pages) == 1


def test_rendre_deux_fois_donne_les_memes_octets():
    meme = attestation()
    assert documents.rendre_attestation(meme) == documents.rendre_attestation(meme)


@pytest.fixture
def fichier_secret(tmp_path) -> str:
    fichier = tmp_path / "secret.txt"
    fichier.write_bytes(SECRET)
    return fichier.as_uri()


def charges(url: str) -> str:
    return f'<link rel="attachment" href="{url}"><img src="{url}"><a rel="attachment" href="{url}">x</a>'


def contient(contenu: bytes, secret: bytes) -> bool:
    """Whether some stream of the file holds these bytes, once decompressed."""
    pdf = ouvrir(contenu)
    flux = (
        objet.read_bytes() for objet in pdf.objects if isinstance(objet, pikepdf.Stream) and "/Subtype" not in objet
    )
    return any(secret in morceau for morceau in flux) or len(pdf.attachments) > 0


def test_un_nom_piege_n_emporte_aucun_fichier(fichier_secret):
    piege = documents.rendre_attestation(attestation(nom=charges(fichier_secret)))
    assert not contient(piege, SECRET)


def test_meme_du_html_injecte_n_emporte_aucun_fichier(fichier_secret):
    html = f"<html lang=fr><title>t</title><body>{charges(fichier_secret)}</body></html>"
    assert not contient(commun.rendre_pdf(html), SECRET)


def test_temoin_sans_notre_garde_le_fichier_est_emporte(fichier_secret):
    from weasyprint import HTML

    html = f"<html lang=fr><title>t</title><body>{charges(fichier_secret)}</body></html>"
    assert contient(HTML(string=html, base_url="/").write_pdf(), SECRET)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data/",
        "https://exemple.test/x.png",
        "ftp://exemple.test/x",
        "data:text/html,x",
        "statique:../guichet/settings/base.py",
        "statique:css/../../manage.py",
        "statique:img/%2e%2e/%2e%2e/manage.py",
        "statique://hote/img/marque.svg",
        "statique:/etc/passwd",
        "statique:img/absente.svg",
        "/etc/passwd",
        "",
    ],
)
def test_toute_adresse_etrangere_est_refusee(url):
    with pytest.raises(commun.AdresseRefusee):
        commun.fichier_permis(url)


def test_nos_propres_fichiers_sont_lus():
    assert commun.fichier_permis("statique:img/marque.svg").name == "marque.svg"


def test_le_guichet_demarre_sans_charger_le_moteur_de_pdf():
    import subprocess
    import sys

    code = "import django; django.setup(); import inscriptions.tasks, sys; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
