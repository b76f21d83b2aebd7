"""Charts: well-formed, accessible, without inline style, and the table says what the drawing says."""

from __future__ import annotations

import itertools
import re
from html import unescape
from xml.etree import ElementTree as ET

import pytest

from guichet.demo.exemples import graphiques
from guichet.graphiques import (
    Barres,
    Chaleur,
    Colonnes,
    Entonnoir,
    Escalier,
    Etape,
    Etincelles,
    Graphique,
    Lignes,
    Paliers,
    Serie,
    Tuiles,
)
from guichet.graphiques.base import echelle_ronde
from guichet.graphiques.tuiles import REGIONS

ESPACE = "{http://www.w3.org/2000/svg}"
CHAQUE = pytest.mark.parametrize("nom", sorted(graphiques()))

# Regions that share a land border or face each other across the St. Lawrence.
_FRONTIERES = """
10-02 02-09 10-04 02-03 08-07 08-10 08-04 07-15 07-04 15-04 04-03 04-02 04-14 04-17 15-14 15-13 14-13 14-06 14-16 14-17
03-12 03-09 17-12 17-16 17-05 12-01 12-05 01-11 01-09 13-06 06-16 16-05
"""
VOISINES = {frozenset(paire.split("-")) for paire in _FRONTIERES.split()}


def _dessin(graphique: Graphique) -> ET.Element:
    return ET.fromstring(str(graphique.svg))


