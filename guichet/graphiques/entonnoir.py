"""A path from many to few: one bar a stage, and under it those it lost, by the way they left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from guichet.graphiques.base import COULEURS, ENCRE, ENCRE_DOUCE, Graphique, ajouter
from guichet.referentiels.formats import formater_pourcent

HAUTEUR_DE_RANGEE = 68
FOND = "#e9edf2"


@dataclass(frozen=True)
class Etape:
    """One stage: how many came to it, and how many left it by each way (label, number)."""

    libelle: str
    nombre: int
    pertes: Sequence[tuple[str, int]] = ()


@dataclass(kw_only=True)
class Entonnoir(Graphique):
    """`entetes` head the stage, its number, its share of the first stage and what it lost; `sans_perte` says none."""

    etapes: Sequence[Etape]
    sans_perte: str

    def rangees(self) -> list[tuple[str, list[str]]]:
        """Stage, number, share of the first, losses in words."""
        return [(un.libelle, [self.ecrire(un.nombre), self._part(un), self._pertes(un)]) for un in self.etapes]

    def dessiner(self) -> ET.Element:
        """Percent widths from zero, each bar as long as its number."""
        racine = self.toile(None, HAUTEUR_DE_RANGEE * len(self.etapes), "graphique-barres")
        plein = max((un.nombre for un in self.etapes), default=0) or 1
        for rang, un in enumerate(self.etapes):
            haut, largeur = rang * HAUTEUR_DE_RANGEE, f"{100 * un.nombre / plein:.2f}%"
            ajouter(racine, "text", {"x": 0, "y": haut + 16, "fill": ENCRE}, un.libelle)
            attributs = {"x": "100%", "y": haut + 16, "text-anchor": "end", "font-weight": 700, "fill": ENCRE}
            ajouter(racine, "text", attributs, self.ecrire(un.nombre))
            barre = {"x": 0, "y": haut + 24, "height": 14}
            ajouter(racine, "rect", barre | {"width": "100%", "fill": FOND})
            ajouter(racine, "rect", barre | {"width": largeur, "fill": COULEURS[0]})
            ajouter(racine, "text", {"x": 0, "y": haut + 55, "font-size": 13, "fill": ENCRE_DOUCE}, self._pertes(un))
        return racine

    def _part(self, un: Etape) -> str:
        premiere = self.etapes[0].nombre
        return formater_pourcent(un.nombre / premiere) if premiere else "–"

    def _pertes(self, un: Etape) -> str:
        dites = [f"{libelle} : {self.ecrire(nombre)}" for libelle, nombre in un.pertes if nombre]
        return ", ".join(dites) or self.sans_perte
