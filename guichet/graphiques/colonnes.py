"""Stacked columns: what a whole is made of, moment after moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from guichet.graphiques.axes import HAUTEUR, LARGEUR, Cadre, dessiner_axes
from guichet.graphiques.base import COULEURS, ENCRE, Graphique, Valeur, ajouter, echelle_ronde

HAUTEUR_DE_LEGENDE = 26


@dataclass(kw_only=True)
class Colonnes(Graphique):
    """`series` are (name, one value per category), the first at the bottom; `total` heads the last table column."""

    categories: Sequence[str]
    series: Sequence[tuple[str, Sequence[Valeur]]]

    def rangees(self) -> list[tuple[str, list[str]]]:
        """One row per category: each part, then the whole."""
        return [
            (mot, [*(self.ecrire(valeurs[rang]) for _nom, valeurs in self.series), self.ecrire(self._total(rang))])
            for rang, mot in enumerate(self.categories)
        ]

    def dessiner(self) -> ET.Element:
        """The legend first, in the order of the pile from the bottom up, then the columns with their totals."""
        decalage = HAUTEUR_DE_LEGENDE * (self._places_de_legende()[-1][1] + 1) if self.series else 0
        racine = self.toile(LARGEUR, HAUTEUR + decalage, "graphique-colonnes")
        self._legende(racine)
        dessin = ajouter(racine, "g", {"transform": f"translate(0 {decalage})"})
        totaux = [self._total(rang) for rang in range(len(self.categories))]
        cadre = Cadre.a_la_mesure(echelle_ronde(max(totaux, default=0)), LARGEUR - 4, self.ecrire)
        dessiner_axes(dessin, cadre, self.categories, self.ecrire, centre=True)
        for rang, total in enumerate(totaux):
            self._pile(dessin, cadre, rang, total)
        return racine

    def _total(self, rang: int) -> float:
        return sum(valeurs[rang] or 0 for _nom, valeurs in self.series)

    def _pile(self, dessin: ET.Element, cadre: Cadre, rang: int, total: float) -> None:
        nombre = len(self.categories)
        largeur = min(56.0, (cadre.droite - cadre.gauche) / nombre * 0.64)
        x, pied = cadre.x(rang, nombre, True), 0.0
        for (_nom, valeurs), couleur in zip(self.series, COULEURS, strict=False):
            valeur = float(valeurs[rang] or 0)
            if valeur:
                haut, bas = cadre.y(pied + valeur), cadre.y(pied)
                attributs: dict[str, object] = {
                    "x": x - largeur / 2,
                    "y": haut,
                    "width": largeur,
                    "height": max(0.0, bas - haut - 1),
                }
                ajouter(dessin, "rect", attributs | {"fill": couleur})
            pied += valeur
        if nombre <= 8:
            attributs = {"x": x, "y": cadre.y(total) - 6, "text-anchor": "middle", "fill": ENCRE, "font-weight": 700}
            ajouter(dessin, "text", attributs, self.ecrire(total))

    def _places_de_legende(self) -> list[tuple[float, int]]:
        """Where each name goes: one after the other, on a new line when the row is full."""
        places, x, ligne = [], 0.0, 0
        for nom, _valeurs in self.series:
            largeur = 44 + 9 * len(nom)
            if x and x + largeur > LARGEUR:
                x, ligne = 0.0, ligne + 1
            places.append((x, ligne))
            x += largeur
        return places

    def _legende(self, racine: ET.Element) -> None:
        series = zip(self.series, COULEURS, self._places_de_legende(), strict=False)
        for (nom, _valeurs), couleur, (x, ligne) in series:
            y = HAUTEUR_DE_LEGENDE * ligne
            ajouter(racine, "rect", {"x": x, "y": y + 4, "width": 16, "height": 16, "fill": couleur})
            ajouter(racine, "text", {"x": x + 24, "y": y + 17, "fill": ENCRE}, nom)
