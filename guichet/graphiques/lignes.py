"""Lines over time, each named at its end; a band shows the interval where there is one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from guichet.graphiques.axes import BAS, HAUTEUR, LARGEUR, Cadre, dessiner_axes
from guichet.graphiques.base import COULEURS, Graphique, Valeur, ajouter, echelle_ronde

# A second way to tell the lines apart, for eyes and printers without colour.
TIRETS = ("", "7 4", "2 4", "10 3 2 3", "1 6")
ECART_DES_NOMS = 18


@dataclass(frozen=True)
class Serie:
    """One line; `bas` and `haut` bound its interval, same length as `valeurs`."""

    nom: str
    valeurs: Sequence[Valeur]
    bas: Sequence[Valeur] = ()
    haut: Sequence[Valeur] = ()


@dataclass(kw_only=True)
class Lignes(Graphique):
    """`abscisses` are the words beneath (months, sessions); `cible` draws a level line."""

    abscisses: Sequence[str]
    series: Sequence[Serie]
    cible: float | None = None
    libelle_cible: str = ""

    def rangees(self) -> list[tuple[str, list[str]]]:
        """One row per moment; an interval is two more columns."""
        return [
            (mot, [self.ecrire(serie_[rang]) for serie_ in self._colonnes()]) for rang, mot in enumerate(self.abscisses)
        ]

    def dessiner(self) -> ET.Element:
        """Zero at the bottom: a small change never looks large."""
        racine = self.toile(LARGEUR, HAUTEUR, "graphique-lignes")
        valeurs = [v for colonne in self._colonnes() for v in colonne if v is not None]
        marques = echelle_ronde(max([*valeurs, self.cible or 0], default=0))
        cadre = Cadre.a_la_mesure(marques, self._droite(), self.ecrire)
        dessiner_axes(racine, cadre, self.abscisses, self.ecrire, centre=False)
        for serie, couleur in zip(self.series, COULEURS, strict=False):
            self._bande(racine, cadre, serie, couleur)
        for serie, couleur, tiret in zip(self.series, COULEURS, TIRETS, strict=False):
            self._ligne(racine, cadre, serie, couleur, tiret)
        self._cible(racine, cadre)
        self._noms(racine, cadre)
        return racine

    def _colonnes(self) -> list[Sequence[Valeur]]:
        return [colonne for s in self.series for colonne in (s.valeurs, s.bas, s.haut) if colonne]

    def _droite(self) -> int:
        plus_long = max((len(serie.nom) for serie in self.series), default=0)
        return LARGEUR - min(160, 18 + 10 * plus_long)

    def _points(self, cadre: Cadre, valeurs: Sequence[Valeur]) -> Iterator[tuple[float, float] | None]:
        for rang, valeur in enumerate(valeurs):
            yield None if valeur is None else (cadre.x(rang, len(self.abscisses), False), cadre.y(valeur))

    def _bande(self, racine: ET.Element, cadre: Cadre, serie: Serie, couleur: str) -> None:
        haut = [point for point in self._points(cadre, serie.haut) if point]
        bas = [point for point in self._points(cadre, serie.bas) if point]
        if haut and bas:
            ajouter(racine, "polygon", {"points": _suite([*haut, *reversed(bas)]), "fill": couleur, "opacity": 0.18})

    def _ligne(self, racine: ET.Element, cadre: Cadre, serie: Serie, couleur: str, tiret: str) -> None:
        trace, leve = [], True
        for point in self._points(cadre, serie.valeurs):
            if point:
                # A line to itself leaves a dot: a month alone between two gaps is seen.
                place = f"{point[0]:.1f} {point[1]:.1f}"
                trace.append(f"M{place}L{place}" if leve else f"L{place}")
            leve = point is None
        attributs = {"d": " ".join(trace), "fill": "none", "stroke": couleur, "stroke-width": 3}
        attributs |= {"stroke-linejoin": "round", "stroke-linecap": "round"}
        ajouter(racine, "path", attributs | ({"stroke-dasharray": tiret} if tiret else {}))

    def _cible(self, racine: ET.Element, cadre: Cadre) -> None:
        if self.cible is None:
            return
        y = cadre.y(self.cible)
        trait = {"x1": cadre.x(0, 2, False), "x2": cadre.droite, "y1": y, "y2": y, "stroke": "#4e5662"}
        ajouter(racine, "line", trait | {"stroke-width": 1.5, "stroke-dasharray": "4 4"})
        texte = f"{self.libelle_cible} : {self.ecrire(self.cible)}"
        ajouter(racine, "text", {"x": cadre.x(0, 2, False) + 4, "y": y - 6, "fill": "#4e5662"}, texte)

    def _noms(self, racine: ET.Element, cadre: Cadre) -> None:
        """Names at the end of the lines, pushed apart so that none covers another."""
        fins = []
        for serie, couleur in zip(self.series, COULEURS, strict=False):
            derniers = [point for point in self._points(cadre, serie.valeurs) if point]
            if derniers:
                fins.append((derniers[-1][1], serie.nom, couleur))
        for y, (_y, nom, couleur) in zip(ecarter([fin[0] for fin in sorted(fins)]), sorted(fins), strict=True):
            attributs = {"x": cadre.droite + 8, "y": y + 5, "fill": teinte_de_texte(couleur), "font-weight": 700}
            ajouter(racine, "text", attributs, nom)


def ecarter(hauteurs: Sequence[float]) -> list[float]:
    """The same heights, in order, far enough apart to read and none below the axis."""
    places: list[float] = []
    for hauteur in hauteurs:
        places.append(max(hauteur, places[-1] + ECART_DES_NOMS) if places else hauteur)
    for rang in range(len(places) - 1, -1, -1):
        plus_bas = places[rang + 1] - ECART_DES_NOMS if rang + 1 < len(places) else float(BAS)
        places[rang] = min(places[rang], plus_bas)
    return places


def _suite(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def teinte_de_texte(couleur: str) -> str:
    """A darker shade where the line's own colour would be too pale for text."""
    return {"#4a98d9": "#0f62a6", "#d9a800": "#7a5c00", "#8893a2": "#4e5662"}.get(couleur, couleur)
