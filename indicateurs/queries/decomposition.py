"""What moved a figure between two periods: the share of each group, and the rate within it, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from guichet.mesure.calcul import Valeur
from guichet.mesure.definition import Genre, Mesure
from indicateurs.filtre import Filtre
from indicateurs.queries.valeurs import CALCULATEURS, par_axe, valeur

Termes = Mapping[Any, tuple[Decimal, Decimal]]
DECIMALES = 12


@dataclass(frozen=True, slots=True)
class Effet:
    """What one group changed in the whole: by its weight and by its own rate. Of a count, by its difference."""

    code: Any
    avant: Decimal | None
    apres: Decimal | None
    composition: Fraction
    taux: Fraction

    @property
    def total(self) -> Fraction:
        """Both."""
        return self.composition + self.taux


def decomposer(mesure: Mesure, filtre: Filtre, axe: str) -> list[Effet]:
    """The effect of each group between a year earlier and this period, the largest first; empty for a delay."""
    if mesure.genre is Genre.DELAI:
        return []
    avant, apres = termes_par(mesure, filtre.un_an_avant(), axe), termes_par(mesure, filtre, axe)
    if mesure.genre in (Genre.COMPTE, Genre.STOCK):
        effets = _differences(avant, apres)
    else:
        effets = _rapports(avant, apres)
    return sorted(effets, key=lambda effet: (-abs(effet.total), str(effet.code)))


@dataclass(frozen=True, slots=True)
class Ecart:
    """A delay of one group a year earlier and now, and of how many cases it is the median."""

    code: Any
    avant: Decimal | None
    apres: Decimal | None
    cas_avant: int
    cas_apres: int

    @property
    def difference(self) -> Decimal | None:
        """What changed in the group; None when one of the two is unknown."""
        return None if self.avant is None or self.apres is None else self.apres - self.avant


def comparer_les_delais(mesure: Mesure, filtre: Filtre, axe: str) -> list[Ecart]:
    """Each group's median a year earlier and now, the most numerous first: a median is no sum, it has no parts."""
    if mesure.genre is not Genre.DELAI:
        return []
    avant, apres = par_axe(mesure, filtre.un_an_avant(), axe), par_axe(mesure, filtre, axe)
    rien = Valeur(mesure.reference, None, 0)
    ecarts = [
        Ecart(code, a.valeur, b.valeur, a.numerateur or 0, b.numerateur or 0)
        for code in {**avant, **apres}
        for a, b in [(avant.get(code, rien), apres.get(code, rien))]
        if a.valeur is not None or b.valeur is not None
    ]
    return sorted(ecarts, key=lambda ecart: (-ecart.cas_apres, str(ecart.code)))


def termes_par(mesure: Mesure, filtre: Filtre, axe: str) -> dict[Any, tuple[Decimal, Decimal]]:
    """What is above and below the line, by code along an axis."""
    calculateur = CALCULATEURS.get(mesure.calcul)
    sommes = getattr(calculateur, "sommes_par_axe", None)
    if sommes is not None:
        return dict(sommes(mesure, filtre, axe))
    termes = {code: _termes(lue) for code, lue in par_axe(mesure, filtre, axe).items()}
    ensemble = _termes(valeur(mesure, filtre))
    # Those of whom nothing is known along the axis.
    inconnus = tuple(ensemble[rang] - sum((t[rang] for t in termes.values()), Decimal(0)) for rang in (0, 1))
    return termes | ({"": (inconnus[0], inconnus[1])} if any(inconnus) else {})


def _termes(lue: Valeur) -> tuple[Decimal, Decimal]:
    return Decimal(lue.numerateur or 0), Decimal(lue.denominateur or 0)


def _differences(avant: Termes, apres: Termes) -> list[Effet]:
    zero = (Decimal(0), Decimal(0))
    return [
        Effet(
            code,
            avant.get(code, zero)[0],
            apres.get(code, zero)[0],
            Fraction(0),
            Fraction(apres.get(code, zero)[0]) - Fraction(avant.get(code, zero)[0]),
        )
        for code in {**avant, **apres}
    ]


def _rapports(avant: Termes, apres: Termes) -> list[Effet]:
    """Weights and rates at their middle, so that the sum of effects is the difference of the wholes to the last digit.

    A group that exists in one period only moves the whole by its weight: its rate is taken as unchanged.
    """
    bas_avant, bas_apres = _total(avant), _total(apres)
    if not bas_avant or not bas_apres:
        return []
    ensemble = (_rapport(avant, bas_avant) + _rapport(apres, bas_apres)) / 2
    effets = []
    for code in {**avant, **apres}:
        h0, b0 = (Fraction(nombre) for nombre in avant.get(code, (0, 0)))
        h1, b1 = (Fraction(nombre) for nombre in apres.get(code, (0, 0)))
        poids_avant, poids_apres = b0 / bas_avant, b1 / bas_apres
        # Something above the line and nothing below it: no rate, the whole effect is of composition.
        if (h0 and not b0) or (h1 and not b1):
            brut = h1 / bas_apres - h0 / bas_avant
            effets.append(Effet(code, None, None, brut - (poids_apres - poids_avant) * ensemble, Fraction(0)))
            continue
        if not b0 and not b1:
            continue
        r0 = h0 / b0 if b0 else h1 / b1
        r1 = h1 / b1 if b1 else r0
        composition = (poids_apres - poids_avant) * ((r0 + r1) / 2 - ensemble)
        taux = (r1 - r0) * (poids_avant + poids_apres) / 2
        effets.append(Effet(code, _decimal(r0) if b0 else None, _decimal(r1) if b1 else None, composition, taux))
    return effets


def _total(termes: Termes) -> Fraction:
    return sum((Fraction(bas) for _haut, bas in termes.values()), Fraction(0))


def _rapport(termes: Termes, bas: Fraction) -> Fraction:
    return sum((Fraction(haut) for haut, _b in termes.values()), Fraction(0)) / bas


def _decimal(fraction: Fraction) -> Decimal:
    with localcontext() as contexte:
        contexte.prec = 28
        return (Decimal(fraction.numerator) / Decimal(fraction.denominator)).quantize(Decimal(1).scaleb(-DECIMALES))
