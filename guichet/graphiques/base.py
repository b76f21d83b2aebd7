"""What every chart shares: an SVG that speaks, a table that matches, identifiers that never move."""

from __future__ import annotations

import hashlib
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from guichet.referentiels.formats import formater_nombre

ENCRE = "#223654"
ENCRE_DOUCE = "#4e5662"
TRAIT = "#c5cad2"
# Five colours at most, apart in lightness as well as in hue: they stay apart in grey and for the colour-blind.
COULEURS = ("#19406c", "#b5561f", "#4a98d9", "#d9a800", "#8893a2")

Valeur = float | int | None
Format = Callable[[Any], str]


@dataclass(kw_only=True)
class Graphique(ABC):
    """A chart: `titre` states the finding, `entetes` head the columns of its table.

    `format_valeur` writes a value (default: a Québec number); `cle` tells apart two charts of one title.
    """

    titre: str
    entetes: Sequence[str]
    description: str = ""
    format_valeur: Format = formater_nombre
    cle: str = ""

    @property
    def identifiant(self) -> str:
        """The same for the same title and key, wherever and whenever it is drawn."""
        empreinte = hashlib.sha256(f"{type(self).__name__}|{self.cle}|{self.titre}".encode()).hexdigest()
        return f"g-{empreinte[:10]}"

    @property
    def svg(self) -> SafeString:
        """The drawing, its title and description first so that assistive tools read them."""
        return mark_safe(ET.tostring(self.dessiner(), encoding="unicode"))  # noqa: S308 - ElementTree escapes all text

    @property
    def table(self) -> SafeString:
        """The same figures as a table."""
        tetes = format_html_join("", '<th scope="col"{}>{}</th>', self._tetes())
        rangees = format_html_join("", "<tr>{}</tr>", ((self._rangee(rangee),) for rangee in self.rangees()))
        return format_html(
            '<div class="tableau-cadre" tabindex="0" role="group" aria-label="{}"><table class="tableau">'
            '<caption class="qc-sr-only">{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>',
            self.titre,
            self.titre,
            tetes,
            rangees,
        )

    @abstractmethod
    def rangees(self) -> list[tuple[str, list[str]]]:
        """One label and its written values per row of the table."""

    @abstractmethod
    def dessiner(self) -> ET.Element:
        """The tree of the drawing."""

    def ecrire(self, valeur: Valeur) -> str:
        """A value as people read it; a dash when there is none."""
        return "–" if valeur is None else self.format_valeur(valeur)

    def toile(self, largeur: int | None, hauteur: int, classe: str) -> ET.Element:
        """An empty drawing; without `largeur`, as wide as its place, and its text keeps its size."""
        ident = self.identifiant
        attributs = {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": f"graphique {classe}",
            "role": "img",
            "aria-labelledby": f"{ident}-t {ident}-d",
            "font-size": "14",
        }
        if largeur:
            attributs["viewBox"] = f"0 0 {largeur} {hauteur}"
        else:
            attributs |= {"width": "100%", "height": str(hauteur)}
        racine = ET.Element("svg", attributs)
        ajouter(racine, "title", {"id": f"{ident}-t"}, self.titre)
        ajouter(racine, "desc", {"id": f"{ident}-d"}, self.description or self._lecture())
        return racine

    def _lecture(self) -> str:
        """Every figure in words, when the caller gave no description."""
        return " ; ".join(f"{libelle} : {', '.join(valeurs)}" for libelle, valeurs in self.rangees())

    def _tetes(self) -> list[tuple[SafeString, str]]:
        classe_nombre = mark_safe(' class="nombre"')
        return [(classe_nombre if rang else SafeString(""), tete) for rang, tete in enumerate(self.entetes)]

    @staticmethod
    def _rangee(rangee: tuple[str, list[str]]) -> SafeString:
        libelle, valeurs = rangee
        cellules = format_html_join("", '<td class="nombre">{}</td>', ((valeur,) for valeur in valeurs))
        return format_html('<th scope="row">{}</th>{}', libelle, cellules)


def ajouter(parent: ET.Element, balise: str, attributs: dict[str, Any], texte: str = "") -> ET.Element:
    """Add one element; numbers are written short and always the same way."""
    element = ET.SubElement(parent, balise, {nom: _ecrit(valeur) for nom, valeur in attributs.items()})
    if texte:
        element.text = str(texte)
    return element


def _ecrit(valeur: Any) -> str:
    return f"{valeur:.2f}".rstrip("0").rstrip(".") if isinstance(valeur, float) else str(valeur)


def echelle_ronde(maximum: float, intervalles: int = 4) -> list[float]:
    """Round marks from zero up to at least `maximum`: 0, 25, 50…"""
    if maximum <= 0:
        return [0.0, 1.0]
    brut = maximum / intervalles
    puissance = 10.0 ** math.floor(math.log10(brut))
    pas = next(facteur * puissance for facteur in (1, 2, 2.5, 5, 10) if facteur * puissance >= brut * 0.999)
    if pas < 1 and float(maximum).is_integer():
        pas = 1.0
    nombre = math.ceil(maximum / pas - 1e-9)
    return [round(pas * rang, 10) for rang in range(nombre + 1)]