def _cellules(graphique: Graphique) -> list[list[str]]:
    rangees = re.findall(r"<tr>(.*?)</tr>", str(graphique.table), re.S)
    return [[unescape(c) for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", rangee, re.S)] for rangee in rangees]


@CHAQUE
def test_le_dessin_est_du_xml_bien_forme_qui_se_nomme(nom: str) -> None:
    racine = _dessin(graphiques()[nom])
    titre, description = racine[0], racine[1]
    assert racine.get("role") == "img"
    assert (titre.tag, description.tag) == (f"{ESPACE}title", f"{ESPACE}desc")
    assert racine.get("aria-labelledby") == f"{titre.get('id')} {description.get('id')}"
    assert titre.text == graphiques()[nom].titre
    assert description.text


@CHAQUE
def test_le_dessin_ne_porte_ni_style_ni_script(nom: str) -> None:
    for element in _dessin(graphiques()[nom]).iter():
        assert element.tag not in {f"{ESPACE}style", f"{ESPACE}script"}
        assert not any(attribut == "style" or attribut.startswith("on") for attribut in element.attrib)


@CHAQUE
def test_le_meme_graphique_donne_toujours_les_memes_octets(nom: str) -> None:
    assert graphiques()[nom].svg == graphiques()[nom].svg


def test_deux_graphiques_de_meme_titre_se_distinguent_par_leur_cle() -> None:
    un = Barres(titre="A", entetes=("a", "b"), lignes=[("x", 1)], cle="1")
    deux = Barres(titre="A", entetes=("a", "b"), lignes=[("x", 1)], cle="2")
    assert un.identifiant != deux.identifiant


@CHAQUE
def test_le_tableau_dit_les_chiffres_du_graphique(nom: str) -> None:
    graphique = graphiques()[nom]
    tete, *rangees = _cellules(graphique)
    assert tete == list(graphique.entetes)
    assert rangees == [[libelle, *valeurs] for libelle, valeurs in graphique.rangees()]
    assert all(len(rangee) == len(tete) for rangee in rangees)


def test_chaque_chiffre_des_barres_est_ecrit_dans_le_dessin() -> None:
    graphique = graphiques()["barres"]
    textes = {element.text for element in _dessin(graphique).iter(f"{ESPACE}text")}
    assert {valeur for _libelle, (valeur,) in graphique.rangees()[:-1]} <= textes


def test_les_barres_partent_de_zero_et_gardent_les_proportions() -> None:
    graphique = Barres(titre="t", entetes=("a", "b"), lignes=[("un", 50), ("deux", 100), ("zero", 0), ("rien", None)])
    barres = [rect for rect in _dessin(graphique).iter(f"{ESPACE}rect") if rect.get("fill") == "#19406c"]
    assert [(barre.get("x"), barre.get("width")) for barre in barres] == [("0", "50.00%"), ("0", "100.00%")]


def test_une_valeur_absente_s_ecrit_par_un_tiret() -> None:
    graphique = Tuiles(titre="t", entetes=("a", "b"), valeurs={"06": 12})
    assert dict(graphique.rangees())["Estrie"] == ["–"]
    assert "–" in str(graphique.svg)


def test_un_graphique_sans_donnee_se_dessine_quand_meme() -> None:
    for vide in (
        Barres(titre="t", entetes=("a",), lignes=[]),
        Lignes(titre="t", entetes=("a",), abscisses=[], series=[]),
        Lignes(titre="t", entetes=("a", "b"), abscisses=["mai"], series=[Serie("x", [None])]),
        Colonnes(titre="t", entetes=("a",), categories=[], series=[]),
        Tuiles(titre="t", entetes=("a",), valeurs={}),
        Etincelles(titre="t", entetes=("a",), abscisses=[], valeurs={}),
        Entonnoir(titre="t", entetes=("a",), etapes=[], sans_perte="–"),
        Entonnoir(titre="t", entetes=("a",), etapes=[Etape("x", 0)], sans_perte="–"),
        Chaleur(titre="t", entetes=("a",), colonnes=[], lignes=[]),
        Paliers(titre="t", entetes=("a", "b"), escaliers=[], reperes=(30,), unite="j"),
        Paliers(titre="t", entetes=("a", "b"), escaliers=[Escalier("x", [])], reperes=(30,), unite="j"),
    ):
        assert _dessin(vide).tag == f"{ESPACE}svg"


def test_un_texte_hostile_reste_du_texte() -> None:
    graphique = Barres(titre="<script>&\"'", entetes=("<b>", "b"), lignes=[("</text><script>", 1)])
    assert _dessin(graphique)[0].text == "<script>&\"'"
    assert "<script>" not in str(graphique.svg) + str(graphique.table)


def test_une_courbe_interrompue_ne_relie_pas_les_bords_du_trou() -> None:
    graphique = Lignes(titre="t", entetes=("a", "b"), abscisses=list("abcd"), series=[Serie("x", [1, None, 3, 4])])
    (trace,) = _dessin(graphique).iter(f"{ESPACE}path")
    assert trace.get("d", "").count("M") == 2


def test_les_noms_de_courbes_confondues_restent_lisibles() -> None:
    series = [Serie(nom, [0, 0]) for nom in ("Un", "Deux", "Trois", "Quatre")]
    graphique = Lignes(titre="t", entetes=tuple("abcde"), abscisses=["mai", "juin"], series=series)
    noms = [texte for texte in _dessin(graphique).iter(f"{ESPACE}text") if texte.get("font-weight") == "700"]
    hauteurs = sorted(float(nom.get("y", "")) for nom in noms)
    assert len(hauteurs) == 4 and hauteurs[-1] <= 265
    assert all(bas - haut >= 18 for haut, bas in itertools.pairwise(hauteurs))


@pytest.mark.parametrize(("maximum", "dernier"), [(0, 1), (1, 1), (7, 8), (86, 100), (1000, 1000), (1412, 1500)])
def test_l_echelle_est_ronde_et_part_de_zero(maximum: float, dernier: float) -> None:
    marques = echelle_ronde(maximum)
    assert marques[0] == 0
    assert marques[-1] == dernier


def test_les_17_regions_ont_chacune_leur_tuile() -> None:
    assert len(REGIONS) == 17
    assert len({(colonne, rang) for _nom, _court, colonne, rang in REGIONS.values()}) == 17


def test_deux_tuiles_qui_se_touchent_sont_de_vraies_voisines() -> None:
    places = {(colonne, rang): code for code, (_nom, _court, colonne, rang) in REGIONS.items()}
    for (colonne, rang), code in places.items():
        for voisine in (places.get((colonne + 1, rang)), places.get((colonne, rang + 1))):
            assert voisine is None or frozenset({code, voisine}) in VOISINES


def test_les_teintes_foncent_avec_la_valeur() -> None:
    graphique = Tuiles(titre="t", entetes=("a", "b"), valeurs={"01": 1, "02": 2, "03": 3, "04": 4, "05": 5})
    rects = [tuile.find(f"{ESPACE}rect") for tuile in _dessin(graphique).iter(f"{ESPACE}g")]
    clartes = [int(rect.get("fill", "")[1:3], 16) for rect in rects[:5] if rect is not None]
    assert clartes == sorted(clartes, reverse=True)
    assert len(set(clartes)) == 5


def test_une_seule_region_differente_se_voit_sur_la_carte() -> None:
    valeurs = dict.fromkeys(REGIONS, 0) | {"16": 1}
    carte = Tuiles(titre="", entetes=("Région", "Groupes"), valeurs=valeurs)
    assert carte.seuils() == [0, 1]


def test_un_escalier_reste_a_sa_hauteur_entre_deux_paliers() -> None:
    un = Escalier("x", [(10, 0.8), (40, 0.5)])
    assert [un.part(jour) for jour in (0, 9, 10, 39, 40, 400)] == [1.0, 1.0, 0.8, 0.8, 0.5, 0.5]
    (trace,) = _dessin(Paliers(titre="t", entetes=("a", "b"), escaliers=[un], reperes=(30,), unite="j")).iter(
        f"{ESPACE}path"
    )
    assert not set(trace.get("d", "")) & {"L", "C", "Q"}


def test_l_entonnoir_dit_chaque_perte_et_tait_celles_qui_n_ont_pas_eu_lieu() -> None:
    etapes = [Etape("A", 40), Etape("B", 10, [("Refus", 3), ("Retraits", 0)])]
    entonnoir = Entonnoir(titre="t", entetes=("a", "b", "c", "d"), etapes=etapes, sans_perte="Aucune")
    assert [cellules[2] for _libelle, cellules in entonnoir.rangees()] == ["Aucune", "Refus : 3"]
    assert [cellules[1] for _libelle, cellules in entonnoir.rangees()] == ["100,0\u00a0%", "25,0\u00a0%"]


def test_la_chaleur_fonce_avec_la_valeur_et_distingue_zero_du_vide() -> None:
    grille = Chaleur(titre="t", entetes=tuple("abcde"), colonnes=list("bcde"), lignes=[("x", "x", (None, 0, 10, 100))])
    rects = [groupe.find(f"{ESPACE}rect") for groupe in _dessin(grille).iter(f"{ESPACE}g")]
    clartes = [int(rect.get("fill", "")[1:3], 16) for rect in rects if rect is not None]
    assert clartes[0] == clartes[1] > clartes[2] > clartes[3]
    assert grille.rangees() == [("x", ["–", "0", "10", "100"])]


def test_chaque_etincelle_part_de_zero_et_porte_son_dernier_chiffre() -> None:
    lignes = Etincelles(titre="t", entetes=("r", "a", "b"), abscisses=["a", "b"], valeurs={"06": [0, 50]})
    (courbe,) = _dessin(lignes).iter(f"{ESPACE}polyline")
    assert courbe.get("points") == "8.0,88.0 88.0,48.0"
    assert dict(lignes.rangees())["Montréal"] == ["0", "50"]
