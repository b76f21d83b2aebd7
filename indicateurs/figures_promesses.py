"""The curve of a figure before and after a promise: small, the month of the promise marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree as ET

from babel.dates import format_date
from django.utils.translation import gettext as _

from guichet.graphiques.base import COULEURS, ENCRE_DOUCE, TRAIT, Graphique, Valeur, ajouter
from indicateurs.ecriture import ecrivain, en_unite
from indicateurs.queries.promesses import Promesse

LARGEUR, HAUTEUR, GAUCHE, DROITE, HAUT, BAS = 360, 150, 8, 352, 30, 122


@dataclass(kw_only=True)
class CourbeDePromesse(Graphique):
    """One value a month from zero; `prise` is the rank of the month of the promise, before the first one when none."""

    abscisses: Sequence[str]
    valeurs: Sequence[Valeur]
    prise: int

    def rangees(self) -> list[tuple[str, list[str]]]:
        """One row a month; the month of the promise says so."""
        mots = [f"{mot} ({_('promesse')})" if rang == self.prise else mot for rang, mot in enumerate(self.abscisses)]
        return [(mot, [self.ecrire(valeur)]) for mot, valeur in zip(mots, self.valeurs, strict=True)]

    def dessiner(self) -> ET.Element:
        """The line, the mark of the promise, the first and last months, the last value."""
        racine = self.toile(LARGEUR, HAUTEUR, "graphique-lignes")
        plein = max((float(v) for v in self.valeurs if v is not None), default=0) or 1
        sol = {"x1": GAUCHE, "x2": DROITE, "y1": BAS, "y2": BAS, "stroke": TRAIT}
        ajouter(racine, "line", sol)
        points = [
            (rang, self._x(rang), BAS - (BAS - HAUT) * float(valeur) / plein)
            for rang, valeur in enumerate(self.valeurs)
            if valeur is not None
        ]
        if self.prise >= 0:
            x = self._x(self.prise)
            mark = {"x1": x, "x2": x, "y1": HAUT - 8, "y2": BAS, "stroke": COULEURS[1], "stroke-width": 2}
            ajouter(racine, "line", mark | {"stroke-dasharray": "4 4"})
            ancre = "start" if x < LARGEUR / 2 else "end"
            attributs = {"x": x, "y": HAUT - 14, "fill": "#8a3f14", "text-anchor": ancre, "font-weight": 700}
            ajouter(racine, "text", attributs, _("Promesse"))
        for debut, suite in pairwise(points):
            # A month without a figure leaves a gap.
            if suite[0] == debut[0] + 1:
                trait = {"x1": debut[1], "y1": debut[2], "x2": suite[1], "y2": suite[2]}
                ajouter(racine, "line", trait | {"stroke": COULEURS[0], "stroke-width": 3, "stroke-linecap": "round"})
        for rang, x, y in points:
            # A month alone between two gaps is seen too; the last one stands out.
            rayon = 4.5 if rang == points[-1][0] else 2.5
            ajouter(racine, "circle", {"cx": x, "cy": y, "r": rayon, "fill": COULEURS[0]})
        for rang, ancre in ((0, "start"), (len(self.abscisses) - 1, "end")):
            attributs = {"x": self._x(rang), "y": BAS + 20, "fill": ENCRE_DOUCE, "text-anchor": ancre}
            ajouter(racine, "text", attributs, self.abscisses[rang])
        return racine

    def _x(self, rang: int) -> float:
        return GAUCHE + (DROITE - GAUCHE) * rang / max(1, len(self.abscisses) - 1)


def courbe(promesse: Promesse) -> CourbeDePromesse | None:
    """The curve of a promise whose figure has months; None otherwise."""
    mesure = promesse.mesure
    if mesure is None or not promesse.est_mesuree:
        return None
    prise = promesse.engagement.pris_le.replace(day=1)
    mois = [jour for jour, _valeur in promesse.mois]
    return CourbeDePromesse(
        titre=en_unite(mesure, str(mesure.titre)),
        entetes=[_("Mois"), en_unite(mesure, str(mesure.titre))],
        abscisses=[format_date(jour, "MMM yy", locale="fr_CA") for jour in mois],
        valeurs=[None if valeur is None else float(valeur) for _jour, valeur in promesse.mois],
        prise=mois.index(prise) if prise in mois else -1,
        format_valeur=ecrivain(mesure),
        cle=str(promesse.engagement.pk),
    )
