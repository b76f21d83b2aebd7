"""The same small line for each of the 17 regions, in the places of the tile map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from guichet.graphiques.base import COULEURS, ENCRE, TRAIT, Graphique, Valeur, ajouter
from guichet.graphiques.tuiles import COLONNES, COTE, ECART, RANGS, REGIONS

MARGE, PLAFOND, PLANCHER = 8, 44, 88


@dataclass(kw_only=True)
class Etincelles(Graphique):
    """`valeurs` maps a region's code to its values, one for each of `abscisses`; each line has its own scale from zero.

    `entetes` head the region, then each moment.
    """

    abscisses: Sequence[str]
    valeurs: Mapping[str, Sequence[Valeur]]

    def rangees(self) -> list[tuple[str, list[str]]]:
        """The regions in the order of their codes, every moment."""
        vide: Sequence[Valeur] = [None] * len(self.abscisses)
        return [
            (nom, [self.ecrire(valeur) for valeur in self.valeurs.get(code, vide)])
            for code, (nom, *_) in sorted(REGIONS.items())
        ]

    def dessiner(self) -> ET.Element:
        """A tile a region: its name, its last figure, its line."""
        pas = COTE + ECART
        racine = self.toile(COLONNES * pas - ECART, RANGS * pas - ECART, "graphique-tuiles")
        for code, (nom, court, colonne, rang) in sorted(REGIONS.items()):
            groupe = ajouter(racine, "g", {"transform": f"translate({colonne * pas} {rang * pas})"})
            connues = [valeur for valeur in self.valeurs.get(code, ()) if valeur is not None]
            dernier = self.ecrire(connues[-1] if connues else None)
            ajouter(groupe, "title", {}, f"{nom} : {dernier}")
            cadre = {"x": 1, "y": 1, "width": COTE - 2, "height": COTE - 2, "rx": 4, "fill": "#ffffff", "stroke": TRAIT}
            ajouter(groupe, "rect", cadre)
            ajouter(groupe, "text", {"x": MARGE, "y": 19, "fill": ENCRE, "class": "tuile-nom"}, court)
            attributs = {"x": MARGE, "y": 39, "fill": ENCRE, "font-weight": 700, "class": "tuile-dernier"}
            ajouter(groupe, "text", attributs, dernier)
            self._ligne(groupe, self.valeurs.get(code, ()))
        return racine

    def _ligne(self, groupe: ET.Element, valeurs: Sequence[Valeur]) -> None:
        plein = max((float(valeur) for valeur in valeurs if valeur is not None), default=0) or 1
        pas = (COTE - 2 * MARGE) / max(1, len(self.abscisses) - 1)
        points = [
            (MARGE + pas * rang, PLANCHER - (PLANCHER - PLAFOND - 4) * float(valeur) / plein)
            for rang, valeur in enumerate(valeurs)
            if valeur is not None
        ]
        sol = {"x1": MARGE, "x2": COTE - MARGE, "y1": PLANCHER, "y2": PLANCHER, "stroke": TRAIT}
        ajouter(groupe, "line", sol)
        if points:
            suite = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            trait = {"points": suite, "fill": "none", "stroke": COULEURS[0], "stroke-width": 2}
            ajouter(groupe, "polyline", trait | {"stroke-linejoin": "round"})
            ajouter(groupe, "circle", {"cx": points[-1][0], "cy": points[-1][1], "r": 3.5, "fill": COULEURS[1]})
