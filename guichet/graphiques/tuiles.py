"""The 17 regions as equal tiles that keep their real neighbours: a small population is as visible as Montréal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from guichet.graphiques.base import ENCRE, Graphique, Valeur, ajouter

# Region code: full name, name short enough for a tile, column, row. West to the left, the river between rows 1 and 2.
REGIONS: dict[str, tuple[str, str, int, int]] = {
    "01": ("Bas-Saint-Laurent", "Bas-St-L.", 4, 2),
    "02": ("Saguenay–Lac-Saint-Jean", "Saguenay", 3, 0),
    "03": ("Capitale-Nationale", "Cap.-Nat.", 3, 1),
    "04": ("Mauricie", "Mauricie", 2, 1),
    "05": ("Estrie", "Estrie", 3, 3),
    "06": ("Montréal", "Montréal", 1, 3),
    "07": ("Outaouais", "Outaouais", 0, 1),
    "08": ("Abitibi-Témiscamingue", "Abitibi", 0, 0),
    "09": ("Côte-Nord", "Côte-Nord", 4, 0),
    "10": ("Nord-du-Québec", "Nord-Qc", 2, 0),
    "11": ("Gaspésie–Îles-de-la-Madeleine", "Gaspésie", 5, 2),
    "12": ("Chaudière-Appalaches", "Chaud.-A.", 3, 2),
    "13": ("Laval", "Laval", 0, 3),
    "14": ("Lanaudière", "Lanaud.", 1, 2),
    "15": ("Laurentides", "Laurent.", 1, 1),
    "16": ("Montérégie", "Montérég.", 2, 3),
    "17": ("Centre-du-Québec", "Centre-Qc", 2, 2),
}
# One hue, evenly darker: read in grey as well as in colour. The words turn white on the two darkest.
TEINTES = ("#e8f0f7", "#bcd3e7", "#83afd5", "#1f6fae", "#123a63")
TEXTES = (ENCRE, ENCRE, ENCRE, "#ffffff", "#ffffff")
COTE, ECART, COLONNES, RANGS = 96, 4, 6, 4


@dataclass(kw_only=True)
class Tuiles(Graphique):
    """`valeurs` maps a region's code to its value; a missing region is drawn empty, with a dash.

    With `liens`, an address by region, each tile is a link that says its region and its value.
    """

    valeurs: Mapping[str, Valeur]
    liens: Mapping[str, str] = field(default_factory=dict)

    def rangees(self) -> list[tuple[str, list[str]]]:
        """The regions in the order of their codes."""
        return [(nom, [self.ecrire(self.valeurs.get(code))]) for code, (nom, *_) in sorted(REGIONS.items())]

    def dessiner(self) -> ET.Element:
        """The tiles, then the scale: what each shade covers."""
        pas = COTE + ECART
        racine = self.toile(COLONNES * pas - ECART, RANGS * pas + 44, "graphique-tuiles")
        if self.liens:
            racine.set("role", "group")
        seuils = self.seuils()
        for code in sorted(REGIONS):
            self._tuile(racine, code, seuils)
        self._echelle(racine, RANGS * pas + 8, seuils)
        return racine

    def seuils(self) -> list[float]:
        """Where each shade begins: one for each value when they are few, else as many regions in each as they allow."""
        connues = sorted(float(v) for v in self.valeurs.values() if v is not None)
        distinctes, classes = sorted(set(connues)), len(TEINTES)
        if len(distinctes) <= classes:
            return distinctes
        return sorted({connues[len(connues) * rang // classes] for rang in range(classes)})

    def _tuile(self, racine: ET.Element, code: str, seuils: list[float]) -> None:
        nom, court, colonne, rang = REGIONS[code]
        valeur = self.valeurs.get(code)
        x, y = colonne * (COTE + ECART), rang * (COTE + ECART)
        groupe = ajouter(racine, "g", {"transform": f"translate({x} {y})"})
        if code in self.liens:
            lien = {"href": self.liens[code], "aria-label": f"{nom} : {self.ecrire(valeur)}"}
            groupe = ajouter(groupe, "a", lien)
        else:
            ajouter(groupe, "title", {}, f"{nom} : {self.ecrire(valeur)}")
        classe = _classe(valeur, seuils)
        fond, encre = ("#ffffff", ENCRE) if classe is None else (_teinte(classe, seuils), _texte(classe, seuils))
        trait = {"stroke": "#8893a2", "stroke-dasharray": "5 4"} if classe is None else {}
        attributs = {"x": 1, "y": 1, "width": COTE - 2, "height": COTE - 2, "rx": 4, "fill": fond}
        ajouter(groupe, "rect", attributs | trait)
        milieu = {"x": COTE / 2, "text-anchor": "middle", "fill": encre}
        ajouter(groupe, "text", milieu | {"y": 36, "class": "tuile-nom"}, court)
        texte = milieu | {"y": 68, "font-weight": 700, "font-size": 22, "class": "tuile-valeur"}
        ajouter(groupe, "text", texte, self.ecrire(valeur))

    def _echelle(self, racine: ET.Element, y: int, seuils: list[float]) -> None:
        connues = sorted(float(v) for v in self.valeurs.values() if v is not None)
        for classe, seuil in enumerate(seuils):
            x = classe * 118
            fin = max(v for v in connues if _classe(v, seuils) == classe)
            texte = self.ecrire(seuil) if fin == seuil else f"{self.ecrire(seuil)} à {self.ecrire(fin)}"
            ajouter(racine, "rect", {"x": x, "y": y, "width": 114, "height": 12, "fill": _teinte(classe, seuils)})
            milieu = {"x": x + 57, "y": y + 32, "text-anchor": "middle", "fill": ENCRE, "class": "tuile-nom"}
            ajouter(racine, "text", milieu, texte)


def _classe(valeur: Valeur, seuils: list[float]) -> int | None:
    """The rank of the shade of a value."""
    return None if valeur is None else max(0, sum(float(valeur) >= seuil for seuil in seuils) - 1)


def _rang_teinte(classe: int, seuils: list[float]) -> int:
    """Few classes spread over the whole scale."""
    return round(classe * (len(TEINTES) - 1) / max(1, len(seuils) - 1))


def _teinte(classe: int, seuils: list[float]) -> str:
    return TEINTES[_rang_teinte(classe, seuils)]


def _texte(classe: int, seuils: list[float]) -> str:
    return TEXTES[_rang_teinte(classe, seuils)]
