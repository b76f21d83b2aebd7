"""The entente and its amendments as files: tagged, readable by a screen reader, made of our own files only."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from itertools import cycle, repeat

import pytest
from django.template import engines
from django.template.loader import get_template, render_to_string

from guichet import documents as commun
from partenaires.documents import GENRES, empreinte_du_gabarit, gabarit_de, rendre_document
from tests.inscriptions.test_documents import SECRET, balises, charges, contient, ouvrir

IDENTIFIANT = uuid.UUID(int=7).bytes
BAS = {
    "signataires": [
        {"nom": "Lucie Tremblay", "titre": "Directrice générale", "partie": "Pour l'organisme"},
        {"nom": "Karim Benali", "titre": "Sous-ministre adjoint", "partie": "Pour le ministère"},
    ],
    "code": "ABCD2345WXYZ",
    "code_lisible": "ABCD-2345-WXYZ",
    "prepare_le": "2027-03-15",
}
PARTIES = [
    {"nom": "Le ministère", "detail": "Gouvernement du Québec", "designation": "ci-après « le ministère »"},
    {
        "nom": "Centre fictif",
        "detail": "NEQ 1143920115",
        "adresse": "1, rue Fictive, H2X 1Y4",
        "designation": "ci-après « l’organisme »",
    },
]


def contexte_entente(lignes: int = 3) -> dict:
    return {
        "genre": "entente",
        "numero": "E-2027-00012",
        "titre": "Cours du soir et accompagnement",
        "description": ["L’organisme offre des cours de groupe le soir.", "Les cours ont lieu dans ses locaux."],
        "parties": PARTIES,
        "faits": [["Durée", "du 1er avril 2027 au 31 mars 2028"], ["Territoire", "Montréal, Laval"]],
        "activites": [
            {
                "titre": f"Cours de groupe {n}",
                "unite": "heure-apprenant",
                "volume": "4 000",
                "prix": "20,00 $",
                "montant": "80 000,00 $",
            }
            for n in range(lignes)
        ],
        "total_activites": "240 000,00 $",
        "indicateurs": [
            {"nom": "Taux d’abandon", "definition": "abandon, v1", "cible": "au plus 18,0 %", "tolerance": "10,0 %"}
        ],
        "budget": [{"poste": "Salaires", "montant": "200 000,00 $"}, {"poste": "Locaux", "montant": "40 000,00 $"}],
        "total_budget": "240 000,00 $",
        "versements": [
            {"numero": "1", "prevu_le": "1er avril 2027", "condition": "Entente signée", "montant": "140 000,00 $"},
            {
                "numero": "2",
                "prevu_le": "15 octobre 2027",
                "condition": "Reddition acceptée : mi-parcours",
                "montant": "100 000,00 $",
            },
        ],
        "total_versements": "240 000,00 $",
        "livrables": [
            {
                "titre": "Reddition de mi-parcours",
                "genre": "Reddition périodique",
                "periode": "du 1er avril 2027 au 30 septembre 2027",
                "du_le": "31 octobre 2027",
            }
        ],
        "clauses": [{"titre": f"Clause {n}", "paragraphes": ["Un engagement clair. " * 12] * 2} for n in range(lignes)],
    } | BAS


def contexte_avenant() -> dict:
    return {
        "genre": "avenant",
        "numero": "E-2027-00012",
        "rang": 1,
        "titre": "Ajouter des cours",
        "entente": "Cours du soir",
        "signee_le": "15 mars 2027",
        "effet_du": "1er juillet 2027",
        "parties": PARTIES,
        "justification": ["La demande est plus grande."],
        "changements": [{"terme": "Montant de l’aide", "avant": "100 000,00 $", "apres": "110 000,00 $"}],
    } | BAS


def structure(contenu: bytes) -> list:
    """Every structure element, read while the file is open."""
    pdf = ouvrir(contenu)
    lues = [(str(balise.S), dict(balise)) for balise in balises(pdf.Root.StructTreeRoot.K)]
    return [(genre, {cle: valeur for cle, valeur in lue.items() if cle in ("/Alt", "/A")}, pdf) for genre, lue in lues]


CONTEXTES = {"entente": contexte_entente, "avenant": contexte_avenant}


@pytest.fixture(scope="module", params=GENRES)
def rendu(request) -> tuple[str, bytes]:
    return request.param, rendre_document(CONTEXTES[request.param](), identifiant=IDENTIFIANT)


def test_le_document_dit_sa_langue_son_titre_et_qu_il_est_balise(rendu):
    genre, contenu = rendu
    pdf = ouvrir(contenu)
    assert str(pdf.Root.Lang) == "fr-CA"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as meta:
        assert meta["dc:title"].startswith("Entente E-" if genre == "entente" else "Avenant 1 à l’entente E-")
        assert meta["pdfuaid:part"] == "1"


def test_un_seul_titre_des_sections_et_des_images_decrites(rendu):
    genre, contenu = rendu
    toutes = structure(contenu)
    genres = [nom for nom, _lue, _pdf in toutes]
    assert genres.count("/H1") == 1
    assert genres.count("/H2") == (8 if genre == "entente" else 4)
    figures = [lue for nom, lue, _pdf in toutes if nom == "/Figure"]
    assert len(figures) == 2 and all(str(figure.get("/Alt", "")) for figure in figures)


def test_chaque_cellule_renvoie_a_ses_en_tetes(rendu):
    genre, contenu = rendu
    toutes = structure(contenu)
    cellules = [lue for nom, lue, _pdf in toutes if nom == "/TD"]
    assert len(cellules) == (32 if genre == "entente" else 2)
    assert all("/Headers" in lue["/A"] for lue in cellules)


def test_le_meme_contexte_donne_les_memes_octets(rendu):
    genre, contenu = rendu
    assert rendre_document(CONTEXTES[genre](), identifiant=IDENTIFIANT) == contenu


def test_une_longue_entente_se_coupe_entre_les_lignes():
    pdf = ouvrir(rendre_document(contexte_entente(60), identifiant=IDENTIFIANT))
    assert len(pdf.pages) > 6


def pieger(valeur, charges: Iterator[str]):
    """Every text of a context replaced by the next of these, shapes kept."""
    if isinstance(valeur, dict):
        return {cle: v if cle in ("genre", "code") else pieger(v, charges) for cle, v in valeur.items()}
    if isinstance(valeur, list):
        return [pieger(v, charges) for v in valeur]
    return next(charges) if isinstance(valeur, str) else valeur


PIEGES = (
    '<link rel="attachment" href="{url}"><img src="{url}"><a rel="attachment" href="{url}">x</a>',
    '"><style>@import url("{url}"); body {{ background: url("{url}") }}</style>',
    "</title></style><script>x</script><object data='{url}'></object><iframe src='{url}'></iframe>",
    "{{% include '{url}' %}}{{{{ settings.SECRET_KEY }}}}",
)


@pytest.mark.parametrize("genre", GENRES)
def test_un_texte_piege_dans_chaque_champ_n_emporte_et_ne_cherche_rien(tmp_path, monkeypatch, genre):
    fichier = tmp_path / "secret.txt"
    fichier.write_bytes(SECRET)
    demandes: list[str] = []
    vrai = commun.fichier_permis
    monkeypatch.setattr(commun, "fichier_permis", lambda url: demandes.append(url) or vrai(url))
    charges = [piege.format(url=fichier.as_uri()) for piege in PIEGES]
    for charge in charges:
        contexte = pieger(CONTEXTES[genre](), repeat(charge))
        html = render_to_string(gabarit_de(genre), contexte | {"qr": "", "adresse_courte": "", "polices": []})
        assert charge not in html
    # The file takes a quarter of a minute: one, where they take turns.
    contenu = rendre_document(pieger(CONTEXTES[genre](), cycle(charges)), identifiant=IDENTIFIANT)
    assert not contient(contenu, SECRET)
    assert all(url.startswith("statique:sdg/fonts/") for url in demandes), demandes


def test_temoin_un_gabarit_qui_n_echappe_pas_et_sans_garde_emporte_le_fichier(tmp_path):
    from weasyprint import HTML

    fichier = tmp_path / "secret.txt"
    fichier.write_bytes(SECRET)
    contexte = pieger(contexte_entente(), repeat(charges(fichier.as_uri()))) | {
        "qr": "",
        "adresse_courte": "",
        "polices": [],
    }
    source = get_template(gabarit_de("entente")).template.source
    html = engines["django"].from_string("{% autoescape off %}" + source + "{% endautoescape %}").render(contexte)
    assert contient(HTML(string=html, base_url="/").write_pdf(), SECRET)


def test_le_gabarit_a_une_empreinte_par_genre():
    assert len({empreinte_du_gabarit(genre) for genre in GENRES}) == 2
    with pytest.raises(ValueError, match="facture"):
        gabarit_de("facture")
