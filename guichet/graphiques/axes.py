"""The frame of a chart over time: round marks on the left, few words beneath, light lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from guichet.graphiques.base import ENCRE, ENCRE_DOUCE, TRAIT, Format, ajouter

LARGEUR, HAUTEUR = 480, 300
GAUCHE, HAUT, BAS = 52, 20, 260


@dataclass(frozen=True)
class Cadre:
    """Where the data goes: `droite` leaves room for the names of the lines, `gauche` for the figures of the marks.

    `marques` starts at zero.
    """

    marques: Sequence[float]
    droite: int
    gauche: int = GAUCHE

    @classmethod
    def a_la_mesure(cls, marques: Sequence[float], droite: int, ecrire: Format) -> Cadre:
        """A frame whose figures on the left fit, however long they are."""
        plus_long = max(len(ecrire(marque)) for marque in marques)
        return cls(marques, droite, max(GAUCHE, 16 + 9 * plus_long))

    def y(self, valeur: float) -> float:
        """Height of a value."""
        return BAS - (BAS - HAUT) * float(valeur) / self.marques[-1]

    def x(self, rang: int, nombre: int, centre: bool) -> float:
        """Place of one of `nombre` positions: in the middle of its band, or from edge to edge."""
        largeur = self.droite - self.gauche
        if centre:
            return self.gauche + largeur * (rang + 0.5) / nombre
        return self.gauche + (largeur * rang / (nombre - 1) if nombre > 1 else largeur / 2)


def dessiner_axes(
    racine: ET.Element, cadre: Cadre, abscisses: Sequence[str], format_valeur: Format, *, centre: bool
) -> None:
    """Horizontal marks with their figures, and as many words beneath as fit without touching."""
    for marque in cadre.marques:
        y = cadre.y(marque)
        trait = {"stroke": ENCRE if marque == 0 else TRAIT, "stroke-width": 1}
        ajouter(racine, "line", {"x1": cadre.gauche, "x2": cadre.droite, "y1": y, "y2": y} | trait)
        attributs = {"x": cadre.gauche - 8, "y": y + 5, "text-anchor": "end", "fill": ENCRE_DOUCE}
        ajouter(racine, "text", attributs, format_valeur(marque))
    for rang in _rangs_affiches(abscisses, cadre.droite - cadre.gauche):
        x = cadre.x(rang, len(abscisses), centre)
        ancre = "end" if not centre and rang and rang == len(abscisses) - 1 else "middle"
        attributs = {"x": x, "y": BAS + 24, "text-anchor": ancre, "fill": ENCRE_DOUCE}
        ajouter(racine, "text", attributs, abscisses[rang])


def _rangs_affiches(abscisses: Sequence[str], largeur: int) -> list[int]:
    """Evenly spaced positions, the last one always shown."""
    plus_long = max((len(mot) for mot in abscisses), default=1)
    possibles = max(1, int(largeur / (plus_long * 9 + 14)))
    saut = -(-len(abscisses) // possibles) or 1
    return [rang for rang in range(len(abscisses)) if (len(abscisses) - 1 - rang) % saut == 0]
