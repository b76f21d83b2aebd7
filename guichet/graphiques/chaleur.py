"""A grid of two cuts: the darker the cell, the larger its figure, which it also writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from guichet.graphiques.base import ENCRE, ENCRE_DOUCE, Graphique, Valeur, ajouter
from guichet.graphiques.tuiles import TEINTES, TEXTES

GAUCHE, COTE, HAUT, RANGEE = 96, 32, 24, 28
VIDE = "#f6f8fa"


@dataclass(kw_only=True)
class Chaleur(Graphique):
    """`lignes` are (label, short label, one value per column); None is an empty cell, zero is written.

    `mots`, of the same shape, are what the table writes in the place of the figure.
    """

    colonnes: Sequence[str]
    lignes: Sequence[tuple[str, str, Sequence[Valeur]]]
    mots: Sequence[Sequence[str]] = ()

    def rangees(self) -> list[tuple[str, list[str]]]:
        """One row per line of the grid."""
        ecrites = self.mots or [[self.ecrire(valeur) for valeur in valeurs] for _l, _c, valeurs in self.lignes]
        return [(ligne[0], list(mots)) for ligne, mots in zip(self.lignes, ecrites, strict=True)]

    def dessiner(self) -> ET.Element:
        """The heads of the columns, then the lines; each cell says itself to who points at it."""
        largeur = GAUCHE + COTE * len(self.colonnes)
        racine = self.toile(largeur, HAUT + RANGEE * len(self.lignes), "graphique-chaleur")
        for rang, mot in enumerate(self.colonnes):
            attributs = {"x": GAUCHE + COTE * (rang + 0.5), "y": 16, "text-anchor": "middle", "fill": ENCRE_DOUCE}
            ajouter(racine, "text", attributs, mot)
        plein = max((float(v) for _l, _c, valeurs in self.lignes for v in valeurs if v), default=0) or 1
        for rang, (libelle, court, valeurs) in enumerate(self.lignes):
            y = HAUT + RANGEE * rang
            ajouter(racine, "text", {"x": 0, "y": y + 19, "fill": ENCRE}, court)
            for colonne, valeur in enumerate(valeurs):
                self._case(racine, GAUCHE + COTE * colonne, y, valeur, plein, f"{libelle}, {self.colonnes[colonne]}")
        return racine

    def _case(self, racine: ET.Element, x: int, y: int, valeur: Valeur, plein: float, ou: str) -> None:
        classe = None if not valeur else min(len(TEINTES) - 1, int(len(TEINTES) * (float(valeur) / plein) ** 0.5))
        groupe = ajouter(racine, "g", {})
        ajouter(groupe, "title", {}, f"{ou} : {self.ecrire(valeur)}")
        fond = VIDE if classe is None else TEINTES[classe]
        ajouter(
            groupe, "rect", {"x": x + 1, "y": y + 1, "width": COTE - 2, "height": RANGEE - 2, "rx": 3, "fill": fond}
        )
        if valeur is not None:
            encre = ENCRE_DOUCE if classe is None else TEXTES[classe]
            attributs = {"x": x + COTE / 2, "y": y + 19, "text-anchor": "middle", "fill": encre, "class": "case-valeur"}
            ajouter(groupe, "text", attributs, self.ecrire(valeur))
