"""A path from many to few: one bar a stage, and under it those it lost, by the way they left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from guichet.graphiques.base import COULEURS, ENCRE, ENCRE_DOUCE, Graphique, ajouter
from guichet.referentiels.formats import formater_pourcent

HAUTEUR_D_ETAPE, HAUTEUR_DE_PERTE = 50, 18
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
        """Percent widths from zero, each bar as long as its number; a loss to a line, for narrow screens."""
        hauteurs = [HAUTEUR_D_ETAPE + HAUTEUR_DE_PERTE * len(self._lignes(un)) for un in self.etapes]
        racine = self.toile(None, sum(hauteurs), "graphique-barres")
        plein = max((un.nombre for un in self.etapes), default=0) or 1
        haut = 0
        for un, hauteur in zip(self.etapes, hauteurs, strict=True):
            self._etape(racine, un, haut, f"{100 * un.nombre / plein:.2f}%")
            haut += hauteur
        return racine

    def _etape(self, racine: ET.Element, un: Etape, haut: int, largeur: str) -> None:
        ajouter(racine, "text", {"x": 0, "y": haut + 16, "fill": ENCRE}, un.libelle)
        attributs = {"x": "100%", "y": haut + 16, "text-anchor": "end", "font-weight": 700, "fill": ENCRE}
        ajouter(racine, "text", attributs, self.ecrire(un.nombre))
        barre = {"x": 0, "y": haut + 24, "height": 14}
        ajouter(racine, "rect", barre | {"width": "100%", "fill": FOND})
        ajouter(racine, "rect", barre | {"width": largeur, "fill": COULEURS[0]})
        for rang, ligne in enumerate(self._lignes(un)):
            y = haut + 54 + HAUTEUR_DE_PERTE * rang
            ajouter(racine, "text", {"x": 0, "y": y, "font-size": 13, "fill": ENCRE_DOUCE}, ligne)

    def _part(self, un: Etape) -> str:
        premiere = self.etapes[0].nombre
        return formater_pourcent(un.nombre / premiere) if premiere else "–"

    def _pertes(self, un: Etape) -> str:
        return ", ".join(self._lignes(un)) or self.sans_perte

    def _lignes(self, un: Etape) -> list[str]:
        return [f"{libelle} : {self.ecrire(nombre)}" for libelle, nombre in un.pertes if nombre]
