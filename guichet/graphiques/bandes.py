"""Own figures among others': a line per figure, a box for the middle half, a mark for the median, a dot for oneself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from guichet.graphiques.base import COULEURS, ENCRE, ENCRE_DOUCE, Format, Graphique, Valeur, ajouter

HAUTEUR_DE_RANGEE = 76
FOND, BOITE, RAYON = "#e9edf2", "#b7c6d8", 7


@dataclass(frozen=True)
class Bande:
    """One figure: one's own, the others' quartiles and median (None when too few), its own way to be written.

    `plein` is the right end of its line, a part of one for a rate; without it, the largest figure.
    """

    libelle: str
    mien: Valeur
    q1: Valeur
    mediane: Valeur
    q3: Valeur
    ecrire: Format
    plein: float | None = None

    @property
    def maximum(self) -> float:
        """What the right end stands for."""
        connus = [float(v) for v in (self.mien, self.q1, self.mediane, self.q3) if v is not None]
        return self.plein or max(connus, default=0) * 1.1 or 1.0

    def texte(self, valeur: Valeur) -> str:
        """A value in words."""
        return "–" if valeur is None else self.ecrire(valeur)


@dataclass(kw_only=True)
class Bandes(Graphique):
    """`entetes` head the label, one's own figure, the first quartile, the median, the third quartile."""

    bandes: Sequence[Bande]
    mot_mediane: str
    sans_autres: str

    def rangees(self) -> list[tuple[str, list[str]]]:
        """Label, own figure, quartiles around the median."""
        return [(b.libelle, [b.texte(v) for v in (b.mien, b.q1, b.mediane, b.q3)]) for b in self.bandes]

    def dessiner(self) -> ET.Element:
        """Percent widths from zero, each line on its own scale: its figures are written."""
        racine = self.toile(None, HAUTEUR_DE_RANGEE * len(self.bandes), "graphique-barres")
        for rang, bande in enumerate(self.bandes):
            self._bande(racine, rang * HAUTEUR_DE_RANGEE, bande)
        return racine

    def _bande(self, racine: ET.Element, haut: int, bande: Bande) -> None:
        def x(valeur: Valeur) -> str:
            return f"{min(100.0, max(0.0, 100 * float(valeur or 0) / bande.maximum)):.2f}%"

        ajouter(racine, "text", {"x": 0, "y": haut + 14, "fill": ENCRE}, bande.libelle)
        mien = {"x": "100%", "y": haut + 14, "text-anchor": "end", "font-weight": 700, "fill": ENCRE}
        ajouter(racine, "text", mien, bande.texte(bande.mien))
        ajouter(racine, "rect", {"x": 0, "y": haut + 24, "width": "100%", "height": 14, "fill": FOND})
        pied = {"x": 0, "y": haut + 54, "font-size": 13, "fill": ENCRE_DOUCE}
        if bande.mediane is None:
            ajouter(racine, "text", pied, self.sans_autres)
        else:
            largeur = f"{float(x(bande.q3)[:-1]) - float(x(bande.q1)[:-1]):.2f}%"
            ajouter(racine, "rect", {"x": x(bande.q1), "y": haut + 24, "width": largeur, "height": 14, "fill": BOITE})
            trait = {"x1": x(bande.mediane), "x2": x(bande.mediane), "y1": haut + 21, "y2": haut + 41}
            ajouter(racine, "line", trait | {"stroke": ENCRE, "stroke-width": 3})
            ajouter(racine, "text", pied, f"{self.mot_mediane} : {bande.texte(bande.mediane)}")
        if bande.mien is not None:
            point = {"cx": x(bande.mien), "cy": haut + 31, "r": RAYON, "fill": COULEURS[1]}
            ajouter(racine, "circle", point | {"stroke": "#ffffff", "stroke-width": 2})
