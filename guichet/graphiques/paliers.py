"""Steps that go down with time: the share that still waits, one curve a group."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from guichet.graphiques.axes import BAS, GAUCHE, HAUTEUR, LARGEUR, Cadre, dessiner_axes
from guichet.graphiques.base import COULEURS, ENCRE_DOUCE, Graphique, Valeur, ajouter, echelle_ronde
from guichet.graphiques.lignes import TIRETS, ecarter, teinte_de_texte
from guichet.referentiels.formats import formater_nombre, formater_pourcent

QUARTS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Escalier:
    """One group: `points` are (day, share left after it), in order of days; `mesures` are the last cells of its row."""

    nom: str
    points: Sequence[tuple[int, float]]
    mesures: Sequence[str] = ()

    def part(self, jour: int) -> float:
        """The share left on that day: all of them before the first step."""
        return next((part for quand, part in reversed(self.points) if quand <= jour), 1.0)


@dataclass(kw_only=True)
class Paliers(Graphique):
    """`reperes` are the days whose share the table gives; `unite` names the days beneath the curve.

    `entetes` head the group, each of these days, then `mesures`.
    """

    escaliers: Sequence[Escalier]
    reperes: Sequence[int]
    unite: str
    format_valeur: Callable[[float], str] = formater_pourcent

    def rangees(self) -> list[tuple[str, list[str]]]:
        """One row per group: the share left on each day, then its own measures."""
        return [
            (un.nom, [*(self.ecrire(un.part(jour)) for jour in self.reperes), *un.mesures]) for un in self.escaliers
        ]

    def dessiner(self) -> ET.Element:
        """From everyone on the first day, down; a share is never drawn by a slope nobody measured."""
        racine = self.toile(LARGEUR, HAUTEUR + 20, "graphique-paliers")
        dernier = max((un.points[-1][0] for un in self.escaliers if un.points), default=0)
        jours = echelle_ronde(max(dernier, *self.reperes), 6)
        plus_long = max((len(un.nom) for un in self.escaliers), default=0)
        cadre = Cadre(QUARTS, LARGEUR - min(160, 18 + 10 * plus_long))
        dessiner_axes(racine, cadre, [formater_nombre(jour) for jour in jours], _rond, centre=False)
        attributs = {"x": GAUCHE, "y": BAS + 48, "fill": ENCRE_DOUCE}
        ajouter(racine, "text", attributs, self.unite)
        fins = []
        for un, couleur, tiret in zip(self.escaliers, COULEURS, TIRETS, strict=False):
            fins.append((self._courbe(racine, cadre, un, jours[-1], couleur, tiret), un.nom, couleur))
        for y, (_y, nom, couleur) in zip(ecarter([fin[0] for fin in sorted(fins)]), sorted(fins), strict=True):
            attributs = {"x": cadre.droite + 8, "y": y + 5, "fill": teinte_de_texte(couleur), "font-weight": 700}
            ajouter(racine, "text", attributs, nom)
        return racine

    def _courbe(self, racine: ET.Element, cadre: Cadre, un: Escalier, plein: float, couleur: str, tiret: str) -> float:
        """Draw one curve; the height of its end comes back."""
        largeur, y = cadre.droite - GAUCHE, cadre.y(1.0)
        trace = [f"M{GAUCHE} {y:.1f}"]
        for jour, part in un.points:
            y = cadre.y(part)
            trace += [f"H{GAUCHE + largeur * jour / plein:.1f}", f"V{y:.1f}"]
        attributs: dict[str, object] = {"d": " ".join([*trace, f"H{cadre.droite}"]), "fill": "none", "stroke": couleur}
        attributs |= {"stroke-width": 3, "stroke-linejoin": "round"}
        ajouter(racine, "path", attributs | ({"stroke-dasharray": tiret} if tiret else {}))
        return y


def _rond(part: float) -> str:
    return formater_pourcent(part, 0)


def arrondie(valeur: Valeur) -> str:
    """A number of days as the cells of `mesures` write it."""
    return "–" if valeur is None else formater_nombre(round(float(valeur)))
