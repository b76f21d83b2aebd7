"""What a figure that no fact gives back was computed from, frozen with it: sums and cases by month, or two counts.

Attendance, results, payments, admissions and answers are kept as they are now, not as they were known: reading them
again later would give another figure.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from guichet.mesure.calcul import Valeur
from guichet.mesure.definition import Genre, Mesure
from indicateurs.filtre import Filtre
from indicateurs.models import ChiffreFige
from indicateurs.queries.agregats import CalculateurAgregats, Cellule, valeur_des_cellules
from indicateurs.queries.chiffres import MOIS, Exact, rien
from indicateurs.queries.valeurs import CALCULATEURS

# By figure: rows (month, case of a distribution, above, below), none when nothing happened, null without any value.
Matiere = dict[str, list[list[str]] | None]


def cle_du_chiffre(coupe: str, du: date, axes: dict[str, Any]) -> str:
    """The name of a figure inside an edition and a definition."""
    choix = ";".join(f"{axe}={code}" for axe, code in sorted(axes.items()))
    return f"{coupe}|{du.isoformat()}|{choix}"


def matiere_de(mesure: Mesure, exacts: Iterable[Exact]) -> Matiere:
    """What each of these figures is made of."""
    lues = _Cellules(mesure)
    return {
        cle_du_chiffre(coupe, filtre.du, filtre.choisis()): _rangs(mesure, coupe, filtre, valeur, lues)
        for _mesure, coupe, filtre, valeur in exacts
    }


def _rangs(mesure: Mesure, coupe: str, filtre: Filtre, valeur: Valeur, lues: _Cellules) -> list[list[str]] | None:
    if valeur.numerateur is None:
        return None
    if valeur == rien(mesure):
        return []
    if lues.calculateur is None:
        return [[filtre.du.isoformat(), "0", str(valeur.numerateur), str(valeur.denominateur or 0)]]
    return [
        [mois.isoformat(), *(_court(nombre) for nombre in (cas, haut, bas))]
        for mois, cas, haut, bas in lues.de(coupe, filtre)
    ]


def _court(nombre: Decimal) -> str:
    return format(nombre.normalize(), "f") if nombre else "0"


class _Cellules:
    """The cells of the roll-up by month, each cut read once."""

    def __init__(self, mesure: Mesure) -> None:
        calculateur = CALCULATEURS[mesure.calcul]
        self.calculateur = calculateur if isinstance(calculateur, CalculateurAgregats) else None
        self._mesure = mesure
        self._lues: dict[tuple[Filtre, str], dict[Any, list[Cellule]]] = {}

    def de(self, coupe: str, filtre: Filtre) -> list[Cellule]:
        """The cells of one figure."""
        axe = "" if coupe == MOIS else coupe.rpartition("+")[2]
        large = Filtre(filtre.du, filtre.au, **{a: v for a, v in filtre.choisis().items() if a != axe})  # type: ignore[arg-type]
        if (large, axe) not in self._lues and self.calculateur:
            self._lues[large, axe] = self.calculateur.cellules_par_mois(self._mesure, large, axe or None)
        return self._lues[large, axe].get(filtre.choisis().get(axe), [])


def valeur_de_la_matiere(mesure: Mesure, chiffre: ChiffreFige, matiere: Matiere) -> Valeur:
    """The figure, computed again from what was frozen with it."""
    rangs = matiere[cle_du_chiffre(chiffre.coupe, chiffre.du, chiffre.axes)]
    if rangs is None:
        return Valeur(mesure.reference, None)
    if not rangs:
        return rien(mesure)
    cellules = [(Decimal(cas), Decimal(haut), Decimal(bas)) for _mois, cas, haut, bas in rangs]
    if isinstance(CALCULATEURS[mesure.calcul], CalculateurAgregats):
        return valeur_des_cellules(mesure, cellules)
    haut, bas = (sum(int(rang[cote]) for rang in rangs) for cote in (2, 3))
    if mesure.genre is Genre.COMPTE:
        return Valeur(mesure.reference, Decimal(haut), haut)
    return Valeur(mesure.reference, Decimal(haut) / bas if bas else None, haut, bas)
