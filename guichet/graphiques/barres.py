"""Horizontal bars from zero: one line per row, its words on the left, its figure on the right, the bar beneath."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from guichet.graphiques.base import COULEURS, ENCRE, Graphique, Valeur, ajouter

HAUTEUR_DE_RANGEE = 44
FOND = "#e9edf2"
ACCENT = COULEURS[1]


@dataclass(kw_only=True)
class Barres(Graphique):
    """`lignes` are (label, value); `cible` draws a mark on every bar; `accents` are the labels to bring out.

    `maximum` fixes the length of the longest bar, to compare two charts.
    """

    lignes: Sequence[tuple[str, Valeur]]
    cible: float | None = None
    libelle_cible: str = ""
    accents: Sequence[str] = ()
    maximum: float | None = None

    def rangees(self) -> list[tuple[str, list[str]]]:
        """Label and value; the target last."""
        rangees = [(str(libelle), [self.ecrire(valeur)]) for libelle, valeur in self.lignes]
        if self.cible is not None:
            rangees.append((self.libelle_cible, [self.ecrire(self.cible)]))
        return rangees

    def dessiner(self) -> ET.Element:
        """Percent widths: the drawing fits any screen and its text keeps its size."""
        pied = 28 if self.cible is not None else 0
        racine = self.toile(None, HAUTEUR_DE_RANGEE * len(self.lignes) + pied, "graphique-barres")
        for rang, (libelle, valeur) in enumerate(self.lignes):
            self._barre(racine, rang * HAUTEUR_DE_RANGEE, str(libelle), valeur)
        if self.cible is not None:
            self._marque(racine, HAUTEUR_DE_RANGEE * len(self.lignes))
        return racine

    def _barre(self, racine: ET.Element, haut: int, libelle: str, valeur: Valeur) -> None:
        ajouter(racine, "text", {"x": 0, "y": haut + 16, "fill": ENCRE}, libelle)
        attributs = {"x": "100%", "y": haut + 16, "text-anchor": "end", "font-weight": 700, "fill": ENCRE}
        ajouter(racine, "text", attributs, self.ecrire(valeur))
        ajouter(racine, "rect", {"x": 0, "y": haut + 24, "width": "100%", "height": 10, "fill": FOND})
        if valeur:
            couleur = ACCENT if libelle in self.accents else COULEURS[0]
            largeur = f"{self._part(valeur):.2f}%"
            ajouter(racine, "rect", {"x": 0, "y": haut + 24, "width": largeur, "height": 10, "fill": couleur})

    def _marque(self, racine: ET.Element, bas: int) -> None:
        part = self._part(self.cible or 0)
        x = f"{part:.2f}%"
        attributs = {"x1": x, "x2": x, "y1": 20, "y2": bas, "stroke": ENCRE, "stroke-width": 2}
        ajouter(racine, "line", attributs | {"stroke-dasharray": "4 3"})
        ancre = "start" if part < 30 else "end" if part > 70 else "middle"
        texte = f"{self.libelle_cible} : {self.ecrire(self.cible)}"
        ajouter(racine, "text", {"x": x, "y": bas + 16, "text-anchor": ancre, "fill": ENCRE}, texte)

    def _part(self, valeur: float) -> float:
        connues = [float(v) for _libelle, v in self.lignes if v is not None]
        plein = self.maximum or max([*connues, float(self.cible or 0)], default=0) or 1
        return min(100.0, max(0.0, 100 * float(valeur) / float(plein)))
