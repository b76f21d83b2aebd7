"""Flows from rank to rank: as wide as the people who follow them, the way each path splits and ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from guichet.graphiques.base import COULEURS, ENCRE, ENCRE_DOUCE, Graphique, ajouter
from guichet.referentiels.formats import formater_pourcent

COLONNE, NOEUD, HAUTEUR, ECART, MARGE = 148, 10, 300, 44, 34
EPAISSEUR_MINIMUM = 1.0
# Rank, step.
Noeud = tuple[int, str]


@dataclass(frozen=True)
class Lien:
    """How many went from a step at one rank to a step at the next."""

    rang: int
    de: str
    vers: str
    nombre: int


@dataclass(kw_only=True)
class Flux(Graphique):
    """`mots` names each step, `pertes` are the steps drawn in the colour of a loss."""

    liens: Sequence[Lien]
    mots: Mapping[str, str]
    pertes: Set[str] = field(default_factory=frozenset)

    def rangees(self) -> list[tuple[str, list[str]]]:
        """One row per flow: from, to, how many, share of those who left the same step."""
        sortants: dict[Noeud, int] = defaultdict(int)
        for lien in self.liens:
            sortants[lien.rang, lien.de] += lien.nombre
        return [
            (
                f"{lien.rang + 1}. {self.mots[lien.de]} → {self.mots[lien.vers]}",
                [self.ecrire(lien.nombre), formater_pourcent(lien.nombre / (sortants[lien.rang, lien.de] or 1))],
            )
            for lien in self.liens
        ]

    def noeuds(self) -> dict[Noeud, int]:
        """How many stand at each step of each rank: all who came in, or went out of the first."""
        entrants: dict[Noeud, int] = defaultdict(int)
        sortants: dict[Noeud, int] = defaultdict(int)
        for lien in self.liens:
            sortants[lien.rang, lien.de] += lien.nombre
            entrants[lien.rang + 1, lien.vers] += lien.nombre
        return {noeud: max(entrants[noeud], sortants[noeud]) for noeud in sorted({*entrants, *sortants})}

    def dessiner(self) -> ET.Element:
        """Ranks from left to right, the largest step of each on top; flows under, names over."""
        noeuds = self.noeuds()
        rangs = 1 + max((rang for rang, _etape in noeuds), default=0)
        plein = max((sum(n for (r, _e), n in noeuds.items() if r == rang) for rang in range(rangs)), default=0) or 1
        places, bas = self._placer(noeuds, HAUTEUR / plein)
        racine = self.toile(COLONNE * rangs, int(bas) + 8, "graphique-flux")
        self._tracer(racine, places, HAUTEUR / plein)
        for (rang, etape), nombre in noeuds.items():
            self._noeud(racine, COLONNE * rang, places[rang, etape], nombre, HAUTEUR / plein, etape)
        return racine

    def _placer(self, noeuds: Mapping[Noeud, int], echelle: float) -> tuple[dict[Noeud, float], float]:
        """The top of each step, and the bottom of the drawing."""
        places: dict[Noeud, float] = {}
        hauts: dict[int, float] = defaultdict(lambda: float(MARGE))
        for (rang, etape), nombre in sorted(noeuds.items(), key=lambda n: (n[0][0], -n[1], n[0][1])):
            places[rang, etape] = hauts[rang]
            hauts[rang] += max(nombre * echelle, EPAISSEUR_MINIMUM) + ECART
        return places, max(hauts.values(), default=float(MARGE)) - ECART + 8

    def _tracer(self, racine: ET.Element, places: Mapping[Noeud, float], echelle: float) -> None:
        partis: dict[Noeud, float] = defaultdict(float)
        venus: dict[Noeud, float] = defaultdict(float)
        for lien in sorted(self.liens, key=lambda un: (un.rang, places[un.rang, un.de], places[un.rang + 1, un.vers])):
            depart, arrivee = (lien.rang, lien.de), (lien.rang + 1, lien.vers)
            epaisseur = max(lien.nombre * echelle, EPAISSEUR_MINIMUM)
            y1, y2 = (places[n] + fait[n] + epaisseur / 2 for n, fait in ((depart, partis), (arrivee, venus)))
            partis[depart] += epaisseur
            venus[arrivee] += epaisseur
            x1, x2 = COLONNE * lien.rang + NOEUD, COLONNE * (lien.rang + 1)
            milieu = (x1 + x2) / 2
            groupe = ajouter(racine, "g", {})
            dit = f"{self.mots[lien.de]} → {self.mots[lien.vers]} : {self.ecrire(lien.nombre)}"
            ajouter(groupe, "title", {}, dit)
            trace = f"M{x1} {y1:.1f}C{milieu} {y1:.1f} {milieu} {y2:.1f} {x2} {y2:.1f}"
            couleur = COULEURS[1] if lien.vers in self.pertes else COULEURS[2]
            attributs = {"d": trace, "fill": "none", "stroke": couleur, "stroke-width": epaisseur, "opacity": 0.45}
            ajouter(groupe, "path", attributs)

    def _noeud(self, racine: ET.Element, x: int, y: float, nombre: int, echelle: float, etape: str) -> None:
        couleur = COULEURS[1] if etape in self.pertes else COULEURS[0]
        hauteur = max(nombre * echelle, EPAISSEUR_MINIMUM)
        ajouter(racine, "rect", {"x": x, "y": y, "width": NOEUD, "height": hauteur, "fill": couleur})
        ajouter(racine, "text", {"x": x, "y": y - 19, "fill": ENCRE, "class": "flux-nom"}, self.mots[etape])
        ajouter(
            racine,
            "text",
            {"x": x, "y": y - 5, "fill": ENCRE_DOUCE, "class": "flux-nombre"},
            self.ecrire(nombre),
        )
